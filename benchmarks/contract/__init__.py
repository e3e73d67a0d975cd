"""How long the contract suite takes for a provider, from the session's start to the verdict."""
