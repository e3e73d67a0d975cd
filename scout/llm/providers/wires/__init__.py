"""The dialects that vendors speak; each is pure functions between a `Call` and HTTP."""
