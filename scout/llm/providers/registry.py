"""Fills the catalog: built-in rows, installed entry points, and what is registered in code."""

from __future__ import annotations

import importlib.util
import sys
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

from scout.errors import ConfigurationError, RegistrationError
from scout.llm.catalog import CATALOG, Catalog, Conflict, LoadFailure, Offer
from scout.llm.price_check import price_problems
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider
from scout.llm.providers.deepseek import DEEPSEEK
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.groq import GROQ
from scout.llm.providers.minimax import MINIMAX
from scout.llm.providers.openai import OPENAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRY_POINTS: Final = "scout.providers"
"""The group under which an installed package announces its provider."""

_BUILT_IN: Final = (GROQ, GOOGLE, ANTHROPIC, MINIMAX, DEEPSEEK, OPENAI)


class ProviderRegistry:
    """Registers providers with a catalog and answers which there are.

    Args:
        catalog: The catalog to fill; by default the one that `PRICING` and `PROVIDER_MAP` show.
            `Catalog()` is an empty one.
    """

    def __init__(self, catalog: Catalog = CATALOG) -> None:
        self.catalog = catalog

    def register(self, provider: Provider) -> Provider:
        """Register a row; the same row again changes nothing.

        Raises:
            RegistrationError: It is no `Provider`, is wrong in itself, or contradicts another.
        """
        self.catalog.add(checked(provider, "register()"))
        return provider

    def load(self, target: str) -> Provider:
        """Register what stands at `module:attribute`, a provider or a function that makes one.

        Raises:
            RegistrationError: Nothing of the kind stands there, or it contradicts another.
        """
        return self.register(provider_at(target))

    def load_file(self, target: str) -> Provider:
        """Register what stands at `path/to/file.py:ATTRIBUTE`, as `load` does.

        Raises:
            RegistrationError: As `load`, or there is no such file.
        """
        return self.register(provider_in_file(target))

    def get(self, name: str) -> Provider:
        """The provider of this name.

        Raises:
            ConfigurationError: There is none; the message offers what looks like it, and says
                why an installed one was left out.
        """
        found = self.catalog.built_in().providers.get(name)
        found = found or self.catalog.complete().providers.get(name)
        if found is None:
            raise ConfigurationError(self._unknown(name))
        return found

    def names(self) -> tuple[str, ...]:
        """All names, the built-in ones first."""
        return tuple(self.catalog.complete().providers)

    def providers(self) -> tuple[Provider, ...]:
        """All rows, the built-in ones first."""
        return tuple(self.catalog.complete().providers.values())

    def failures(self) -> tuple[LoadFailure, ...]:
        """Installed providers that were left out, and why."""
        return self.catalog.complete().failures

    def conflicts(self) -> tuple[Conflict, ...]:
        """Model ids that a second provider offers, and how the second is reached."""
        return self.catalog.complete().conflicts

    def _unknown(self, name: str) -> str:
        for failure in self.failures():
            if failure.name == name:
                return f"provider {name!r} is installed but was left out: {failure.reason}"
        near = get_close_matches(name, self.names(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        return f"no provider is called {name!r}{hint} Registered: {', '.join(self.names())}"


def built_in() -> Iterator[Offer]:
    """The providers that come with scout."""
    for row in _BUILT_IN:
        yield Offer(row.name, f"scout.llm.providers.{row.name}", checked(row, row.name))


def installed() -> Iterator[Offer]:
    """The providers that installed packages announce."""
    return announced(entry_points(group=ENTRY_POINTS))


def announced(entries: Iterable[EntryPoint]) -> Iterator[Offer]:
    """What entry points lead to, in the order of their names; each is read once."""
    found = {(entry.name, entry.value): entry for entry in entries}
    for _, entry in sorted(found.items()):
        yield _offer(entry)


def provider_at(target: str) -> Provider:
    """Read, and do not register, what stands at `module:attribute`.

    Raises:
        RegistrationError: The module cannot be imported, or holds no provider of this name.
    """
    module_name, colon, attribute = target.partition(":")
    if not (module_name and colon and attribute):
        raise RegistrationError(f"{target!r} names no provider; write 'module:attribute'")
    try:
        module = import_module(module_name)
    except ImportError as error:
        raise RegistrationError(f"{target!r}: {module_name} cannot be imported: {error}") from error
    return _attribute(module, attribute, target)


def provider_in_file(target: str) -> Provider:
    """Read, and do not register, what stands at `path/to/file.py:ATTRIBUTE`.

    Raises:
        RegistrationError: There is no such file, or it holds no provider of this name.
    """
    file_name, colon, attribute = target.rpartition(":")
    path = Path(file_name)
    if not (colon and attribute and path.suffix == ".py"):
        raise RegistrationError(f"{target!r} names no provider; write 'path/to/file.py:ATTRIBUTE'")
    if not path.is_file():
        raise RegistrationError(f"{target!r}: there is no file {str(path.absolute())!r}")
    name = f"scout_provider_file_{path.stem}_{crc32(bytes(path.resolve())):08x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RegistrationError(f"{target!r}: {path} is not Python source")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return _attribute(module, attribute, target)


def checked(provider: object, place: str) -> Provider:
    """A provider whose models and prices are sound in themselves.

    Raises:
        RegistrationError: The value is no provider, or a field of it is wrong.
    """
    if not isinstance(provider, Provider):
        raise RegistrationError(
            f"{place} gives {type(provider).__name__!r}, not a Provider; "
            "point at a Provider, or at a function without parameters that returns one"
        )
    for problem in _problems(provider):
        raise RegistrationError(f"provider {provider.name!r}: {problem}")
    return provider


def _problems(row: Provider) -> Iterator[str]:
    for model_id, price in row.pricing.items():
        yield from price_problems(price, f"price of {model_id!r}")
        if row.model(model_id) is None:
            yield f"price of {model_id!r}: models lists no such id; add it or mend the price's key"
    yield from _nickname_problems(row)
    yield from _replacement_problems(row)


def _nickname_problems(row: Provider) -> Iterator[str]:
    taken: dict[object, str] = {}
    for model_id, price in row.pricing.items():
        nickname = price.get("nickname", ...)
        if nickname in taken:
            yield f"nickname {nickname!r} is that of {taken[nickname]!r} and {model_id!r}; keep one"
        if row.model(str(nickname)) is not None:
            yield f"nickname {nickname!r} of {model_id!r} is a model id; choose another"
        if nickname is not ...:
            taken[nickname] = model_id


def _replacement_problems(row: Provider) -> Iterator[str]:
    for model in row.models:
        heir, seen = model, {model.id}
        while heir.replacement is not None:
            nxt = row.model(heir.replacement)
            if nxt is None or nxt.id in seen:
                wrong = "leads in a circle" if nxt else "is not among models"
                yield f"model {heir.id!r}: replacement {heir.replacement!r} {wrong}; name another"
                break
            heir = nxt
            seen.add(heir.id)


def _attribute(module: object, attribute: str, target: str) -> Provider:
    value: object = module
    for part in attribute.split("."):
        try:
            value = getattr(value, part)
        except AttributeError as error:
            raise RegistrationError(f"{target!r}: there is no {attribute!r}: {error}") from error
    if callable(value) and not isinstance(value, Provider):
        value = value()
    return checked(value, repr(target))


def _offer(entry: EntryPoint) -> Offer:
    try:
        return Offer(entry.name, entry.value, provider_at(f"{entry.module}:{entry.attr}"))
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- other people's module may raise anything and must break nobody
        reason = str(error) if isinstance(error, ConfigurationError) else repr(error)
        return Offer(entry.name, entry.value, None, reason)
