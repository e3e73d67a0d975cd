"""The gates that keep the guide from saying what the code does not do."""
