"""Plays conformance cases against an endpoint. Stands by itself: the same files travel with every generated suite."""
