"""Writes the package of a new provider, from the templates that the examples are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from scout.cli.scaffold import LINES, OWN, TOKEN, WIRES, WIRES_AT, NewModel, NewProvider, stem_of

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

_DIALECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "openai_chat": "the OpenAI chat dialect",
        "anthropic_messages": "the Anthropic messages dialect",
        "gemini": "the Gemini dialect",
        "minimax": "the MiniMax dialect",
        OWN: "a wire of their own",
        LINES: "a wire of their own, in JSON lines",
    }
)


def package_files(new: NewProvider) -> dict[str, str]:
    """The files of a package, by path."""
    words = _words(new)
    inside = f"src/{new.package}"
    written = {
        _filled(_FILES.get(name, f"{inside}/{name}"), words): _filled(template, words)
        for name, template in _chosen(new).items()
    }
    own = {f"{inside}/{name}": text for name, text in new.files}
    return {**written, **own, f"{inside}/py.typed": ""}


def _chosen(new: NewProvider) -> dict[str, str]:
    """The templates of a package: those of every row, of its wire, of its authentication."""
    folders = ["row"]
    if new.has_own_wire and "wire.py" not in dict(new.files):
        folders.append(new.wire)
    if new.auth == TOKEN:
        folders.append("token")
    root = files("scout.cli").joinpath("templates")
    return {name: text for folder in folders for name, text in _templates(root.joinpath(folder))}


def _templates(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """The templates of a folder, by their path without the ending."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _templates(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(_ENDING):
            yield above + entry.name.removesuffix(_ENDING), entry.read_text("utf-8")


def _words(new: NewProvider) -> dict[str, str]:
    stem = stem_of(new.name, new.title)
    kind = f"{stem}Wire" if new.has_own_wire else WIRES[new.wire][1]
    over = _DIALECTS[new.wire]
    can = ", ".join(f'"{one}"' for one in new.capabilities)
    prices = "".join(_price(new, model) for model in new.models if model.input_price)
    return {
        "name": new.name,
        "title": new.title,
        "stem": stem,
        "dialect": new.dialect,
        "package": new.package,
        "constant": new.constant,
        "base_url": new.base_url,
        "variables": "".join(f'"{one}",' for one in new.variables),
        "with_key": "".join(f" and `{one}` set" for one in new.variables),
        "prefix": new.prefix,
        "default_model": new.models[0].id,
        "docs_url": new.docs_url,
        "over": over,
        "summary": f"{new.title}'s models for scout: one row of data over {over}.",
        "wire": f"{kind}({new.wire_options})",
        "capabilities": "{" + can + "}" if can else "",
        "models": "".join(_model(new, model) for model in new.models),
        "prices": f"\n{prices}" if prices else "",
        "date_import": "from datetime import date\n\n" if prices else "",
        "dependencies": f'{_HTTPX if new.auth == TOKEN else ""}"scout-core>=0.1.0"',
        "login_url": new.login_origin,
        "token_path": urlsplit(new.login_url).path or "/oauth/token",
        "files": "".join(f"| {name} | {holds} |\n" for name, holds in _readme_files(new)),
        "advice": _ADVICE if new.has_own_wire else "",
        **_imports(new, kind),
        **_auth(new),
    }


_HTTPX: Final = '"httpx>=0.28", '
_ADVICE: Final = (
    "To change the wire, begin with the samples: put real bodies of the vendor in, then change\n"
    "`wire.py` until the contract holds.\n\n"
)


def _imports(new: NewProvider, kind: str) -> dict[str, str]:
    """What the module of a row imports: from scout's wires, and from its own package."""
    own, wire = [], ""
    if new.auth == TOKEN:
        own.append(f"from {new.package}.auth import LOGIN, TokenAuth\n")
    if new.has_own_wire:
        own.append(f"from {new.package}.wire import {kind}\n")
    else:
        wire = f"from {WIRES_AT}.{WIRES[new.wire][0]} import {kind}\n"
    return {"wire_import": wire, "own_imports": "".join(["\n", *own] if own else [])}


def _auth(new: NewProvider) -> dict[str, str]:
    """How the key travels, as a row says it; a bearer is what it says by saying nothing."""
    said = {
        "bearer": ((), ()),
        "none": (("NoKey",), ("auth=NoKey()",)),
        TOKEN: (("AuthFactory",), ("auth=AuthFactory(TokenAuth)", "auth_origins=(LOGIN,)")),
    }
    header = (("HeaderKey",), (f'auth=HeaderKey("{new.auth}")',))
    names, lines = said.get(new.auth, header)
    return {
        "auth": "".join(f"    {line},\n" for line in lines),
        "base_names": ", ".join(sorted(("Model", "Provider", *names))),
    }


def _readme_files(new: NewProvider) -> Iterator[tuple[str, str]]:
    inside = f"src/{new.package}"
    yield f"`{inside}/__init__.py`", "the row: address, key variable, models, prices"
    if new.has_own_wire:
        yield f"`{inside}/wire.py`", "the wire: encode, decode, stream decoder, error table"
        yield (
            f"`{inside}/wire_samples/`",
            'bodies of the vendor, with `"$text"` where something varies',
        )
    if new.auth == TOKEN:
        yield f"`{inside}/auth.py`", "the authentication: buy, keep and renew a token"
    yield "`pyproject.toml`", "the entry point that announces the row"
    yield "`.github/workflows/conformance.yml`", "the contract, on every push and once a week"
    yield "`conformance.svg`", "the badge above, written by the command below"


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
