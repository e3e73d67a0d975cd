"""Learns what an author has to say of a vendor: from flags, a proposal, and questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import typer

from scout.cli.ends import fail
from scout.cli.proposal.build import Proposal
from scout.cli.proposal.dialects import OWN_HEADERS
from scout.cli.scaffold import LINES, OWN, TOKEN, WIRES, NewModel, NewProvider
from scout.llm.providers.base import CAPABILITIES

_WRITTEN: Final = {
    OWN: ("stream", "tools", "json_schema", "seed"),
    LINES: ("stream", "tools", "json_schema"),
}
"""What the wires of the templates can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What the command line said, None where it said nothing; the names are the flags'."""

    name: str
    base_url: str | None = None
    model: list[str] | None = None
    input_price: list[str] | None = None
    output_price: list[str] | None = None
    prefix: str | None = None
    wire: str | None = None
    auth: str | None = None
    login_url: str | None = None
    key_variable: str | None = None
    title: str | None = None
    docs_url: str | None = None
    context_window: int | None = None
    max_output: int | None = None
    can: list[str] | None = None

    @property
    def known_title(self) -> str:
        """How the vendor writes itself, or is likely to."""
        return self.title or self.name.replace("-", " ").replace("_", " ").title()

    @property
    def says_enough(self) -> bool:
        """Whether nothing is missing that cannot be guessed."""
        return all((self.base_url, self.model, self.input_price, self.output_price))


@dataclass(frozen=True, slots=True)
class Asker:
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


def interview(flags: Flags, proposal: Proposal, asker: Asker) -> NewProvider:
    """Everything that is to be written: what was said, else proposed, else asked for.

    Raises:
        ValueError: An answer is none, or the answers do not fit each other.
    """
    ids = asker.models(flags.model, proposal.models)
    wire = _known("wire", _wire(asker, flags.wire, proposal), [*WIRES, OWN, LINES])
    base_url = flags.base_url or proposal.base_url
    variable = f"{flags.name.upper().replace('-', '_')}_API_KEY"
    auth = flags.auth or proposal.auth or OWN_HEADERS.get(wire, "bearer")
    is_proposed = wire == proposal.wire
    return NewProvider(
        name=flags.name,
        title=flags.known_title,
        base_url=asker.text("--base-url", base_url, "Base URL (https://...)"),
        variable=asker.choice(flags.key_variable, "Variable of its key", variable),
        prefix=asker.choice(flags.prefix, "Prefix of its models", _prefix(ids[0])),
        models=_models(flags, ids, asker, may_be_open=bool(proposal.found)),
        wire=wire,
        wire_options=proposal.wire_options if is_proposed else "",
        auth=auth,
        login_url=_login_url(flags, proposal, asker) if auth == TOKEN else "",
        capabilities=_capabilities(flags.can, wire, proposal),
        docs_url=flags.docs_url or proposal.docs_url,
        files=proposal.files if is_proposed else (),
        read_on=datetime.now(UTC).date(),
    )


def _login_url(flags: Flags, proposal: Proposal, asker: Asker) -> str:
    known = flags.login_url or proposal.login_url
    return asker.text("--login-url", known, "Address that sells tokens")


def _wire(asker: Asker, given: str | None, proposal: Proposal) -> str:
    if given or proposal.found:
        return given or proposal.wire
    return asker.choice(None, f"Dialect ({', '.join([*WIRES, OWN, LINES])})", proposal.wire)


def _capabilities(given: list[str] | None, wire: str, proposal: Proposal) -> tuple[str, ...]:
    """What was said; else what was seen, what a wire that is written can do, or the usual."""
    usual = _WRITTEN.get(wire, ("stream", "tools"))
    seen = usual if proposal.capabilities is None else proposal.capabilities
    known = sorted(CAPABILITIES)
    return tuple(_known("capability", one, known) for one in (seen if given is None else given))


def _prefix(model_id: str) -> str:
    head, dash, _ = model_id.partition("-")
    return head + dash


def _models(
    flags: Flags, ids: list[str], asker: Asker, *, may_be_open: bool
) -> tuple[NewModel, ...]:
    inputs = asker.prices("--input-price", flags.input_price, ids, may_be_open=may_be_open)
    outputs = asker.prices("--output-price", flags.output_price, ids, may_be_open=may_be_open)
    if not len(ids) == len(inputs) == len(outputs):
        raise ValueError(
            f"{len(ids)} models, {len(inputs)} input prices and {len(outputs)} output prices; "
            "give one of each for every model"
        )
    return tuple(
        NewModel(
            id=one,
            input_price=_price(read),
            output_price=_price(wrote),
            context_window_tokens=flags.context_window,
            max_output_tokens=flags.max_output,
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
