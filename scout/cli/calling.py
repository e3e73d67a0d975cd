"""The command that makes a call, and shows the answer as it comes."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from scout.cli.ends import INTERRUPTED, REFUSED, complain
from scout.cli.names import model_names
from scout.cli.screen import AsJson, show_json, show_text, told
from scout.errors import CallError
from scout.llm.router import Router
from scout.llm.types import LLMResponse, Restarted, TextDelta


def call(
    prompt: Annotated[str, typer.Argument(help="What to ask; '-' reads it from standard input.")],
    *,
    model: Annotated[
        str | None,
        typer.Option(help="Id, provider/id, nickname or prefix.", autocompletion=model_names),
    ] = None,
    system: Annotated[str | None, typer.Option(help="A system prompt.")] = None,
    max_output_tokens: Annotated[int | None, typer.Option(min=1, help="Output limit.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Sent only where given.")] = None,
    fallback: Annotated[
        list[str] | None, typer.Option(help="Instead of the settings' fallbacks; may be repeated.")
    ] = None,
    timeout_s: Annotated[float | None, typer.Option(help="Deadline of the whole call.")] = None,
    max_cost_usd: Annotated[float | None, typer.Option(help="The most that it may cost.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell every step, on standard error.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make a call and stream the answer to standard output.

    Exit code 1 says that nobody answered; what had come of an interrupted answer is printed.
    """
    asked = {
        "model": model,
        "system": system,
        "max_output_tokens": max_output_tokens,
        "temperature": temperature,
        "fallbacks": fallback,
        "timeout_s": timeout_s,
        "max_cost_usd": max_cost_usd,
    }
    text = sys.stdin.read() if prompt == "-" else prompt
    try:
        with told(), Router() as router:
            response = _asked(router, text, asked) if json else _streamed(router, text, asked)
    except CallError as error:
        _failed(error, explain=explain, json=json)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    if json:
        show_json(response.model_dump(mode="json"))
    if explain:
        show_text(response.explain(), err=True)


def _asked(router: Router, prompt: str, asked: dict[str, Any]) -> LLMResponse:
    return router.call_sync(prompt, **asked)


def _streamed(router: Router, prompt: str, asked: dict[str, Any]) -> LLMResponse:
    """The answer, printed piece by piece."""
    with router.stream_sync(prompt, **asked) as stream:
        try:
            for event in stream:
                if isinstance(event, TextDelta):
                    typer.echo(event.text, nl=False)
                    sys.stdout.flush()
                elif isinstance(event, Restarted):
                    typer.echo(f"\n[begins again: {event.reason}]", err=True)
        finally:
            typer.echo()
        return stream.response


def _failed(error: CallError, *, explain: bool, json: bool) -> None:
    if json:
        steps = [str(attempt) for attempt in error.attempts]
        show_json({"error": error.code, "message": str(error), "attempts": steps})
    else:
        complain(f"scout: {error.explain() if explain else error}")
        complain(f"scout explain {error.code} says what that means")
    raise typer.Exit(REFUSED)
