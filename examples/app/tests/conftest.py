"""Gives the tests `scout_vendor` and `scout_router`."""

pytest_plugins = ["scout.testing.pytest_plugin"]
