"""Asks the vendor itself, on request: a call per model, with the author's key, under a ceiling."""
