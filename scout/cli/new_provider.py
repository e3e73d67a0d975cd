"""The command that writes a package for a vendor that nobody supports yet."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import fill
from typing import Annotated, Final

import typer

from scout.cli.interview import Asker, Flags, interview
from scout.cli.proposal.build import Proposal, proposal_of
from scout.cli.proposal.openapi import read_openapi
from scout.cli.proposal.recordings import read_recordings
from scout.cli.scaffold import LINES, OWN, TOKEN, WIRES, NewProvider, stem_of
from scout.cli.scaffold_files import package_files
from scout.cli.screen import AsJson, console, show_json, told
from scout.errors import ConfigurationError
from scout.llm.catalog import CATALOG

_PRICE: Final = "US dollars per million tokens of {}; one for each --model."
_TEXT_BREAKERS: Final = ('"', "\\", "\n")
"""What would end or change a text in the source that is written."""


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
        list[str] | None,
        typer.Option(help="A capability, in place of all that the wire has; may be repeated."),
    ] = None,
    from_samples: Annotated[
        Path | None, typer.Option(help="Folder of recorded exchanges to propose from.")
    ] = None,
    from_openapi: Annotated[
        Path | None, typer.Option(help="The vendor's OpenAPI description, JSON or YAML.")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to write it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a package that lets scout call a vendor, from the template of the examples.

    Asks for what no flag says, where standard input is a terminal. What it writes keeps the
    contract at once; what the contract warns of is what is still to be filled in. From recorded
    exchanges or an OpenAPI description it proposes address, dialect, models, a wire and samples,
    without secrets, and lists what they leave open.
    """
    flags = Flags(
        name=name,
        base_url=base_url,
        model=model,
        input_price=input_price,
        output_price=output_price,
        prefix=prefix,
        wire=wire,
        auth=auth,
        login_url=login_url,
        key_variable=key_variable,
        title=title,
        docs_url=docs_url,
        context_window=context_window,
        max_output=max_output,
        can=can,
    )
    with told():
        proposal = _proposal(flags, from_samples, from_openapi)
        is_interview = not (flags.says_enough or proposal.found)
        asker = Asker(sys.stdin.isatty() and not as_json, is_interview=is_interview)
        new = interview(flags, proposal, asker)
        _check(new)
        target = folder or Path(f"{name}-scout")
        _write(new, target)
    _tell(_said(flags, new, proposal, target), as_json=as_json)


def _proposal(flags: Flags, samples: Path | None, openapi: Path | None) -> Proposal:
    """What recordings or a description say; nothing where neither was given.

    Raises:
        ValueError: Both were given, or what was given cannot be read.
    """
    if samples is not None and openapi is not None:
        raise ValueError("give --from-samples or --from-openapi, not both")
    name, title, base_url = flags.name, flags.known_title, flags.base_url or ""
    words = {"title": title, "stem": stem_of(name, title), "dialect": name.replace("-", "_")}
    if samples is not None:
        return proposal_of(read_recordings(samples), words, base_url=base_url)
    if openapi is not None:
        return read_openapi(openapi, words, base_url=base_url)
    return Proposal()


def _said(
    flags: Flags, new: NewProvider, proposal: Proposal, target: Path
) -> dict[str, str | list[str]]:
    """What was written, what it rests on, what is open, and what to do next."""
    settled = ("auth:",) if flags.auth else ()
    open_ = [line for line in proposal.open if not line.startswith(settled)]
    open_ += [
        f"price of {one.id}: not in the recordings, nor given by --input-price"
        for one in new.models
        if not (one.input_price and one.output_price)
    ]
    judge = f"pytest --scout-provider={new.name} --scout-report={target}/conformance.svg"
    return {
        "wrote": str(target),
        "found": list(proposal.found),
        "open": open_,
        "next": [f'python -m pip install -e "{target}[test]"', judge],
    }


def _tell(said: dict[str, str | list[str]], *, as_json: bool) -> None:
    if as_json:
        show_json(said)
        return
    typer.echo(f"wrote {said['wrote']}")
    for key, heading in (("found", "found:"), ("open", "still to be filled in:")):
        if said[key]:
            typer.echo(heading)
        for line in said[key]:
            typer.echo(_folded(line))
    typer.echo("next:")
    for line in said["next"]:
        typer.echo(f"  {line}")


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
