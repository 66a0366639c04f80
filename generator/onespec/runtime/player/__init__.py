# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Plays conformance cases against an endpoint. Stands by itself: the same files travel with every generated suite."""
