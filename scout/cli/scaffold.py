"""Writes the package of a new provider, from the templates that the examples are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from scout.llm.providers.base import Model, Provider, Wire
from scout.llm.types import PriceRow

WIRES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "openai_chat": ("openai_chat", "OpenAIChat"),
        "anthropic_messages": ("anthropic_messages", "AnthropicMessages"),
        "gemini": ("gemini", "Gemini"),
        "minimax": ("minimax", "MiniMaxChat"),
    }
)
"""Dialects that scout speaks: module and class of each."""

OWN: Final = "own"
"""The wire of a vendor that speaks no known dialect: written into the package, to be changed."""

_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LICENSE": "LICENSE",
        "README.md": "README.md",
        "pyproject.toml": "pyproject.toml",
        "workflow.yml": ".github/workflows/conformance.yml",
        "init.py": "src/[[package]]/__init__.py",
    }
)
_ENDING: Final = ".tmpl"
_HOLE = re.compile(r"\[\[([a-z_]+)\]\]")
_WIRES_AT: Final = "scout.llm.providers.wires"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """What an author says of one model.

    Attributes:
        id: The vendor's id, exactly.
        input_price: US dollars per million tokens, as written.
        output_price: The same for the answer.
        cache_read_price: The same for what the vendor's cache served, empty where unknown.
        context_window_tokens: Prompt and answer together, None where unknown.
        max_output_tokens: The longest answer, None where unknown.
        thinks_first: Whether it reasons before the first content.
        nickname: A short name, empty for none.
    """

    id: str
    input_price: str
    output_price: str
    cache_read_price: str = ""
    context_window_tokens: int | None = None
    max_output_tokens: int | None = None
    thinks_first: bool = False
    nickname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProvider:
    """What an author says of a vendor.

    Attributes:
        name: Name of the provider.
        title: How the vendor writes itself.
        base_url: Address below which the dialect's paths stand.
        variable: Environment variable of the key.
        prefix: Beginning of its model names.
        models: At least one; the first is the default.
        wire: Name of the dialect, or `OWN`.
        wire_options: Arguments of the wire, as written.
        capabilities: What its models can do.
        docs_url: The vendor's own description of its API.
        read_on: The day on which models and prices were read.
    """

    name: str
    title: str
    base_url: str
    variable: str
    prefix: str
    models: tuple[NewModel, ...]
    wire: str = "openai_chat"
    wire_options: str = ""
    capabilities: tuple[str, ...] = ("stream", "tools", "json_schema")
    docs_url: str = ""
    read_on: date

    @property
    def constant(self) -> str:
        """Name of the row in its module."""
        return self.name.upper().replace("-", "_")

    @property
    def package(self) -> str:
        """Name of the importable package."""
        return f"{self.name.replace('-', '_')}_scout"

    def row(self) -> Provider:
        """The row that is written, so that what is wrong is known before anything is.

        Raises:
            ConfigurationError: A field contradicts another or is not well-formed.
        """
        module, kind = WIRES[_like(self.wire)]
        wire: Wire = getattr(import_module(f"{_WIRES_AT}.{module}"), kind)()
        prices: dict[str, PriceRow] = {
            model.id: {
                "input_per_million": float(model.input_price),
                "output_per_million": float(model.output_price),
            }
            for model in self.models
        }
        return Provider(
            name=self.name,
            base_url=self.base_url,
            api_key_env=(self.variable,),
            model_prefixes=(self.prefix,),
            models=tuple(Model(model.id) for model in self.models),
            default_model=self.models[0].id,
            wire=wire,
            capabilities=frozenset(self.capabilities),
            pricing=prices,
            docs_url=self.docs_url,
        )


def package_files(new: NewProvider) -> dict[str, str]:
    """The files of a package, by path."""
    templates = files("scout.cli").joinpath("templates")
    found = dict(_templates(templates.joinpath("row")))
    if new.wire == OWN:
        found |= dict(_templates(templates.joinpath("own")))
    words = _words(new)
    inside = f"src/{new.package}"
    written = {
        _filled(_FILES.get(name, f"{inside}/{name}"), words): _filled(template, words)
        for name, template in found.items()
    }
    return {**written, f"{inside}/py.typed": ""}


def _templates(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """The templates of a folder, by their path without the ending."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _templates(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(_ENDING):
            yield above + entry.name.removesuffix(_ENDING), entry.read_text("utf-8")


def _like(wire: str) -> str:
    """The dialect by whose wire a row is tried before it is written."""
    return "openai_chat" if wire == OWN else wire


def _words(new: NewProvider) -> dict[str, str]:
    stem = re.sub(r"[^A-Za-z0-9]", "", new.title) or new.constant.title()
    module, kind = WIRES[_like(new.wire)]
    module = f"{_WIRES_AT}.{module}"
    if new.wire == OWN:
        module, kind = f"{new.package}.wire", f"{stem}Wire"
    dialect = {"openai_chat": "OpenAI chat", "anthropic_messages": "Anthropic messages"}
    told = f"the {dialect.get(new.wire, new.wire.capitalize())} dialect"
    over = "a wire of their own" if new.wire == OWN else told
    return {
        "name": new.name,
        "title": new.title,
        "stem": stem,
        "dialect": new.name.replace("-", "_"),
        "package": new.package,
        "constant": new.constant,
        "base_url": new.base_url,
        "variable": new.variable,
        "prefix": new.prefix,
        "default_model": new.models[0].id,
        "docs_url": new.docs_url,
        "summary": f"{new.title}'s models for scout: one row of data over {over}.",
        "wire_module": module,
        "wire_class": kind,
        "wire": f"{kind}({new.wire_options})",
        "capabilities": ", ".join(f'"{one}"' for one in new.capabilities),
        "models": "".join(_model(new, model) for model in new.models),
        "prices": "".join(_price(new, model) for model in new.models),
    }


def _model(new: NewProvider, model: NewModel) -> str:
    lines = [f'id="{model.id}",']
    for name in ("context_window_tokens", "max_output_tokens"):
        tokens = getattr(model, name)
        lines += [] if tokens is None else [f"{name}={tokens:_},"]
    lines += ["thinks_first=True,"] if model.thinks_first else []
    lines.append(f'source="{new.title}\'s model page, read {new.read_on}",')
    return "    Model(\n" + "".join(f"        {line}\n" for line in lines) + "    ),\n"


def _price(new: NewProvider, model: NewModel) -> str:
    entries = {
        "input_per_million": model.input_price,
        "output_per_million": model.output_price,
        "cache_read_per_million": model.cache_read_price,
        "nickname": f'"{model.nickname}"' if model.nickname else "",
        "as_of": f"date({new.read_on.year}, {new.read_on.month}, {new.read_on.day})",
        "source": f'"{new.title}\'s price page"',
    }
    lines = [f'        "{name}": {value},\n' for name, value in entries.items() if value]
    return f'    "{model.id}": {{\n' + "".join(lines) + "    },\n"


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: words[hole[1]], text)
