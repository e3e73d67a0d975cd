"""Proposes a provider from recorded traffic or from a vendor's OpenAPI description."""
