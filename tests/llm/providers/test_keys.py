"""Key states: what takes a key out, when it returns, who is next; against a simple model too."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scout.errors import (
    AuthenticationError,
    BudgetExceededError,
    CallError,
    ConfigurationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ModelNotFoundError,
    NoUsableKeyError,
    OverloadedError,
    PermissionDeniedError,
    ProviderBugError,
    ProviderTimeoutError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.providers.client import EXHAUSTED_S, LEAST_REST_S, ProviderClient
from scout.llm.providers.keys import (
    ApiKey,
    KeyState,
    KeyStatus,
    choose,
    earliest_return_s,
    is_permanent_error,
)
from tests.llm.plan.bench import vendor

LIMITED = RateLimitedError("x")
SPENT = QuotaExhaustedError("x")
REFUSED = AuthenticationError("x")
FORBIDDEN = PermissionDeniedError("x")


# -- secrets --


def test_a_key_shows_itself_to_nobody_but_reveal() -> None:
    """Neither in repr nor in str nor in a format."""
    key = ApiKey("groq#1", "sk-canary", "red")
    assert key.reveal() == "sk-canary"
    assert f"{key}{key!r}{[key]}" == "<ApiKey groq#1><ApiKey groq#1>[<ApiKey groq#1>]"
    assert not hasattr(key, "__dict__")


def test_a_key_is_an_account_of_its_own_unless_told() -> None:
    """Keys of one group share limits."""
    assert ApiKey("groq#1", "x").group == "groq#1"
    assert ApiKey("groq#1", "x", "red").group == "red"


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        ("", "groq#1 is empty; unset it or give the key"),
        ("a b", r"U\+0020 at position 1"),
        ("ab\n", r"U\+000A at position 2"),
        ("\rab", r"U\+000D at position 0"),
        ("a\u2019b", r"U\+2019 at position 1"),
        ("ab\x7f", r"U\+007F at position 2"),
        ("ä", r"U\+00E4 at position 0; a key is printable ASCII"),
    ],
)
def test_what_cannot_be_a_key_is_refused(secret: str, says: str) -> None:
    """With the place and the remedy, without the secret."""
    with pytest.raises(ConfigurationError, match=says):
        ApiKey("groq#1", secret)


def test_every_printable_character_may_be_in_a_key() -> None:
    """From the first to the last of them."""
    secret = "".join(map(chr, range(ord("!"), ord("~") + 1)))
    assert ApiKey("groq#1", secret).reveal() == secret


@pytest.mark.parametrize("copies", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_key_is_neither_copied_nor_pickled(copies: Callable[[object], object]) -> None:
    """A secret that is written down somewhere is none."""
    with pytest.raises(TypeError, match="<ApiKey groq#1> is a secret"):
        copies(ApiKey("groq#1", "sk-canary"))


# -- one key --


def test_a_fresh_key_is_ready() -> None:
    """And returns at no time, since it is not away."""
    key = KeyState("k")
    assert key.status("m", 0.0) is KeyStatus.READY
    assert earliest_return_s([key], "m", 0.0) == 0.0


def test_a_refused_key_is_out_for_every_model_and_for_good() -> None:
    """Only a reload brings it back."""
    key = KeyState("k")
    key.fail(REFUSED, "m", 0.0)
    assert [key.status(model, 1e9) for model in ("m", "n")] == [KeyStatus.DISABLED] * 2
    assert earliest_return_s([key], "m", 0.0) is None
    assert key.reason == "AuthenticationError: x"


def test_a_forbidden_model_blocks_the_pair_alone() -> None:
    """The same key serves another model."""
    key = KeyState("k")
    key.fail(FORBIDDEN, "m", 0.0)
    assert key.status("m", 1e9) is KeyStatus.BLOCKED
    assert key.status("n", 0.0) is KeyStatus.READY


def test_a_limit_cools_the_pair_alone() -> None:
    """Until the moment it was told, which counts as over."""
    key = KeyState("k")
    key.fail(LIMITED, "m", 10.0)
    assert key.status("m", 9.999) is KeyStatus.COOLING
    assert key.status("m", 10.0) is KeyStatus.READY
    assert key.status("n", 0.0) is KeyStatus.READY
    assert earliest_return_s([key], "m", 4.0) == 6.0


def test_a_pace_holds_back_the_pair_alone() -> None:
    """Until its moment, which counts as over; a limit that was told is the more lasting reason."""
    key = KeyState("k", paced_until_s={"m": 10.0})
    assert key.status("m", 9.999) is KeyStatus.PACED
    assert key.status("m", 10.0) is KeyStatus.READY
    assert key.status("n", 0.0) is KeyStatus.READY
    assert key.returns_at_s("m") == 10.0
    key.fail(LIMITED, "m", 5.0)
    assert key.status("m", 0.0) is KeyStatus.COOLING


def test_limits_in_a_row_are_counted_until_an_answer_comes() -> None:
    """Per model; and all that took the key out, for as long as it lives."""
    key = KeyState("k")
    assert (key.strikes, key.told, key.in_flight) == ({}, 0, 0)
    for model in ("m", "m", "m", "n"):
        key.fail(LIMITED, model, 10.0)
    key.fail(ServerError("x"), "m", 10.0)
    assert (key.strikes, key.told) == ({"m": 3, "n": 1}, 4)
    key.succeed("m")
    assert (key.strikes, key.told) == ({"n": 1}, 4)


def test_statuses_bear_the_names_that_records_and_commands_show() -> None:
    """They are read outside of this process."""
    names = ["ready", "busy", "paced", "cooling", "exhausted", "blocked", "disabled"]
    assert [str(status) for status in KeyStatus] == names


def test_a_spent_quota_is_the_whole_key_s() -> None:
    """For every model, until its reset."""
    key = KeyState("k")
    key.fail(SPENT, "m", 10.0)
    assert [key.status(model, 9.0) for model in ("m", "n")] == [KeyStatus.EXHAUSTED] * 2
    assert key.status("n", 10.0) is KeyStatus.READY


@pytest.mark.parametrize("error", [LIMITED, SPENT])
def test_a_deadline_is_never_shortened_but_by_success(error: CallError) -> None:
    """A second, shorter word does not undo the first; an answer does."""
    key = KeyState("k")
    key.fail(error, "m", 10.0)  # type: ignore[arg-type]
    key.fail(error, "m", 5.0)  # type: ignore[arg-type]
    assert key.returns_at_s("m") == 10.0
    key.succeed("m")
    assert key.status("m", 0.0) is KeyStatus.READY
    assert key.reason == ""


def test_an_answer_for_one_model_says_nothing_of_a_limit_on_another() -> None:
    """Cooling is per model; a quota is not."""
    key = KeyState("k")
    key.fail(LIMITED, "m", 10.0)
    key.fail(SPENT, "n", 20.0)
    key.succeed("n")
    assert key.status("m", 5.0) is KeyStatus.COOLING
    assert key.status("n", 5.0) is KeyStatus.READY


def test_the_most_lasting_reason_is_told() -> None:
    """Disabled before blocked, blocked before exhausted, exhausted before cooling before busy."""
    key = KeyState("k", max_in_flight=1, in_flight=1)
    seen = [key.status("m", 0.0)]
    for error in (LIMITED, SPENT, FORBIDDEN, REFUSED):
        key.fail(error, "m", 10.0)
        seen.append(key.status("m", 0.0))
    assert seen == [
        KeyStatus.BUSY,
        KeyStatus.COOLING,
        KeyStatus.EXHAUSTED,
        KeyStatus.BLOCKED,
        KeyStatus.DISABLED,
    ]


def test_a_fault_of_the_request_leaves_the_key_alone() -> None:
    """No reason is noted either."""
    key = KeyState("k")
    for error in (InvalidRequestError("x"), ServerError("x"), ContextLengthError("x")):
        key.fail(error, "m", 10.0)
    assert (key.status("m", 0.0), key.reason) == (KeyStatus.READY, "")


def test_the_first_ready_key_in_order_is_chosen() -> None:
    """Those that are away are passed over."""
    keys = [KeyState("a", disabled=True), KeyState("b"), KeyState("c")]
    assert choose(keys, "m", 0.0) is keys[1]
    assert choose(keys[:1], "m", 0.0) is None
    assert earliest_return_s([], "m", 0.0) is None


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (REFUSED, True),
        (FORBIDDEN, True),
        (SPENT, True),
        (ContextLengthError("x"), True),
        (ContentFilteredError("x"), True),
        (ModelNotFoundError("x"), True),
        (InvalidRequestError("x"), True),
        (LIMITED, False),
        (OverloadedError("x"), False),
        (ServerError("x"), False),
        (ConnectionFailedError("x"), False),
        (ProviderTimeoutError("x"), False),
        (StreamInterruptedError("x"), False),
        (MalformedResponseError("x"), False),
        (GenerationFailedError("x"), False),
        (ProviderBugError("x"), False),
        (BudgetExceededError("x"), False),
        (KeyError("x"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_a_permanent_error_is_one_that_the_same_key_would_meet_again(
    error: Exception, permanent: bool
) -> None:
    """What passes by itself is none, nor is what the vendor did not say."""
    assert is_permanent_error(error) is permanent


# -- several keys against a model --

MODELS = ("m", "n")
NAMES = ("p#1", "p#2", "p#3", "p#4")
GROUPS = {"p#1": "red", "p#2": "red", "p#3": "blue", "p#4": "p#4"}
ROW = vendor("p", *MODELS)


@dataclass
class Facts:
    """What the model remembers of a key: every word that was said, and nothing derived."""

    refused: bool = False
    forbidden: set[str] = field(default_factory=set)
    quota_until_s: list[float] = field(default_factory=list)
    limits_until_s: dict[str, list[float]] = field(default_factory=dict)
    used_at: int = 0
    out: int = 0

    def back_at_s(self, model: str) -> float:
        """When it may be used, by the last of all words."""
        if self.refused or model in self.forbidden:
            return math.inf
        return max([-math.inf, *self.quota_until_s, *self.limits_until_s.get(model, [])])


class KeysMachine(RuleBasedStateMachine):
    """The keys of a provider beside a model that keeps every word that was said of each."""

    @initialize(most=st.sampled_from([None, 1, 2]))
    def begin(self, most: int | None) -> None:
        """Four keys, two of one account."""
        self.most = most
        keys = [ApiKey(name, "s-" + name, GROUPS[name]) for name in NAMES]
        self.client = ProviderClient(ROW, keys, lambda: 0.5, max_in_flight=most)
        self.facts = {name: Facts(used_at=order) for order, name in enumerate(NAMES)}
        self.turn = len(NAMES)
        self.now_s = 0.0
        self.leases: list[tuple[str, str]] = []

    @rule(seconds=st.sampled_from([0.0, 0.5, 1.0, 3.0, 10.0, 60.0, EXHAUSTED_S]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now_s += seconds

    @rule(model=st.sampled_from(MODELS))
    def lease(self, model: str) -> None:
        """The one that was used longest ago of those that may be used; else when the next may."""
        usable = [name for name in NAMES if self._is_usable(name, model)]
        if not usable:
            back_at_s = min(self.facts[name].back_at_s(model) for name in NAMES)
            expected = None if back_at_s == math.inf else max(0.0, back_at_s - self.now_s)
            with pytest.raises(NoUsableKeyError) as caught:
                self.client.lease_key(model, self.now_s)
            assert caught.value.retry_after_s == pytest.approx(expected)
            return
        leased = self.client.lease_key(model, self.now_s).key_id
        assert leased == min(usable, key=lambda name: self.facts[name].used_at)
        self.facts[leased].used_at = self.turn
        self.facts[leased].out += 1
        self.turn += 1
        self.leases.append((leased, model))

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """A request is answered: whatever limited its key for its model is over."""
        name, model = self._ended(data)
        self.client.record_key_success(name, model=model)
        self.facts[name].quota_until_s.clear()
        self.facts[name].limits_until_s.pop(model, None)

    @precondition(lambda self: self.leases)
    @rule(
        data=st.data(),
        kind=st.sampled_from([LIMITED, SPENT, REFUSED, FORBIDDEN]),
        told_s=st.sampled_from([None, 0.0, 0.5, 2.0, 30.0, 3600.0]),
    )
    def refuse(self, data: st.DataObject, kind: CallError, told_s: float | None) -> None:
        """A request is refused, with or without a time."""
        name, model = self._ended(data)
        error = type(kind)("x", retry_after_s=told_s)
        before = self.client.key_states
        strikes = {key.key_id: key.strikes.get(model, 0) for key in before}[name]
        self.client.record_key_failure(name, error, model=model, now_s=self.now_s)  # type: ignore[arg-type]
        sharing = [other for other in NAMES if GROUPS[other] == GROUPS[name]]
        if kind is REFUSED:
            self.facts[name].refused = True
        elif kind is FORBIDDEN:
            self.facts[name].forbidden.add(model)
        elif kind is SPENT:
            rest_s = EXHAUSTED_S if told_s is None else told_s or LEAST_REST_S
            for other in sharing:
                self.facts[other].quota_until_s.append(self.now_s + rest_s)
        else:
            untold_s = 0.5 * min(20.0, 2.0**strikes)  # the dice show a half
            rest_s = untold_s if told_s is None else told_s or LEAST_REST_S
            for other in sharing:
                self.facts[other].limits_until_s.setdefault(model, []).append(self.now_s + rest_s)

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """A request ends without a word."""
        self._ended(data)

    @invariant()
    def counts_what_is_out(self) -> None:
        """Each lease is counted once, and given back once."""
        if hasattr(self, "client"):
            held = {key.key_id: key.in_flight for key in self.client.key_states}
            assert held == {name: self.facts[name].out for name in NAMES}

    @invariant()
    def shows_what_is(self) -> None:
        """The view tells status and return as the model has them."""
        if not hasattr(self, "client"):
            return
        for model in MODELS:
            for view in self.client.views(self.now_s, model):
                ready = view.status is KeyStatus.READY
                assert ready is self._is_usable(view.key_id, model)
                back_at_s = self.facts[view.key_id].back_at_s(model)
                if back_at_s == math.inf:
                    assert view.returns_in_s is None
                else:
                    assert view.returns_in_s == pytest.approx(max(0.0, back_at_s - self.now_s))

    def _is_usable(self, name: str, model: str) -> bool:
        facts = self.facts[name]
        is_free = self.most is None or facts.out < self.most
        return is_free and self.now_s >= facts.back_at_s(model)

    def _ended(self, data: st.DataObject) -> tuple[str, str]:
        lease = self.leases.pop(data.draw(st.integers(0, len(self.leases) - 1)))
        self.client.release_key(lease[0])
        self.facts[lease[0]].out -= 1
        return lease


TestKeysAgainstTheirModel = KeysMachine.TestCase
TestKeysAgainstTheirModel.settings = settings(
    max_examples=150, stateful_step_count=50, deadline=None
)
