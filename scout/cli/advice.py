"""What somebody can do about each error, in the terminal and in the guide."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from scout import errors
from scout.errors import ScoutError

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "scout_error": "Catch it where anything of scout's should end in one place.",
        "configuration": "Mend what the message names; `scout config` shows what is in force.",
        "registration": "Mend the row, or rename what it claims; `scout doctor` lists conflicts.",
        "call_failed": "Read `error.explain()`: it has a line for each step of the call.",
        "provider_error": "Read `error.explain()`; a vendor's support asks for `request_id`.",
        "authentication": "Set a valid key where `scout keys` says, and start anew.",
        "permission_denied": "Have the vendor open the model for this key, or name another model.",
        "quota_exhausted": "Pay or wait for the reset; another key or a fallback bridges the time.",
        "rate_limited": "Add keys of other accounts, set `pacing`, or name fallbacks.",
        "server_error": "Wait and ask again; name a fallback of another vendor.",
        "overloaded": "Wait and ask again; name a fallback of another vendor.",
        "connection_failed": "Check the network, a proxy, and the row's `base_url`.",
        "provider_timeout": "Name a fallback, or give `timeouts` of this provider more room.",
        "stream_interrupted": "Keep `partial_text`, or ask with `on_interrupt` set to restart.",
        "malformed_response": "Report it to the vendor; a provider's author runs the contract.",
        "context_length": "Shorten with `trim_history`, or name a model with a larger window.",
        "content_filtered": "Change the prompt, or name `content_fallbacks` on purpose.",
        "model_not_found": "Take a name that `scout models` lists; the message offers the nearest.",
        "generation_failed": "Simplify the tools or the schema, or name another model.",
        "invalid_request": "Mend the request as the message says; repeating it changes nothing.",
        "provider_bug": "Tell the provider's author; the frames in the message are of that code.",
        "refused": "Nothing was sent; the message names the limit that said no.",
        "budget_exceeded": "Raise the limit that `scope` names, or ask for a shorter answer.",
        "budget_unavailable": "Bring the ledger's store back; no money is spent unseen meanwhile.",
        "unknown_price": "Give the model a price row, or set `unknown_price` to allow.",
        "unsupported_call": "Name a model that can, or leave out what this one cannot.",
        "circuit_open": "Wait `retry_after_s`, or name fallbacks; `explain()` tells what failed.",
        "no_usable_key": "See `scout keys`: set one, or wait `retry_after_s` for the next.",
        "deadline_exceeded": "Allow a longer `timeout_s`, or a quicker model.",
        "all_candidates_failed": "Read `errors`: one for each candidate, the last of its own.",
        "quality_check": "Mend the check that `check` names; `response` has the best answer.",
        "audit": "Make the log's disk writable; an `on_write_error` that logs lets calls go on.",
        "script": "Mend the script of the test: its vendor cannot do what it says.",
        "stuck": "Find what the test's coroutine waits for; nothing will ever wake it.",
    }
)
"""A sentence for each code; a test holds the codes to those that exist."""

_FURTHER = ("scout.audit", "scout.testing")
"""Modules with an error of their own beside `scout.errors`."""


def error_kinds() -> Mapping[str, type[ScoutError]]:
    """Every error of scout by its code."""
    for module in _FURTHER:
        import_module(module)
    found = {kind.code: kind for kind in _below(errors.ScoutError)}
    return MappingProxyType(dict(sorted(found.items())))


def _below(kind: type[ScoutError]) -> list[type[ScoutError]]:
    """A class and what descends from it within scout."""
    own = [kind] if kind.__module__.partition(".")[0] == "scout" else []
    return own + [one for below in kind.__subclasses__() for one in _below(below)]
