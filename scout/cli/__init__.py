"""The `scout` command; its parts come with the extra `cli`."""
