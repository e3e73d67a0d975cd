"""The contract, a file for each area; a check is a sentence of the standard and its run."""
