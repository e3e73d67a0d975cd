"""The commands, gathered under one name."""

from __future__ import annotations

import typer

from scout.cli.audit import app as audit
from scout.cli.calling import call
from scout.cli.catalogue import models, price, providers, route
from scout.cli.configuring import config
from scout.cli.conform import conform
from scout.cli.explaining import explain
from scout.cli.health import doctor, keys
from scout.cli.new_provider import new_provider
from scout.cli.screen import EXITS, ends
from scout.cli.spend import spend

app = typer.Typer(
    help="Routes LLM calls over providers, keys and budgets.",
    epilog=EXITS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command(
    epilog=ends('scout call "Say hello" --model groq', "scout call - --explain < question.txt")
)(call)
app.command(epilog=ends("scout providers", "scout providers --json"))(providers)
app.command(epilog=ends("scout models groq", "scout models --check"))(models)
app.command(epilog=ends('scout route "Say hello" --model groq'))(route)
app.command(epilog=ends("scout price gpt-4o-mini 1000 500"))(price)
app.command(epilog=ends("scout keys", "scout keys groq --json"))(keys)
app.command(epilog=ends("scout doctor", "scout doctor --connect"))(doctor)
app.command(epilog=ends("scout config --changed"))(config)
app.command(
    epilog=ends(
        "scout new-provider acme",
        "scout new-provider acme --base-url https://api.acme.example/v1 --model acme-small-1 "
        "--input-price 0.2 --output-price 0.8",
    )
)(new_provider)
app.command(epilog=ends("scout conform acme", "scout conform src/acme.py:ACME"))(conform)
app.command(epilog=ends("scout explain rate_limited", "scout explain SC-ERR-012"))(explain)
app.command(epilog=ends("scout spend --by model --by day"))(spend)
app.add_typer(audit, name="audit", epilog=EXITS)
