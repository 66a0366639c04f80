# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What generated reference servers and fake clients are made of; free to change."""
