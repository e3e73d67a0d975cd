"""Puts a proposal together: what recordings say of a vendor, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scout.cli.proposal.answering import answering_of
from scout.cli.proposal.asking import asking_of
from scout.cli.proposal.dialects import Reading, auth_of, base_url_of, dialect_of, wire_of
from scout.cli.proposal.leaves import at, model_path
from scout.cli.proposal.recordings import Recording
from scout.cli.proposal.refusals import Refusal, error_samples, missing, refusals
from scout.cli.proposal.scrub import Scrubber
from scout.cli.proposal.tables import wire_text
from scout.cli.scaffold import LINES, OWN

_IN_PATH = re.compile(r"/models?/([\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed; each part may be overruled by what the author says.

    Attributes:
        wire: Dialect, or one of the wires that are written out.
        wire_options: Arguments of the wire, as written.
        base_url: Address, empty where no recording shows it.
        auth: How the key travels, None where no recording shows it.
        login_url: Where the key buys tokens.
        models: Ids that were seen.
        capabilities: What was seen to work, None where nothing is known of it.
        docs_url: The vendor's description, where one is named.
        files: Files of the package, path and text.
        found: What was recognised, in sentences.
        open: What is still to be filled in, in sentences.
    """

    wire: str = "openai_chat"
    wire_options: str = ""
    base_url: str = ""
    auth: str | None = None
    login_url: str = ""
    models: tuple[str, ...] = ()
    capabilities: tuple[str, ...] | None = None
    docs_url: str = ""
    files: tuple[tuple[str, str], ...] = ()
    found: tuple[str, ...] = ()
    open: tuple[str, ...] = field(default=())


def proposal_of(
    recordings: list[Recording], words: Mapping[str, str], *, base_url: str = ""
) -> Proposal:
    """What recordings say.

    Args:
        recordings: The exchanges.
        words: Names for a wire that is written out: title, stem, dialect.
        base_url: The address, where the author says it.
    """
    reading = dialect_of(recordings)
    models = _models(recordings)
    url = next((one.url for one in recordings if one.url), "")
    address = base_url or base_url_of(url, reading.wire if reading else None)
    auth = auth_of(recordings, reading.wire if reading else None)
    common = {"base_url": address, "auth": auth, "models": models}
    open_ = [] if auth else ["auth: no request shows how the key travels; a bearer is a guess"]
    if reading is None:
        return _own(recordings, words, common, open_)
    return _known(recordings, reading, common, open_)


def _known(
    recordings: list[Recording], reading: Reading, common: Mapping[str, object], open_: list[str]
) -> Proposal:
    wire = reading.wire
    scrubber = Scrubber.of(recordings)
    refused = refusals(recordings, wire_of(wire), scrubber)
    samples = dict(error_samples(refused, scrubber))
    found = [f"{wire}: scout's own wire reads {len(reading.read)} of the recorded answers"]
    open_ += [f"{name}: the {wire} wire finds no answer in it" for name in reading.unread]
    bodies = [one.request for one in recordings if isinstance(one.request, dict)]
    newer = wire == "openai_chat" and any("max_completion_tokens" in body for body in bodies)
    return Proposal(
        wire=wire,
        wire_options='output_limit_field="max_completion_tokens"' if newer else "",
        files=tuple(samples.items()),
        found=(*found, *_meanings(refused, samples)),
        open=tuple(open_),
        **common,  # type: ignore[arg-type]  # the three fields that both kinds share
    )


def _own(
    recordings: list[Recording],
    words: Mapping[str, str],
    common: Mapping[str, object],
    open_: list[str],
) -> Proposal:
    scrubber = Scrubber.of(recordings)
    models = tuple(str(one) for one in common["models"])  # type: ignore[attr-defined]
    asking = asking_of(recordings, str(common["base_url"]), models, scrubber)
    answering = answering_of(recordings, models, scrubber)
    refused = refusals(recordings, None, scrubber)
    samples = {f"wire_samples/{name}": text for name, text in answering.samples.items()}
    errors = dict(error_samples(refused, scrubber))
    wire = wire_text(asking, answering, refused, words)
    open_ += [*asking.guessed, *answering.open]
    open_ += [
        f"wire_samples/errors: none that means {name} was recorded" for name in missing(refused)
    ]
    if answering.tools:
        places = ", ".join(f"{name} at {path}" for name, path in answering.tools.items())
        open_.append(f"tools: {places}; wire.py does not read them yet, so the row claims no tools")
    has_stream = any(name.startswith("wire_samples/stream.") for name in samples)
    return Proposal(
        wire=LINES if answering.framing == "ndjson" else OWN,
        capabilities=("stream",) if has_stream else (),
        files=(("wire.py", wire), *samples.items(), *errors.items()),
        found=(f"a wire of its own, streamed as {answering.framing}", *_meanings(refused, errors)),
        open=tuple(open_),
        **common,  # type: ignore[arg-type]
    )


def _meanings(refused: list[Refusal], samples: Mapping[str, str]) -> list[str]:
    pairs = zip(samples, refused, strict=True)
    return [f"{path}: taken to mean {one.means.__name__}" for path, one in pairs]


def _models(recordings: Iterable[Recording]) -> tuple[str, ...]:
    """Ids of models that were asked for, or else that answered, in the order of the recordings."""
    asked = dict.fromkeys(name for one in recordings for name in _asked_for(one))
    answered = (_named(one.json) for one in recordings if not one.is_error)
    return tuple(asked or dict.fromkeys(name for name in answered if name))


def _asked_for(one: Recording) -> Iterable[str]:
    name = _named(one.request)
    in_path = _IN_PATH.search(one.url)
    if name:
        yield name
    elif in_path:
        yield in_path[1].partition(":")[0]


def _named(body: object) -> str:
    """What a body calls its model."""
    if not isinstance(body, dict):
        return ""
    path = model_path([body])
    return str(at(body, path)) if path is not None and len(path) <= 2 else ""
