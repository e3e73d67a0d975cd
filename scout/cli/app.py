"""The commands, gathered under one name."""

from __future__ import annotations

from collections.abc import Callable

import typer

from scout.cli.audit import app as audit
from scout.cli.calling import call
from scout.cli.catalogue import models, price, providers, route
from scout.cli.chat import chat
from scout.cli.configuring import config
from scout.cli.conform import conform
from scout.cli.explaining import explain
from scout.cli.health import doctor, keys
from scout.cli.helps import WIDTH, PlainCommand, PlainGroup
from scout.cli.new_provider import new_provider
from scout.cli.screen import EXITS, ends
from scout.cli.spend import spend

app = typer.Typer(
    cls=PlainGroup,
    help="Routes LLM calls over providers, keys and budgets.",
    epilog=ends(
        "scout doctor",
        'scout call "Say hello" --model quick',
        "scout --install-completion",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"terminal_width": WIDTH},
    rich_markup_mode=None,
)


def _add(command: Callable[..., None], short: str, *examples: str) -> None:
    """A command, in a few words for the list of all, and with examples for its own help."""
    app.command(cls=PlainCommand, short_help=short, epilog=ends(*examples))(command)


_add(
    call,
    "Make a call, and stream the answer.",
    'scout call "Say hello" --model quick',
    "scout call - --system 'Translate to French.' < letter.txt",
    'scout call "Say hello" --fallback workhorse --explain',
    'scout call "Say hello" --json | jq -r .cost_usd',
)
_add(
    chat,
    "Hold a conversation.",
    "scout chat --model quick",
    "scout chat --system 'You are a pirate.'",
    "printf 'Hello\\nAnd in French?\\n' | scout chat",
)
_add(
    providers,
    "List the providers.",
    "scout providers",
    "scout providers --json | jq '.providers[].name'",
)
_add(
    models,
    "List models with their windows and prices.",
    "scout models",
    "scout models groq openai",
    "scout models --check",
)
_add(
    route,
    "Say whom a call would ask, and why.",
    'scout route "Say hello"',
    'scout route "Say hello" --model quick --json',
)
_add(
    price,
    "Say what a request would cost.",
    "scout price gpt-4o-mini 1000 500",
    "scout price quick 1000000 0",
)
_add(
    keys,
    "Say which keys would be used, without them.",
    "scout keys",
    "scout keys groq --json",
)
_add(
    doctor,
    "Say what is wrong, and what to do.",
    "scout doctor",
    "scout doctor --connect",
    "scout doctor --json",
)
_add(
    config,
    "Show the settings, and where each came from.",
    "scout config --changed",
    "scout config --schema > scout.schema.json",
    "SCOUT_TIMEOUT_S=30 scout config --changed",
)
_add(
    new_provider,
    "Write a package for a vendor.",
    "scout new-provider acme",
    "scout new-provider acme --base-url https://api.acme.example/v1 \\\n"
    "    --model acme-small-1 --input-price 0.2 --output-price 0.8",
    "scout new-provider acme --from-samples recorded/ --input-price 0.2 --output-price 0.8",
)
_add(
    conform,
    "Judge whether providers keep the contract.",
    "scout conform acme",
    "scout conform src/acme.py:ACME --report report.html",
    "scout conform all --json",
)
_add(
    explain,
    "Say what an error or a check means.",
    "scout explain rate_limited",
    "scout explain SC-ERR-012",
)
_add(
    spend,
    "Say what was spent.",
    "scout spend --by model --by day",
    "scout spend --audit calls.jsonl --since 2026-11-01 --plot",
)
app.add_typer(audit, name="audit", short_help="Look into an audit log.", epilog=f"{EXITS}.")
