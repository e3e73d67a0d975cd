"""How fast a routed call is, beside its peers, in ratios of one run."""
