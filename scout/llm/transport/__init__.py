"""The one place where scout speaks HTTP, so that everything above it stays free of I/O."""
