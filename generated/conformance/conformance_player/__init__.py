# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Plays conformance cases against an endpoint. Stands by itself: the same files travel with every generated suite."""
