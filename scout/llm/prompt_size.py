"""How long a prompt is for a model: estimated at once, counted only where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scout.llm.tokens import measure_prompt, prompt_text

if TYPE_CHECKING:
    from scout.llm.types import Call

ESTIMATE_DOUBT = 2
"""A prompt is called too long only when its estimate is this many times the window.

The estimate may be off by that much either way; short of it the vendor is the judge.
"""


class TokenCounter(Protocol):
    """Counts the tokens of a text as a model's own tokenizer does; yours, for a `Router`.

    It is asked only where a prompt may be longer than a window, and for one model once a call.
    """

    def __call__(self, text: str, model: str, /) -> int | None:
        """The number of tokens, None for a model whose tokenizer is not at hand."""
        ...


class PromptSize:
    """The length of one prompt.

    Args:
        call: The prompt, with its tools and its schema.
        counter: A tokenizer, where the user brings one.
    """

    __slots__ = ("_call", "_counted", "_counter", "_measured")

    def __init__(self, call: Call, counter: TokenCounter | None = None) -> None:
        self._call = call
        self._counter = counter
        self._measured: tuple[int, int] | None = None
        self._counted: dict[str, int | None] = {}

    @property
    def estimate(self) -> int:
        """About how many tokens it has."""
        return (self._measured or self._measure())[0]

    @property
    def bound(self) -> int:
        """How many tokens it cannot exceed, whatever the tokenizer."""
        return (self._measured or self._measure())[1]

    def counted(self, model: str) -> int | None:
        """How many tokens its texts have for a model, None where nobody can count."""
        if self._counter is None:
            return None
        if model not in self._counted:
            self._counted[model] = self._counter(prompt_text(self._call), model)
        return self._counted[model]

    def known(self, model: str) -> int:
        """The best that is known of its length for a model."""
        counted = self.counted(model)
        return self.estimate if counted is None else counted

    def exceeds(self, window_tokens: int, model: str) -> bool:
        """Whether it cannot fit a window.

        By a tokenizer's count where there is one; the estimate alone has to be far above.
        """
        if self.bound <= window_tokens:
            return False
        counted = self.counted(model)
        if counted is not None:
            return counted > window_tokens
        return self.estimate > ESTIMATE_DOUBT * window_tokens

    def _measure(self) -> tuple[int, int]:
        self._measured = measure_prompt(self._call)
        return self._measured
