"""The command that writes a package for a vendor that nobody supports yet."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from textwrap import fill
from typing import Annotated, Final

import typer

from scout.cli.ends import fail
from scout.cli.proposal.build import Proposal, proposal_of
from scout.cli.proposal.dialects import OWN_HEADERS
from scout.cli.proposal.openapi import read_openapi
from scout.cli.proposal.recordings import read_recordings
from scout.cli.scaffold import LINES, OWN, TOKEN, WIRES, NewModel, NewProvider, stem_of
from scout.cli.scaffold_files import package_files
from scout.cli.screen import console, told
from scout.errors import ConfigurationError
from scout.llm.catalog import CATALOG
from scout.llm.providers.base import CAPABILITIES

_PRICE: Final = "US dollars per million tokens of {}; one for each --model."
_WRITTEN: Final = {
    OWN: ("stream", "tools", "json_schema", "seed"),
    LINES: ("stream", "tools", "json_schema"),
}
"""What the wires of the templates can do."""

_TEXT_BREAKERS: Final = ('"', "\\", "\n")
"""What would end or change a text in the source that is written."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks for what no flag said, where somebody is there to answer."""

    can_ask: bool
    is_interview: bool = False
    """Whether something is missing, so that what has a default is asked for, too."""

    def choice(self, given: str | None, question: str, default: str) -> str:
        """What was given, else the default, which may be changed where questions are asked."""
        if given or not (self.can_ask and self.is_interview):
            return given or default
        answer: str = typer.prompt(question, default=default)
        return answer

    def text(self, flag: str, given: str | None, question: str) -> str:
        """What was given, else the answer to a question."""
        if given:
            return given
        if self.can_ask:
            answer: str = typer.prompt(question)
            return answer
        return fail(f"{flag} is missing, and standard input is no terminal to ask at")

    def models(self, given: list[str] | None, proposed: tuple[str, ...]) -> list[str]:
        """Ids, one after the other until nothing is answered."""
        if given or proposed:
            return given or list(proposed)
        ids = [self.text("--model", None, "Id of its model")]
        while self.can_ask:
            more = typer.prompt("Another model (Enter for none)", default="", show_default=False)
            if not more:
                break
            ids.append(more)
        return ids

    def prices(
        self, flag: str, given: list[str] | None, ids: list[str], *, may_be_open: bool
    ) -> list[str]:
        """A price for each model; none where a proposal is made and nobody can be asked."""
        if given:
            return given
        if may_be_open and not self.can_ask:
            return [""] * len(ids)
        kind = flag.removeprefix("--").partition("-")[0].capitalize()
        return [self.text(flag, None, f"{kind} price of {one} (US$ per million)") for one in ids]


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
        str | None,
        typer.Option(
            help=f"Dialect: {', '.join(WIRES)}; {OWN} or {LINES} for a wire to change, over "
            "server-sent events or JSON lines."
        ),
    ] = None,
    auth: Annotated[
        str | None,
        typer.Option(
            help=f"How the key travels: bearer, none, {TOKEN}, or a header's name; by default as "
            "the dialect's own vendor wants it."
        ),
    ] = None,
    login_url: Annotated[
        str | None, typer.Option(help=f"Where the key buys tokens, for --auth {TOKEN}.")
    ] = None,
    key_variable: Annotated[str | None, typer.Option(help="Environment variable.")] = None,
    title: Annotated[str | None, typer.Option(help="How the vendor writes itself.")] = None,
    docs_url: Annotated[str | None, typer.Option(help="The vendor's page on its API.")] = None,
    context_window: Annotated[int | None, typer.Option(min=1, help="Tokens, of each.")] = None,
    max_output: Annotated[int | None, typer.Option(min=1, help="Longest answer, of each.")] = None,
    can: Annotated[
        list[str] | None, typer.Option(help="A capability, such as stream; may be repeated.")
    ] = None,
    from_samples: Annotated[
        Path | None, typer.Option(help="Folder of recorded exchanges to propose from.")
    ] = None,
    from_openapi: Annotated[
        Path | None, typer.Option(help="The vendor's OpenAPI description, JSON or YAML.")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to write it.")] = None,
) -> None:
    """Write a package that lets scout call a vendor, from the template of the examples.

    Asks for what no flag says, where standard input is a terminal. What it writes keeps the
    contract at once; what the contract warns of is what is still to be filled in. From recorded
    exchanges or an OpenAPI description it proposes address, dialect, models, a wire and samples,
    without secrets, and lists what they leave open.
    """
    said = all((base_url, model, input_price, output_price)) or from_samples or from_openapi
    asker = _Asker(sys.stdin.isatty(), is_interview=not said)
    with told():
        known_title = title or name.replace("-", " ").replace("_", " ").title()
        proposal = _proposal(name, known_title, from_samples, from_openapi, base_url or "")
        is_proposed = bool(proposal.found)
        ids = asker.models(model, proposal.models)
        variable = f"{name.upper().replace('-', '_')}_API_KEY"
        chosen = _known("wire", _wire(asker, wire, proposal), [*WIRES, OWN, LINES])
        travels = auth or proposal.auth or OWN_HEADERS.get(chosen, "bearer")
        new = NewProvider(
            name=name,
            title=known_title,
            base_url=asker.text(
                "--base-url", base_url or proposal.base_url, "Base URL (https://...)"
            ),
            variable=asker.choice(key_variable, "Variable of its key", variable),
            prefix=asker.choice(prefix, "Prefix of its models", _prefix(ids[0])),
            models=_models(
                ids,
                asker.prices("--input-price", input_price, ids, may_be_open=is_proposed),
                asker.prices("--output-price", output_price, ids, may_be_open=is_proposed),
                (context_window, max_output),
            ),
            wire=chosen,
            wire_options=proposal.wire_options if chosen == proposal.wire else "",
            auth=travels,
            login_url=asker.text(
                "--login-url", login_url or proposal.login_url, "Address that sells tokens"
            )
            if travels == TOKEN
            else "",
            capabilities=_capabilities(can, chosen, proposal),
            docs_url=docs_url or proposal.docs_url,
            files=proposal.files if chosen == proposal.wire else (),
            read_on=datetime.now(UTC).date(),
        )
        _check(new)
        target = folder or Path(f"{name}-scout")
        _write(new, target)
    settled = ("auth:",) if auth else ()
    open_ = [line for line in proposal.open if not line.startswith(settled)]
    _tell(new, proposal.found, open_, target)


def _proposal(
    name: str, title: str, samples: Path | None, openapi: Path | None, base_url: str
) -> Proposal:
    """What recordings or a description say; nothing where neither was given.

    Raises:
        ValueError: Both were given, or what was given cannot be read.
    """
    if samples is not None and openapi is not None:
        raise ValueError("give --from-samples or --from-openapi, not both")
    words = {"title": title, "stem": stem_of(name, title), "dialect": name.replace("-", "_")}
    if samples is not None:
        return proposal_of(read_recordings(samples), words, base_url=base_url)
    if openapi is not None:
        return read_openapi(openapi, words, base_url=base_url)
    return Proposal()


def _wire(asker: _Asker, given: str | None, proposal: Proposal) -> str:
    if given or proposal.found:
        return given or proposal.wire
    return asker.choice(None, f"Dialect ({', '.join([*WIRES, OWN, LINES])})", proposal.wire)


def _capabilities(given: list[str] | None, wire: str, proposal: Proposal) -> tuple[str, ...]:
    """What was said; else what was seen, what a wire that is written can do, or the usual."""
    usual = _WRITTEN.get(wire, ("stream", "tools"))
    seen = usual if proposal.capabilities is None else proposal.capabilities
    known = sorted(CAPABILITIES)
    return tuple(_known("capability", one, known) for one in (seen if given is None else given))


def _tell(new: NewProvider, found: tuple[str, ...], open_: list[str], target: Path) -> None:
    """Say what was written, what it rests on, what is open, and what to do next."""
    typer.echo(f"wrote {target}")
    open_ += [
        f"price of {one.id}: not in the recordings, nor given by --input-price"
        for one in new.models
        if not (one.input_price and one.output_price)
    ]
    for heading, lines in (("found:", found), ("still to be filled in:", open_)):
        if lines:
            typer.echo(heading)
        for line in lines:
            typer.echo(_folded(line))
    typer.echo("next:")
    typer.echo(f'  python -m pip install -e "{target}[test]"')
    typer.echo(f"  pytest --scout-provider={new.name} --scout-report={target}/conformance.svg")


def _folded(line: str) -> str:
    """An entry of a list, over as many lines as the terminal needs."""
    return fill(
        line,
        console().width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


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
    if not told_price:
        return ""
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
