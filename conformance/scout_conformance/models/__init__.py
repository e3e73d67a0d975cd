"""Models that stand beside a provider while it is walked through steps in any order."""
