"""How the key travels, as the vendor sees it."""

# --8<-- [start:ways]
from dataclasses import replace

from acme_oauth_scout import ACME_OAUTH
from acme_scout import ACME

from scout.llm.providers.base import Bearer, HeaderKey, NoKey
from scout.testing import ScriptedVendor

HEADERS = ("authorization", "x-api-key")

with ScriptedVendor() as vendor:
    for auth in (Bearer(), HeaderKey("x-api-key"), NoKey()):
        row = vendor.provider_row(replace(ACME, auth=auth))
        with vendor.router(row) as router:
            router.call_sync("Hi", model="acme-small-1")
        sent = vendor.requests[-1].headers
        shown = {name: sent.get(name) for name in HEADERS}
        print(type(auth).__name__, shown)
# --8<-- [end:ways]

# --8<-- [start:origins]
print(ACME_OAUTH.auth_origins)
# --8<-- [end:origins]
