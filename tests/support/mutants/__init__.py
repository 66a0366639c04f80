"""Servers to try the conformance suite on: a right one written by hand, faults to plant in it, and other right ones."""
