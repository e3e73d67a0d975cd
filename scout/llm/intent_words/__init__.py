"""The words that intents are told by, a table for each language."""
