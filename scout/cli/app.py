"""The commands, gathered under one name."""

from __future__ import annotations

import shutil
from typing import Final

import typer

from scout.cli.audit import app as audit
from scout.cli.calling import call
from scout.cli.catalogue import models, price, providers, route
from scout.cli.chat import chat
from scout.cli.configuring import config
from scout.cli.conform import conform
from scout.cli.explaining import explain
from scout.cli.health import doctor, keys
from scout.cli.new_provider import new_provider
from scout.cli.screen import EXITS, ends
from scout.cli.spend import spend

WIDTH: Final = max(30, min(80, shutil.get_terminal_size().columns) - 2)
"""Of helps: click's own least is 50, which a narrow terminal breaks anywhere."""

app = typer.Typer(
    help="Routes LLM calls over providers, keys and budgets.",
    epilog=ends(
        "scout doctor",
        'scout call "Say hello" --model quick',
        "scout --install-completion",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"terminal_width": WIDTH},
    rich_markup_mode=None,  # plain help: it can be piped, searched, and read at any width
)

app.command(
    short_help="Make a call, and stream the answer.",
    epilog=ends(
        'scout call "Say hello" --model quick',
        "scout call - --system 'Translate to French.' < letter.txt",
        'scout call "Say hello" --fallback workhorse --explain',
        'scout call "Say hello" --json | jq -r .cost_usd',
    ),
)(call)
app.command(
    short_help="Hold a conversation.",
    epilog=ends(
        "scout chat --model quick",
        "scout chat --system 'You are a pirate.'",
        "printf 'Hello\\nAnd in French?\\n' | scout chat",
    ),
)(chat)
app.command(
    short_help="List the providers.",
    epilog=ends("scout providers", "scout providers --json | jq '.providers[].name'"),
)(providers)
app.command(
    short_help="List models with their windows and prices.",
    epilog=ends("scout models", "scout models groq openai", "scout models --check"),
)(models)
app.command(
    short_help="Say whom a call would ask, and why.",
    epilog=ends('scout route "Say hello"', 'scout route "Say hello" --model quick --json'),
)(route)
app.command(
    short_help="Say what a request would cost.",
    epilog=ends("scout price gpt-4o-mini 1000 500", "scout price quick 1000000 0"),
)(price)
app.command(
    short_help="Say which keys would be used, without them.",
    epilog=ends("scout keys", "scout keys groq --json"),
)(keys)
app.command(
    short_help="Say what is wrong, and what to do.",
    epilog=ends("scout doctor", "scout doctor --connect", "scout doctor --json"),
)(doctor)
app.command(
    short_help="Show the settings, and where each came from.",
    epilog=ends(
        "scout config --changed",
        "scout config --schema > scout.schema.json",
        "SCOUT_TIMEOUT_S=30 scout config --changed",
    ),
)(config)
app.command(
    short_help="Write a package for a vendor.",
    epilog=ends(
        "scout new-provider acme",
        "scout new-provider acme --base-url https://api.acme.example/v1 \\\n"
        "    --model acme-small-1 --input-price 0.2 --output-price 0.8",
    ),
)(new_provider)
app.command(
    short_help="Judge whether providers keep the contract.",
    epilog=ends(
        "scout conform acme",
        "scout conform src/acme.py:ACME --report report.html",
        "scout conform all --json",
    ),
)(conform)
app.command(
    short_help="Say what an error or a check means.",
    epilog=ends("scout explain rate_limited", "scout explain SC-ERR-012"),
)(explain)
app.command(
    short_help="Say what was spent.",
    epilog=ends(
        "scout spend --by model --by day",
        "scout spend --audit calls.jsonl --since 2026-11-01 --plot",
    ),
)(spend)
app.add_typer(audit, name="audit", epilog=f"{EXITS}.")
