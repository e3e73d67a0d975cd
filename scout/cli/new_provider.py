"""The command that writes a package for a vendor that nobody supports yet."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Final

import typer

from scout.cli.ends import fail
from scout.cli.scaffold import LINES, OWN, TOKEN, WIRES, NewModel, NewProvider
from scout.cli.scaffold_files import package_files
from scout.cli.screen import told
from scout.errors import ConfigurationError
from scout.llm.catalog import CATALOG
from scout.llm.providers.base import CAPABILITIES

_PRICE: Final = "US dollars per million tokens of {}; one for each --model."
_TEXT_BREAKERS: Final = ('"', "\\", "\n")
"""What would end or change a text in the source that is written."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks for what no flag said, where somebody is there to answer."""

    can_ask: bool

    def text(self, flag: str, given: str | None, question: str, default: str = "") -> str:
        """What was given, else the answer to a question."""
        if given:
            return given
        if self.can_ask:
            answer: str = typer.prompt(question, default=default or None)
            return answer
        return default or fail(f"{flag} is missing, and standard input is no terminal to ask at")


def new_provider(
    name: Annotated[str, typer.Argument(help="Name of the provider, such as 'acme'.")],
    *,
    base_url: Annotated[str | None, typer.Option(help="Address below which paths stand.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Id of a model; may be repeated.")] = None,
    input_price: Annotated[list[str] | None, typer.Option(help=_PRICE.format("the prompt"))] = None,
    output_price: Annotated[
        list[str] | None, typer.Option(help=_PRICE.format("the answer"))
    ] = None,
    prefix: Annotated[str | None, typer.Option(help="Beginning of its model names.")] = None,
    wire: Annotated[
        str,
        typer.Option(
            help=f"Dialect: {', '.join(WIRES)}; {OWN} or {LINES} for a wire to change, over "
            "server-sent events or JSON lines."
        ),
    ] = "openai_chat",
    auth: Annotated[
        str, typer.Option(help=f"How the key travels: bearer, none, {TOKEN}, or a header's name.")
    ] = "bearer",
    login_url: Annotated[
        str | None, typer.Option(help=f"Where the key buys tokens, for --auth {TOKEN}.")
    ] = None,
    key_variable: Annotated[str | None, typer.Option(help="Environment variable.")] = None,
    title: Annotated[str | None, typer.Option(help="How the vendor writes itself.")] = None,
    docs_url: Annotated[str, typer.Option(help="The vendor's description of its API.")] = "",
    context_window: Annotated[int | None, typer.Option(min=1, help="Tokens, of each.")] = None,
    max_output: Annotated[int | None, typer.Option(min=1, help="Longest answer, of each.")] = None,
    can: Annotated[
        list[str] | None, typer.Option(help="A capability, such as stream; may be repeated.")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to write it.")] = None,
) -> None:
    """Write a package that lets scout call a vendor, from the template of the examples.

    Asks for what no flag says, where standard input is a terminal. What it writes keeps the
    contract at once; what the contract warns of is what is still to be filled in.
    """
    asker = _Asker(sys.stdin.isatty())
    ids = model or [asker.text("--model", None, "Id of its model")]
    with told():
        new = NewProvider(
            name=name,
            title=title or name.replace("-", " ").replace("_", " ").title(),
            base_url=asker.text("--base-url", base_url, "Base URL (https://...)"),
            variable=key_variable or f"{name.upper().replace('-', '_')}_API_KEY",
            prefix=prefix or asker.text("--prefix", None, "Prefix of its models", _prefix(ids[0])),
            models=_models(
                ids,
                input_price or [asker.text("--input-price", None, "Input price") for _ in ids],
                output_price or [asker.text("--output-price", None, "Output price") for _ in ids],
                (context_window, max_output),
            ),
            wire=_known("wire", wire, [*WIRES, OWN, LINES]),
            auth=auth,
            login_url=asker.text("--login-url", login_url, "Address that sells tokens")
            if auth == TOKEN
            else "",
            capabilities=tuple(
                _known("capability", one, sorted(CAPABILITIES))
                for one in can or ("stream", "tools")
            ),
            docs_url=docs_url,
            read_on=datetime.now(UTC).date(),
        )
        _check(new)
        target = folder or Path(f"{name}-scout")
        _write(new, target)
    typer.echo(f"wrote {target}; next:")
    typer.echo(f'  python -m pip install -e "{target}[test]"')
    typer.echo(f"  pytest --scout-provider={name}")


def _prefix(model_id: str) -> str:
    head, dash, _ = model_id.partition("-")
    return head + dash


def _models(
    ids: list[str], inputs: list[str], outputs: list[str], tokens: tuple[int | None, int | None]
) -> tuple[NewModel, ...]:
    if not len(ids) == len(inputs) == len(outputs):
        raise ValueError(
            f"{len(ids)} models, {len(inputs)} input prices and {len(outputs)} output prices; "
            "give one of each for every model"
        )
    window, longest = tokens
    return tuple(
        NewModel(
            id=one,
            input_price=_price(read),
            output_price=_price(wrote),
            context_window_tokens=window,
            max_output_tokens=longest,
        )
        for one, read, wrote in zip(ids, inputs, outputs, strict=True)
    )


def _price(told_price: str) -> str:
    try:
        price = Decimal(told_price)
    except InvalidOperation:
        price = Decimal(-1)
    if not (price.is_finite() and price >= 0):
        raise ValueError(f"the price {told_price!r} is none; write US dollars, such as 0.25")
    return f"{price:f}"


def _known(what: str, word: str, known: list[str]) -> str:
    if word not in known:
        raise ValueError(f"{what} {word!r} is unknown; known: {', '.join(known)}")
    return word


def _check(new: NewProvider) -> None:
    """Refuse what could not be registered, before anything is written.

    Raises:
        ConfigurationError: A field is wrong, or clashes with a provider that is there.
        ValueError: A text would break the source that is written.
    """
    ids = [model.id for model in new.models]
    for text in (
        new.title,
        new.base_url,
        new.variable,
        new.prefix,
        new.docs_url,
        new.login_url,
        *ids,
    ):
        if any(breaker in text for breaker in _TEXT_BREAKERS):
            raise ValueError(f"{text!r} holds a quotation mark, a backslash or a line break")
    with CATALOG.isolated() as catalog:
        catalog.complete()
        catalog.add(new.row())
    if not new.variable.isidentifier():
        raise ConfigurationError(f"{new.variable!r} cannot be an environment variable")


def _write(new: NewProvider, target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ValueError(f"{target} is there already; name another place with --dir")
    for path, text in package_files(new).items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
