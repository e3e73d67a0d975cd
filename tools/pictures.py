"""The pictures of the guide; their numbers and names come from the objects that they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from scout.config import Settings
from scout.llm.circuit_breaker import CircuitPolicy, CircuitState
from scout.llm.providers.base import Timeouts
from scout.llm.providers.keys import KeyStatus
from scout.llm.retry import RetryPolicy
from tools.drawing import Arrow, Box, Drawing

WIDE: Final = 440.0
"""Of all pictures: what a phone shows without becoming unreadable."""


def circuit() -> Drawing:
    """The states of a circuit, with the default policy's numbers."""
    policy = CircuitPolicy()
    closed, opened, half = (str(state).replace("_", " ").upper() for state in CircuitState)
    opens = (
        f"{policy.consecutive_failures} failures in a row, or",
        f"{policy.failure_rate:.0%} of at least {policy.minimum_calls} calls",
        f"within {policy.window_s:g} s",
    )
    again = ("the probe", "fails: twice", "the rest, up", f"to {policy.open_cap_s:g} s")
    return Drawing(
        f"A closed circuit opens after {policy.consecutive_failures} failures in a row or at a "
        f"rate of {policy.failure_rate:.0%}. After {policy.open_s:g} seconds it is half open and "
        "lets one probe through. The probe's success closes it; its failure opens it again, for "
        "twice as long.",
        WIDE,
        (
            Box("closed", (closed, "requests are sent"), 100, 10, 170),
            Box("open", (opened, "nothing is sent"), 100, 160, 170),
            Box("half", (half, "one probe is sent"), 100, 300, 170),
        ),
        (
            Arrow("closed", "open", opens),
            Arrow("open", "half", (f"after {policy.open_s:g} s,", "less jitter"), at=-45),
            Arrow("half", "open", again, side="right", out=34, at=6),
            Arrow("half", "closed", ("the probe", "succeeds"), side="left", out=20, at=6),
        ),
    )


def keys() -> Drawing:
    """What takes a key out, and what brings it back."""
    rows = (
        (KeyStatus.COOLING, "a 429, for one model", "when the vendor said"),
        (KeyStatus.EXHAUSTED, "its quota or money is gone", "when the quota returns"),
        (KeyStatus.BLOCKED, "a 403: not this model", "by a reload"),
        (KeyStatus.DISABLED, "a 401: a bad key", "by a reload"),
        (KeyStatus.PACED, "its own pace (`pacing`)", "with the next slot"),
        (KeyStatus.BUSY, "as many requests as it may hold", "when one of them ends"),
    )
    boxes = [Box("ready", (str(KeyStatus.READY).upper(), "may be leased"), 8, 150, 104)]
    arrows = []
    for place, (status, why, back) in enumerate(rows):
        name = str(status)
        boxes.append(
            Box(
                name,
                (name.upper(), f"out: {why.replace('`', '')}", f"back: {back}"),
                176,
                8 + 78 * place,
                256,
            )
        )
        arrows.append(Arrow("ready", name, side="across"))
    told = "; ".join(f"{status} after {why}, back {back}" for status, why, back in rows)
    return Drawing(f"A key is ready, or it is out: {told}.", WIDE, boxes, arrows)


def life() -> Drawing:
    """What happens in one call, from the top."""
    most = Settings.model_fields["max_sends_per_call"].default
    return Drawing(
        "A call becomes a list of candidates. For each, the circuit, the keys and the budget are "
        "asked; then one request is sent. An answer is charged and returned. An error decides by "
        f"its class: the same candidate again, the next one, or the end; at most {most} requests.",
        WIDE,
        (
            Box("each", ("each candidate",), 40, 136, 300, dashed=True, height=258),
            Box("call", ("call_llm", "prompt, model or none"), 90, 8, 200),
            Box("choose", ("candidates", "model, then fallbacks"), 90, 80, 200),
            Box("circuit", ("circuit: is this model up?",), 60, 174, 260),
            Box("key", ("key: lease the least recently used",), 60, 226, 260),
            Box("money", ("budget: reserve the most it can cost",), 60, 278, 260),
            Box("send", ("ONE request", "connect, first token, idle, total"), 60, 330, 260),
            Box("answer", ("answer", "charge, record"), 40, 430, 140),
            Box("error", ("error", "its class decides"), 200, 430, 140),
            Box("end", ("LLMResponse, or the error", "with every attempt"), 40, 520, 300),
        ),
        (
            Arrow("call", "choose"),
            Arrow("choose", "circuit"),
            Arrow("circuit", "key"),
            Arrow("key", "money"),
            Arrow("money", "send"),
            Arrow("send", "answer", at=-80),
            Arrow("send", "error", at=80),
            Arrow(
                "error",
                "key",
                ("again,", "after", "a wait", "or with", "another", "key"),
                side="right",
                out=28,
            ),
            Arrow("answer", "end"),
            Arrow("error", "end", ("no more",)),
        ),
    )


def resilience() -> Drawing:
    """What bounds what: deadline, candidates, circuit, key, retries, one request."""
    timeouts, retry = Timeouts(), RetryPolicy()
    total = Settings.model_fields["timeout_s"].default
    sends = Settings.model_fields["max_sends_per_call"].default
    frames = (
        (f"deadline of the call: {total:g} s, and the budget", "over: DeadlineExceededError"),
        ("fallback: candidates in order", f"at most {sends} requests over all"),
        ("circuit of one model", "open: the next candidate, at once"),
        (
            f"retry: at most {retry.max_sends} requests each",
            f"waits up to {retry.cap_s:g} s, or what the vendor says",
        ),
        (
            "key: leased, given back on every path",
            f"rotation: at most {retry.max_rotations}, costs no retry",
        ),
    )
    step, boxes = 46, []
    inner = 8 + step * len(frames)
    for place, lines in enumerate(frames):
        inset = 8 * place
        boxes.append(
            Box(
                str(place),
                lines,
                8 + inset,
                8 + step * place,
                WIDE - 16 - 2 * inset,
                dashed=True,
                height=inner + 112 - step * place - inset,
            )
        )
    limits = (
        "ONE request",
        f"connect {timeouts.connect_s:g} s, first token {timeouts.first_token_s:g} s,",
        f"idle {timeouts.idle_s:g} s, answer {timeouts.answer_s:g} s, total {timeouts.total_s:g} s",
    )
    boxes.append(Box("request", limits, 66, inner + 4, WIDE - 132))
    said = "; inside it ".join(f"{first} ({second})" for first, second in frames)
    return Drawing(
        f"From the outside in: {said}; inside it one request with its own limits.", WIDE, boxes
    )


def seam() -> Drawing:
    """What an author writes, and what scout brings."""
    return Drawing(
        "An author writes a Provider, a row of data with a wire and its prices. Scout brings keys, "
        "circuit, retries, budget and transport, and the contract suite judges the row.",
        WIDE,
        (
            Box("yours", ("yours: one file",), 8, 8, WIDE - 16, dashed=True, height=150),
            Box(
                "row", ("Provider", "name, address, models,", "prefixes, capabilities"), 24, 44, 190
            ),
            Box("wire", ("Wire", "Call to request,", "reply to result or error"), 232, 44, 184),
            Box("prices", ("PriceRow: by model, per million tokens",), 24, 116, 392),
            Box("door", ("entry point in the group scout.providers",), 70, 190, 300),
            Box("scouts", ("scout's",), 8, 256, WIDE - 16, dashed=True, height=166),
            Box("map", ("PROVIDER_MAP, PRICING", "who serves a name, at what price"), 24, 290, 392),
            Box("plan", ("plan_call", "keys, circuit, retry,", "budget"), 24, 350, 190),
            Box("transport", ("transport", "the key joins the", "request here"), 232, 350, 184),
        ),
        (Arrow("yours", "door"), Arrow("door", "map")),
    )


PICTURES: Final[Mapping[str, Callable[[], Drawing]]] = {
    "circuit": circuit,
    "keys": keys,
    "life": life,
    "resilience": resilience,
    "seam": seam,
}
"""What the guide includes, by the name of its partial."""


def drawn(name: str) -> str:
    """A picture of that name, as the guide includes it."""
    return PICTURES[name]().svg()
