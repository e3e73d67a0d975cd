"""What the quality loop is worth: quality, cost and time against always asking one model."""
