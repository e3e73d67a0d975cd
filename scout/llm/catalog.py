"""What is registered, in one immutable snapshot that every look-up reads without a lock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import IntEnum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from scout.errors import RegistrationError

if TYPE_CHECKING:
    from scout.llm.providers.base import Model, Provider
    from scout.llm.types import PriceRow

_log = logging.getLogger("scout.catalog")


class Stage(IntEnum):
    """How much of what could be known has been read."""

    EMPTY = 0
    BUILT_IN = 1
    INSTALLED = 2


@dataclass(frozen=True, slots=True)
class Home:
    """A model and the provider that serves it."""

    provider: Provider
    model: Model

    @property
    def price(self) -> PriceRow | None:
        """The price row of this model at this provider, None where the row has none."""
        return self.provider.pricing.get(self.model.id)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A model id that an earlier provider already offers.

    Attributes:
        model: The id.
        served_by: Name of the provider that the bare id leads to.
        also_at: How the other one is reached, `provider/id`.
    """

    model: str
    served_by: str
    also_at: str


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """An installed provider that could not be registered.

    Attributes:
        name: Name of its entry point.
        target: What the entry point names, `module:attribute`.
        reason: What went wrong, in a sentence.
    """

    name: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider that a loader found, or why it could not be read.

    Attributes:
        name: How it is announced, such as the name of its entry point.
        target: Where it stands, `module:attribute`.
        provider: The row, None where it could not be read.
        problem: Why not.
    """

    name: str
    target: str
    provider: Provider | None
    problem: str = ""


Loader: TypeAlias = Callable[[], Iterable[Offer]]
"""Finds providers and registers nothing; it runs outside the lock and may run twice."""


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows at one moment.

    Attributes:
        providers: By name, in the order of registration.
        homes: By exact model id; the provider that was registered first serves it.
        prefixes: By prefix, the provider that claims it.
        nicknames: By the nickname of a price row.
        conflicts: Ids that lead to an earlier provider.
        failures: Installed providers that could not be registered.
        stage: How much has been read.
    """

    providers: Mapping[str, Provider] = field(default_factory=_none)
    homes: Mapping[str, Home] = field(default_factory=_none)
    prefixes: Mapping[str, Provider] = field(default_factory=_none)
    nicknames: Mapping[str, Home] = field(default_factory=_none)
    conflicts: tuple[Conflict, ...] = ()
    failures: tuple[LoadFailure, ...] = ()
    stage: Stage = Stage.EMPTY

    def plus(self, provider: Provider) -> Snapshot:
        """This snapshot and one more provider; the same row again changes nothing.

        Raises:
            RegistrationError: Its name, a prefix or a nickname is taken, or one of its model ids
                is a nickname; the message names both sides and the remedy.
        """
        known = self.providers.get(provider.name)
        if known is not None and known == provider:
            return self
        for problem in _clashes(self, provider):
            raise RegistrationError(f"provider {provider.name!r}: {problem}")
        added = {model.id: Home(provider, model) for model in provider.models}
        held = {model_id: name for model_id in added if (name := _holder(self, model_id))}
        return replace(
            self,
            providers=_with(self.providers, {provider.name: provider}),
            homes=_with(self.homes, {k: home for k, home in added.items() if k not in held}),
            prefixes=_with(self.prefixes, dict.fromkeys(provider.model_prefixes, provider)),
            nicknames=_with(self.nicknames, _nicknames(provider)),
            conflicts=(
                *self.conflicts,
                *(Conflict(k, name, f"{provider.name}/{k}") for k, name in held.items()),
            ),
        )


def _with(known: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType({**known, **more})


def _nicknames(provider: Provider) -> dict[str, Home]:
    return {
        row["nickname"]: Home(provider, model)
        for model in provider.models
        if (row := provider.pricing.get(model.id)) is not None and "nickname" in row
    }


def _holder(rows: Snapshot, model_id: str) -> str | None:
    """The provider that already answers to this id, as an id of its own or as `provider/id`."""
    if model_id in rows.homes:
        return rows.homes[model_id].provider.name
    head, _, rest = model_id.partition("/")
    named = rows.providers.get(head)
    return head if named is not None and named.model(rest) is not None else None


def _clashes(rows: Snapshot, new: Provider) -> Iterator[str]:
    if new.name in rows.providers:
        yield (
            f"a different provider of this name is registered ({rows.providers[new.name].base_url})"
            "; give this one another name"
        )
    for prefix in new.model_prefixes:
        if prefix in rows.prefixes:
            yield (
                f"prefix {prefix!r} is claimed by provider {rows.prefixes[prefix].name!r} already; "
                f"claim a longer one, or drop it: models are reached as '{new.name}/<id>' as well"
            )
    for nickname, home in _nicknames(new).items():
        if nickname in rows.nicknames or nickname in rows.homes:
            owner = rows.nicknames.get(nickname) or rows.homes[nickname]
            yield (
                f"nickname {nickname!r} of {home.model.id!r} is taken by "
                f"{owner.provider.name}/{owner.model.id}; choose another"
            )
    for model in new.models:
        if model.id in rows.nicknames:
            owner = rows.nicknames[model.id]
            yield (
                f"model id {model.id!r} is the nickname of {owner.provider.name}/{owner.model.id}; "
                f"list it under another id"
            )


class Catalog:
    """The rows in use, and the loaders that fill it on the first look-up.

    Readers take the snapshot as it is; a change builds a new one under the lock and puts it in
    place at once. Loaders run outside the lock, since they import other people's modules.

    Args:
        built_in: Finds the providers that come with scout: a loader, or `module:attribute`, the
            name of one that stands above the catalog and is imported when it is needed.
        installed: Finds those of installed packages; asked only when the built-in ones do not
            settle a look-up.
    """

    def __init__(
        self, built_in: Loader | str | None = None, installed: Loader | str | None = None
    ) -> None:
        self._loaders = {Stage.BUILT_IN: built_in, Stage.INSTALLED: installed}
        self._lock = threading.Lock()
        self._loading = threading.local()
        self._rows = Snapshot()

    def built_in(self) -> Snapshot:
        """All rows so far, the built-in ones among them for certain."""
        return self._filled(Stage.BUILT_IN)

    def complete(self) -> Snapshot:
        """All rows, those of installed packages included."""
        return self._filled(Stage.INSTALLED)

    def add(self, provider: Provider) -> None:
        """Register a provider behind all that is built in or installed.

        Those are read first, so that the outcome never depends on what was looked up before.

        Raises:
            RegistrationError: It contradicts what is registered.
        """
        self.complete()
        with self._lock:
            self._rows = self._rows.plus(provider)

    @contextmanager
    def isolated(self, *, without: Iterable[str] = ()) -> Iterator[Catalog]:
        """Undo on leaving whatever is registered inside; for tests and the contract suite.

        Args:
            without: Names of providers that are absent inside, so that another row may be tried
                under the name.
        """
        before = self.complete()
        gone = frozenset(without)
        if gone:
            rows = replace(Snapshot(), failures=before.failures, stage=before.stage)
            for name, provider in before.providers.items():
                rows = rows if name in gone else rows.plus(provider)
            with self._lock:
                self._rows = rows
        try:
            yield self
        finally:
            with self._lock:
                self._rows = before

    def _filled(self, wanted: Stage) -> Snapshot:
        rows = self._rows
        if rows.stage >= wanted or getattr(self._loading, "here", False):
            return rows  # a plugin that looks something up while it is imported sees what there is
        self._loading.here = True
        try:
            for stage in range(rows.stage + 1, wanted + 1):
                self._load(Stage(stage))
        finally:
            self._loading.here = False
        return self._rows

    def _load(self, stage: Stage) -> None:
        loader = self._loaders[stage]
        if isinstance(loader, str):
            module, _, name = loader.partition(":")
            loader = getattr(import_module(module), name)
        offers = tuple(loader()) if loader is not None else ()
        with self._lock:
            if self._rows.stage >= stage:
                return  # another thread was faster and found the same
            failed_before = len(self._rows.failures)
            rows = self._rows
            for offer in offers:
                rows = _accept(rows, offer, strict=stage is Stage.BUILT_IN)
            self._rows = replace(rows, stage=stage)
        for failure in rows.failures[failed_before:]:
            _log.warning("provider %r is left out: %s", failure.name, failure.reason)


def _accept(rows: Snapshot, offer: Offer, *, strict: bool) -> Snapshot:
    reason = offer.problem
    if offer.provider is not None:
        try:
            return rows.plus(offer.provider)
        except RegistrationError as error:
            if strict:
                raise
            reason = str(error)
    failure = LoadFailure(offer.name, offer.target, reason)
    return replace(rows, failures=(*rows.failures, failure))


CATALOG = Catalog(
    built_in="scout.llm.providers.registry:built_in",
    installed="scout.llm.providers.registry:installed",
)
"""The catalog that `PRICING`, `PROVIDER_MAP` and every default look at."""
