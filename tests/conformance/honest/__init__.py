"""Honest providers whose wires are not scout's, to see that the suite asks nothing unfair."""
