"""Collects every word that the guide may write as code, from the live objects."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import json
import re
import textwrap
import tomllib
import types
import typing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer.main
from pydantic import BaseModel

from scout.cli.app import app
from scout.config import Settings
from scout.errors import ScoutError
from scout.llm.catalog import Catalog
from scout.llm.dispatch import PROVIDER_MAP
from scout.llm.pacing import Pace
from scout.llm.pricing import PRICING
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.providers.registry import built_in as offers
from scout.llm.types import PriceRow
from scout_conformance import catalogue
from scout_conformance.standard import AREAS, REVISION
from scout_conformance.templates import RETRY_NAMES, Answer
from scout_conformance.zoo import BROKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DOORS = (
    *("scout", "scout.errors", "scout.llm", "scout.llm.providers", "scout.testing"),
    "scout_conformance",
)
"""Packages whose `__all__` is the public API."""

_DIRECTIVE = re.compile(r"^::: ([\w.]+)", re.MULTILINE)
_FOREIGN = (BaseModel, Exception, BaseException, object, dict, str, int, tuple, enum.Enum)


@dataclass
class Namespace:
    """What exists.

    Attributes:
        root: The repository.
        objects: Public objects by name and by dotted path.
        words: Every further word with what it is: a parameter, a setting, a code.
        commands: Each command of `scout` with its options.
        options: Options of the pytest plugin.
        sessions: Sessions of nox.
        files: Paths of the repository, each also by its ends.
        facts: Numbers that are no attribute of anything, by the name that pages use for them.
    """

    root: Path
    objects: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    commands: dict[str, frozenset[str]] = field(default_factory=dict)
    options: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, word: object, kind: str) -> None:
        """Take up a word, unless it is there."""
        if isinstance(word, str) and word and not word.startswith("_"):
            self.words.setdefault(word, kind)

    def known(self) -> Iterator[str]:
        """Everything that a misspelt word may have meant."""
        yield from self.objects
        yield from self.words
        yield from self.options
        yield from (option for options in self.commands.values() for option in options)


@cache
def namespace(root: Path) -> Namespace:
    """The words of a repository; read once."""
    found = Namespace(root)
    for name, value in _public(root):
        _add_object(found, name, value)
    for collect in (_settings, _rows, _codes, _commands, _project, _schema, _files, _facts):
        collect(found)
    return found


def _public(root: Path) -> Iterator[tuple[str, Any]]:
    """The names behind the doors, then those of the modules that the reference describes."""
    for door in DOORS:
        module = importlib.import_module(door)
        yield door, module
        for name in module.__all__:
            yield name, getattr(module, name)
    for path in sorted(root.glob("docs/reference/api/*.md")):
        for name in _DIRECTIVE.findall(path.read_text("utf-8")):
            yield from _described(name)


def _described(name: str) -> Iterator[tuple[str, Any]]:
    module, _, member = name.rpartition(".")
    try:
        found = importlib.import_module(name)
    except ModuleNotFoundError:
        yield member, getattr(importlib.import_module(module), member)
        return
    yield name, found
    names = getattr(found, "__all__", None) or [
        *(key for key, value in vars(found).items() if getattr(value, "__module__", "") == name),
        *(key for key in vars(found) if key.isupper()),
    ]
    yield from ((key, getattr(found, key)) for key in names if not key.startswith("_"))


def _add_object(found: Namespace, name: str, value: Any) -> None:
    found.objects.setdefault(name, value)
    home = getattr(value, "__module__", None)
    if home and home.startswith("scout") and not isinstance(value, types.ModuleType):
        found.objects.setdefault(f"{home}.{name}", value)
    if inspect.isclass(value):
        for member in members(value):
            found.add(member, f"member of {name}")
            found.objects.setdefault(f"{name}.{member}", getattr(value, member, None))
            _add_parameters(found, getattr(value, member, None), f"{name}.{member}")
        _add_hints(found, value)
        if issubclass(value, enum.Enum):
            for one in value:
                found.add(str(one.value), f"value of {name}")
    if inspect.isclass(value) or inspect.isfunction(value):
        _add_parameters(found, value, name)


def members(kind: type) -> frozenset[str]:
    """What a class offers beside what it inherits from elsewhere."""
    foreign = {name for base in _FOREIGN if base in kind.__mro__ for name in dir(base)}
    own = {name for base in kind.__mro__ for name in inspect.get_annotations(base)}
    own |= set(dir(kind)) - foreign
    if dataclasses.is_dataclass(kind):
        own |= {one.name for one in dataclasses.fields(kind)}
    for base in kind.__mro__:
        if base.__module__.startswith("scout") and "__init__" in vars(base):
            own |= _assigned(base)
    return frozenset(name for name in own if not name.startswith(("_", "model_")))


@cache
def _assigned(kind: type) -> frozenset[str]:
    """What the constructor of a class gives to each of its objects."""
    try:
        source = textwrap.dedent(inspect.getsource(vars(kind)["__init__"]))
    except (OSError, TypeError):
        return frozenset()
    return frozenset(re.findall(r"^ +self\.(\w+)(?::[^=]*)? = ", source, re.MULTILINE))


def _add_parameters(found: Namespace, value: Any, name: str) -> None:
    if not callable(value):
        return
    try:
        parameters = inspect.signature(value).parameters
    except (TypeError, ValueError):
        return
    for parameter in parameters:
        if parameter not in ("self", "args", "kwargs", "values"):
            found.add(parameter, f"parameter of {name}")
    if inspect.isfunction(value):
        _add_hints(found, value)


def _add_hints(found: Namespace, value: Any) -> None:
    """The words that a `Literal` in an annotation allows."""
    annotations = inspect.get_annotations(value)
    for annotation in annotations.values():
        text = annotation if isinstance(annotation, str) else repr(annotation)
        for choices in re.findall(r"Literal\[([^\]]*)\]", text):
            for word in re.findall(r"[\"']([^\"']+)[\"']", choices):
                found.add(word, "value")
    try:
        hints = typing.get_type_hints(value)
    except (NameError, TypeError):
        return
    for hint in hints.values():
        for word in _literals(hint):
            found.add(word, "value")


def _literals(hint: Any) -> Iterator[Any]:
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    else:
        for inner in typing.get_args(hint):
            yield from _literals(inner)


def _settings(found: Namespace) -> None:
    prefix = str(Settings.model_config["env_prefix"])
    for name in Settings.model_fields:
        found.add(name, "setting")
        found.add(f"{prefix}{name.upper()}", "variable of a setting")
    for pace in dataclasses.fields(Pace):
        found.add(pace.name, "field of a pace")


def _rows(found: Namespace) -> None:
    """Models and providers."""
    for row in ProviderRegistry().providers():
        found.add(row.name, "provider")
        for model in row.models:
            found.add(model.id, "model")
            found.add(f"{row.name}/{model.id}", "model")
        words = {"variable of a key": row.api_key_env, "capability": row.capabilities}
        for kind, named in words.items():
            for word in named:
                found.add(word, kind)


def _codes(found: Namespace) -> None:
    """Prefixes, prices, error codes and checks."""
    for prefix in PROVIDER_MAP:
        found.add(prefix, "prefix")
        found.add(prefix.rstrip("-"), "prefix")
    for model, price in PRICING.items():
        found.add(model, "model")
        found.add(price.get("nickname"), "nickname")
    for kind in subclasses(ScoutError):
        found.add(kind.code, "error code")
    for check in catalogue().values():
        found.add(check.id, "check")
        for need in check.needs:
            found.add(need, "need of a check")
    for key in typing.get_type_hints(PriceRow):
        found.add(key, "key of a price row")


def subclasses(kind: type[ScoutError]) -> Iterator[type[ScoutError]]:
    """A class and everything below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


def _commands(found: Namespace) -> None:
    """The command line of `scout`, of the pytest plugin and of nox."""
    _add_command(found, "scout", typer.main.get_command(app))
    plugin = (found.root / "conformance" / "scout_conformance_pytest.py").read_text("utf-8")
    found.options = frozenset(re.findall(r'"(--scout-[\w-]+)"', plugin))
    for option in re.findall(r'addini\("(\w+)"', plugin):
        found.add(option, "pytest setting")
    for name in {*Answer().bindings(), *RETRY_NAMES}:
        found.add(f"${name}", "placeholder of a sample")
    noxfile = (found.root / "noxfile.py").read_text("utf-8")
    found.sessions = frozenset(
        re.findall(r"^@nox\.session.*?^def (\w+)\(", noxfile, re.DOTALL | re.MULTILINE)
    )


def _add_command(found: Namespace, path: str, command: Any) -> None:
    options = {
        option
        for given in command.params
        for option in (*given.opts, *given.secondary_opts)
        if option.startswith("-")
    }
    found.commands[path] = frozenset({*options, "--help"})
    for given in command.params:
        for choice in getattr(getattr(given, "type", None), "choices", ()):
            found.add(str(getattr(choice, "value", choice)), f"choice of {path}")
    for name, below in getattr(command, "commands", {}).items():
        found.add(name, "command of scout")
        _add_command(found, f"{path} {name}", below)


def _project(found: Namespace) -> None:
    """Extras, distributions and entry points."""
    for path in found.root.glob("**/pyproject.toml"):
        if ".nox" in path.parts or ".venv" in path.parts:
            continue
        project: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8")).get("project", {})
        found.add(project.get("name"), "distribution")
        for extra in project.get("optional-dependencies", {}):
            found.add(extra, "extra")
        for script in project.get("scripts", {}):
            found.add(script, "command")
        for group, points in project.get("entry-points", {}).items():
            found.add(group, "group of entry points")
            for name, target in points.items():
                found.add(name, "entry point")
                found.add(target, "entry point")


def _facts(found: Namespace) -> None:
    """What pages count, and versions."""
    project = tomllib.loads((found.root / "pyproject.toml").read_text("utf-8"))["project"]
    built_in = Catalog(offers).built_in().providers.values()
    found.facts = {
        "python": project["requires-python"].removeprefix(">="),
        "version": project["version"],
        "contract": REVISION,
        "checks": len(catalogue()),
        "areas": len(AREAS),
        "broken_providers": len(BROKEN),
        "providers": len(built_in),
        "dialects": len({row.wire.dialect for row in built_in}),
        "models": sum(len(row.models) for row in built_in),
        "settings": len(Settings.model_fields),
        "errors": sum(1 for _ in subclasses(ScoutError)),
    }


def _schema(found: Namespace) -> None:
    """The fields of the contract's report."""
    path = found.root / "conformance" / "scout_conformance" / "contract" / "report.schema.json"

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key in value.get("properties", {}):
                found.add(key, "field of the report")
            for inner in value.values():
                walk(inner)

    walk(json.loads(path.read_text("utf-8")))


_PLACES = ("scout", "conformance", "docs", "examples", "tests", "tools", "benchmarks", ".ci")


def _files(found: Namespace) -> None:
    ends: set[str] = set()
    for path in _paths(found.root, lambda part: part.startswith((".nox", "__pycache__"))):
        parts = path.relative_to(found.root).parts
        for start in range(len(parts)):
            end = "/".join(parts[start:])
            ends |= {end, f"{end}/"} if path.is_dir() else {end}
    found.files = frozenset(ends)


def _paths(root: Path, is_left_out: Callable[[str], bool]) -> Iterator[Path]:
    yield from (path for path in root.iterdir() if path.is_file())
    for place in (*_PLACES, ".github"):
        if not (root / place).is_dir():
            continue
        yield root / place
        for path in (root / place).rglob("*"):
            if not any(map(is_left_out, path.parts)):
                yield path
