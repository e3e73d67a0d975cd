"""A code of a vendor's own becomes a class of scout's."""

# --8<-- [start:errors]
from dataclasses import replace

from acme_scout import ACME

from scout import CallError, QuotaExhaustedError
from scout.llm.providers.wires.error_table import Rule
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.testing import ScriptedVendor, replies

plain = OpenAIChat()
rule = Rule(QuotaExhaustedError, codes={"wallet_empty"})
wire = replace(plain, errors=plain.errors.preceded_by(rule))
body = {"error": {"code": "wallet_empty", "message": "Top up."}}

with ScriptedVendor() as vendor:
    vendor.script(replies(body, status=400))
    for row in (ACME, replace(ACME, wire=wire)):
        with vendor.router(vendor.provider_row(row)) as router:
            try:
                router.call_sync("Hi", model="acme-small-1")
            except CallError as error:
                print(type(error).__name__, error.provider_code)
# --8<-- [end:errors]
