# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A service as tools of the Model Context Protocol."""
