"""The weights of intent detection, as data."""
