"""The words that intents are told by, a file for each language."""
