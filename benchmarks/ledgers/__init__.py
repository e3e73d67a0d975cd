"""How many calls a second each ledger can account for."""
