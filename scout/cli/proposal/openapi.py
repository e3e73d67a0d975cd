"""Reads a vendor's OpenAPI description as if somebody had recorded what it promises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from scout.cli.proposal.build import Proposal, proposal_of
from scout.cli.proposal.examples import Resolver
from scout.cli.proposal.recordings import Recording
from scout.cli.scaffold import TOKEN

_CHAT: Final = ("chat", "completions", "messages", "generate", "converse", "respond", "complete")
_OTHER: Final = (
    *("embed", "image", "audio", "speech", "moderation", "file", "batch", "rerank"),
    *("fine", "assistant", "thread", "vector", "realtime", "video", "transcri", "token"),
)
_TURNS: Final = {"messages", "turns", "prompt", "input", "contents", "conversation", "chat"}
_STREAMS: Final = ("text/event-stream", "application/x-ndjson", "application/jsonl")


@dataclass(frozen=True, slots=True)
class _Operation:
    """The operation that answers a prompt."""

    path: str
    said: Mapping[str, Any]


def read_openapi(file: Path, words: Mapping[str, str], *, base_url: str = "") -> Proposal:
    """What a description says of the operation that answers a prompt.

    Args:
        file: The description, JSON or YAML.
        words: Names for a wire that is written out: title, stem, dialect.
        base_url: The address, where the author says it.

    Raises:
        ValueError: It is no description, or has no such operation.
    """
    document = _load(file)
    resolver = Resolver(document)
    operation = _operation(document, resolver)
    address = base_url or _server(document)
    made = list(_recordings(operation, resolver, address))
    proposal = proposal_of(made, words, base_url=_base(address, operation, made))
    auth, login_url, open_ = _auth(document, operation, resolver)
    known = [line for line in proposal.open if not line.startswith("auth:")]
    return replace(
        proposal,
        auth=auth,
        login_url=login_url,
        models=resolver.models(_body(operation, resolver)) or proposal.models,
        docs_url=str(resolver.get(document, "externalDocs").get("url", "")),
        found=(f"POST {operation.path} answers prompts", *proposal.found),
        open=(*known, *open_, "all samples: made from the description; put recorded bodies there"),
    )


def _load(file: Path) -> Mapping[str, Any]:
    try:
        text = file.read_text("utf-8-sig")
        document = json.loads(text)
    except UnicodeDecodeError:
        raise ValueError(f"{file} is no text in UTF-8") from None
    except RecursionError:
        raise ValueError(f"{file} is nested too deeply to be read") from None
    except ValueError:
        document = _from_yaml(text, file)
    if isinstance(document, dict) and isinstance(document.get("paths"), dict):
        return document
    raise ValueError(f"{file} is no OpenAPI description: it has no paths")


def _from_yaml(text: str, file: Path) -> Any:
    try:
        yaml = import_module("yaml")
    except ModuleNotFoundError:
        raise ValueError(f"{file} is no JSON; to read YAML install the package PyYAML") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"{file} is neither JSON nor YAML: {error}") from None


def _operation(document: Mapping[str, Any], resolver: Resolver) -> _Operation:
    """The likeliest: by its path, by what it takes, and not one for pictures or vectors."""
    scored = []
    for path, item in document["paths"].items():
        said = resolver.get(resolver.followed(item), "post")
        if said:
            operation = _Operation(path, said)
            scored.append((_score(operation, resolver), path, operation))
    best = max(scored, key=lambda one: (one[0], -len(one[1])), default=(0, "", None))
    if best[2] is None or best[0] <= 0:
        raise ValueError("the description has no operation that takes messages or a prompt")
    return best[2]


def _score(operation: _Operation, resolver: Resolver) -> int:
    path = operation.path.lower()
    fields = set(resolver.properties(_body(operation, resolver)))
    example = _media(operation, resolver).get("example")
    fields |= set(example) if isinstance(example, dict) else set()
    named = 2 * sum(word in path for word in _CHAT) - 4 * sum(word in path for word in _OTHER)
    return named + 3 + ("model" in fields) if _TURNS & fields else 0


def _media(operation: _Operation, resolver: Resolver) -> Mapping[str, Any]:
    """The JSON that is sent."""
    content = resolver.get(resolver.get(operation.said, "requestBody"), "content")
    return _json_of(content, resolver)


def _body(operation: _Operation, resolver: Resolver) -> Mapping[str, Any]:
    """The schema of what is sent."""
    return resolver.get(_media(operation, resolver), "schema")


def _json_of(content: Mapping[str, Any], resolver: Resolver) -> Mapping[str, Any]:
    kinds = [kind for kind in content if "json" in kind and kind not in _STREAMS]
    return resolver.followed(content[kinds[0]]) if kinds else {}


def _server(document: Mapping[str, Any]) -> str:
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url.rstrip("/") if urlsplit(url).netloc else ""


def _base(address: str, operation: _Operation, made: list[Recording]) -> str:
    """The address below which a dialect's paths stand: of one of scout's it is told by the URL."""
    from_url = proposal_of(made, {"title": "", "stem": "", "dialect": ""}).base_url
    own = f"{address}{operation.path}".startswith(from_url)
    return from_url if own and from_url else address


def _recordings(operation: _Operation, resolver: Resolver, address: str) -> Iterator[Recording]:
    """One exchange for each reply that is described."""
    request = resolver.example(_media(operation, resolver), "request")
    models = resolver.models(_body(operation, resolver))
    path = re.sub(r"\{[^}]*\}", models[0] if models else "model", operation.path)
    for status, reply in resolver.get(operation.said, "responses").items():
        number = _status(str(status))
        if number is None:
            continue
        said = resolver.followed(reply)
        for kind, media in resolver.get(said, "content").items():
            is_stream = kind.partition(";")[0] in _STREAMS
            yield Recording(
                name=f"{status} {kind}",
                request=request,
                url=f"{address}{path}",
                status=number,
                body=_streamed(media, kind, resolver)
                if is_stream
                else _whole(media, said, resolver),
            )


def _status(told: str) -> int | None:
    """The status that stands for a range, such as 500 for `5XX`."""
    if re.fullmatch(r"[245]\d\d", told):
        return int(told)
    return int(told[0]) * 100 if re.fullmatch(r"[245]XX", told.upper()) else None


def _whole(media: Any, said: Mapping[str, Any], resolver: Resolver) -> str:
    hint = str(said.get("description", ""))
    return json.dumps(resolver.example(resolver.followed(media), hint), ensure_ascii=False)


def _streamed(media: Any, kind: str, resolver: Resolver) -> str:
    """The events of a stream: an example as it stands, else one event of each described form."""
    found = resolver.example(resolver.followed(media), "", several=True)
    if isinstance(found, str):
        return found
    bodies = [json.dumps(one, ensure_ascii=False) for one in found]
    if kind == _STREAMS[0]:
        return "".join(f"data: {body}\n\n" for body in bodies)
    return "\n".join([*bodies, ""]) if len(bodies) > 1 else "\n".join([*bodies, *bodies, ""])


def _auth(
    document: Mapping[str, Any], operation: _Operation, resolver: Resolver
) -> tuple[str | None, str, list[str]]:
    """How the key travels, where it buys tokens, and what of it scout cannot do by a word."""
    wanted = operation.said.get("security", document.get("security", []))
    schemes = resolver.get(resolver.get(document, "components"), "securitySchemes")
    names = [name for need in wanted for name in need] or list(schemes)
    if not names:
        return "bearer", "", ["auth: the description does not say how the key travels"]
    scheme = resolver.followed(schemes.get(names[0], {}))
    kind, place = scheme.get("type"), scheme.get("in")
    if kind == "http" and str(scheme.get("scheme")).lower() == "bearer":
        return "bearer", "", []
    if kind == "apiKey" and place == "header":
        return ("bearer" if scheme["name"].lower() == "authorization" else scheme["name"]), "", []
    flow = resolver.get(resolver.get(scheme, "flows"), "clientCredentials")
    if kind == "oauth2" and flow.get("tokenUrl"):
        return TOKEN, str(flow["tokenUrl"]), ["auth.py: hold it to how the vendor sells tokens"]
    return "bearer", "", [f"auth: {kind} in {place or scheme.get('scheme')} wants an AuthFactory"]
