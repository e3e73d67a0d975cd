"""A key that is an id and a secret, taken apart for a login server."""


# --8<-- [start:pair]
def form(key: str) -> dict[str, str]:
    """What a login server wants for client credentials."""
    client_id, _, secret = key.partition(":")
    return {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
    }


# --8<-- [end:pair]
print(form("client-7:open sesame"))
