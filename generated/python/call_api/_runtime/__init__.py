# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Plain Python that ships inside what is generated: client, server, player."""
