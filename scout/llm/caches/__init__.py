"""Where answers are kept, for calls that are repeated word for word."""
