"""What a vendor's list of models says that our rows do not: a pure comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scout.llm.lookup import is_shut_down
from scout.llm.model_ids import is_same_model
from scout.llm.pricing import price_at, row_on

if TYPE_CHECKING:
    from datetime import date

    from scout.llm.providers.base import Model, Provider
    from scout.llm.providers.wires.listings import ListedModel


class ModelChange(StrEnum):
    """What is different."""

    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    REPRICED = "repriced"
    WINDOW = "window"
    OUTPUT = "output limit"
    ENDS = "ends"
    OUTLIVES = "outlives its end"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class ModelNews:
    """One difference between a row and its vendor's list.

    Attributes:
        provider: Name of the row.
        model: The id in the row, or the vendor's where the row has none; `*` where nothing
            could be compared.
        change: What is different.
        ours: What the row says; empty where it says nothing.
        theirs: What the vendor says; empty where it says nothing.
        advice: What to do.
    """

    provider: str
    model: str
    change: ModelChange
    ours: str
    theirs: str
    advice: str

    def __str__(self) -> str:
        said = " -> ".join(part for part in (self.ours, self.theirs) if part)
        return f"{self.provider}/{self.model}: {self.change}{f' ({said})' if said else ''}"


OTHER_KINDS: Final = re.compile(
    r"(?:^|[-_./])(?:audio|babbage|davinci|codex-cli|computer-use|dall-e|embed|embedding|guard|"
    r"image|imagen|live|lyria|moderation|music|ocr|orpheus|realtime|rerank|robotics|search|sora|"
    r"speech|transcribe|tts|veo|video|voice|whisper)(?:$|[-_./\d])"
)
"""Words in the ids of models that do not answer texts with texts, where a list does not say."""

_STAGE: Final = re.compile(r"-(?:preview|exp|experimental|beta|alpha|rc)(?:-\d[\d-]*)?$")


def compare_models(
    provider: Provider, listed: Sequence[ListedModel], today: date
) -> tuple[ModelNews, ...]:
    """Hold a provider's rows against its vendor's list.

    An alias that is listed under a dated release only is there, and so is the other way round.
    A model past its own shutdown date is expected to be gone.

    Args:
        provider: The row, with its models and prices.
        listed: What the vendor lists.
        today: The day that dates and prices are held against.

    Returns:
        Every difference, in the order of the rows, then what is new.
    """
    return tuple(_Comparison(provider, listed, today).news())


class _Comparison:
    def __init__(self, provider: Provider, listed: Sequence[ListedModel], today: date) -> None:
        self._provider = provider
        self._listed = [one for one in listed if one.answers is not False]
        self._today = today
        self._exact = {one.id.lower(): one for one in self._listed}
        self._unknown = [one for one in self._listed if not self._is_ours(one)]

    def news(self) -> Iterator[ModelNews]:
        for model in self._provider.models:
            found = self._find(model)
            if found is None:
                yield from self._missing(model)
            else:
                yield from self._differences(model, found)
        for one in self._unknown:
            if not self._is_noise(one):
                told = ", ".join(_facts(one))
                advice = "add a row with its window, its price and their source"
                yield self._news(one.id, ModelChange.NEW, "", told, advice)

    def _is_ours(self, one: ListedModel) -> bool:
        return any(is_same_model(model.id, one.id) for model in self._provider.models)

    def _is_noise(self, one: ListedModel) -> bool:
        """Whether it is another kind of model, a release of one that is listed, or was renamed."""
        released = any(
            is_same_model(other.id, one.id) and len(other.id) < len(one.id)
            for other in self._unknown
        )
        renamed = any(
            self._find(model) is None and _family(model.id) == _family(one.id)
            for model in self._provider.models
        )
        return released or renamed or bool(OTHER_KINDS.search(one.id.lower()))

    def _find(self, model: Model) -> ListedModel | None:
        exact = self._exact.get(model.id.lower())
        if exact is not None:
            return exact
        return next((one for one in self._listed if is_same_model(model.id, one.id)), None)

    def _missing(self, model: Model) -> Iterator[ModelNews]:
        if is_shut_down(model, self._today):
            return
        heirs = (one for one in self._unknown if _family(one.id) == _family(model.id))
        heir = next(heirs, None)
        if heir is not None:
            advice = "list the new id, and name it as the replacement of the old one"
            yield self._news(model.id, ModelChange.RENAMED, model.id, heir.id, advice)
            return
        told = "" if model.shutdown_on is None else f"ends on {model.shutdown_on}"
        advice = "set shutdown_on and a replacement, unless this key alone may not use it"
        yield self._news(model.id, ModelChange.GONE, told, "not listed", advice)

    def _differences(self, model: Model, found: ListedModel) -> Iterator[ModelNews]:
        facts = (
            (ModelChange.WINDOW, model.context_window_tokens, found.context_window_tokens),
            (ModelChange.OUTPUT, model.max_output_tokens, found.max_output_tokens),
        )
        for change, ours, theirs in facts:
            if theirs is not None and ours != theirs:
                said = "unknown" if ours is None else f"{ours:,}"
                yield self._news(model.id, change, said, f"{theirs:,}", "correct the row")
        yield from self._price(model, found)
        if found.ends_on is not None and found.ends_on != model.shutdown_on:
            ours_day = str(model.shutdown_on or "no date")
            advice = "set shutdown_on and a replacement"
            yield self._news(model.id, ModelChange.ENDS, ours_day, str(found.ends_on), advice)
        elif is_shut_down(model, self._today):
            told = f"ended on {model.shutdown_on}"
            advice = "ask whether the date has moved; the vendor may serve another model"
            yield self._news(model.id, ModelChange.OUTLIVES, told, "listed", advice)

    def _price(self, model: Model, found: ListedModel) -> Iterator[ModelNews]:
        theirs = (found.input_usd_per_million, found.output_usd_per_million)
        if None in theirs:
            return
        row = self._provider.pricing.get(model.id)
        held = None if row is None else row_on(row, self._today)
        price = None if held is None else price_at(held)
        ours = None if price is None else (price.input_per_million, price.output_per_million)
        if ours != theirs:
            told = "no price" if ours is None else _money(ours)
            advice = "correct the price row, with its date and source"
            yield self._news(model.id, ModelChange.REPRICED, told, _money(theirs), advice)

    def _news(
        self, model: str, change: ModelChange, ours: str, theirs: str, advice: str
    ) -> ModelNews:
        return ModelNews(self._provider.name, model, change, ours, theirs, advice)


def _family(model_id: str) -> str:
    """An id without its stage and the spelling of its version."""
    bare = model_id.lower().rpartition("/")[2]
    return _STAGE.sub("", bare).replace(".", "-").replace("_", "-")


def _facts(one: ListedModel) -> Iterator[str]:
    if one.context_window_tokens is not None:
        yield f"window {one.context_window_tokens:,}"
    if one.input_usd_per_million is not None and one.output_usd_per_million is not None:
        yield f"${_money((one.input_usd_per_million, one.output_usd_per_million))}"


def _money(rates: tuple[Decimal | None, Decimal | None]) -> str:
    return "/".join(f"{rate.normalize():f}" for rate in rates if rate is not None)
