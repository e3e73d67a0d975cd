"""Measurements whose results stand in the guide; each is a nox session."""
