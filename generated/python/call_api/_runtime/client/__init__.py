# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What generated clients are made of; not for callers, and free to change."""
