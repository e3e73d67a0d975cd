"""RTG: model names lead to the provider that serves them, and to no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scout.llm.catalog import Catalog
from scout.llm.dispatch import PROVIDER_MAP
from scout.llm.lookup import Found, look_up
from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.targets import built_in_rows
from scout_conformance.violation import Violation

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider

REGISTERED = ("SC-REG-001", "SC-REG-003")

MIN_PREFIX = 2
"""A single character claims a letter of the alphabet."""

FOREIGN = MappingProxyType(
    {
        **dict.fromkeys(("gpt-9", "o9-mini", "chatgpt-9"), ("openai", "azure")),
        **dict.fromkeys(("mistral-giga", "codestral-9"), ("mistral",)),
        **dict.fromkeys(("qwen-9", "qwq-9"), ("qwen", "dashscope", "aliyun", "alibaba")),
        "command-z": ("cohere",),
        "grok-9": ("xai", "x.ai"),
        "phi-9": ("microsoft", "azure"),
        "nova-9": ("amazon", "aws", "bedrock"),
        "kimi-k9": ("moonshot", "kimi"),
        "glm-9": ("zhipu", "bigmodel", "zai", "z.ai", "glm"),
        "yi-9": ("lingyi", "01"),
        "jamba-9": ("ai21",),
        "sonar-9": ("perplexity", "pplx"),
        "ernie-9": ("baidu", "qianfan", "ernie"),
        "doubao-9": ("volc", "bytedance", "doubao"),
        "hunyuan-9": ("tencent", "hunyuan"),
        "granite-9": ("ibm", "watson", "granite"),
        "nemotron-9": ("nvidia",),
        "falcon-9": ("tii", "falcon"),
        "dbrx-9": ("databricks",),
    }
)
"""Names in the manner of a vendor, and the words by which a row of that vendor's is known."""


@check(
    "SC-RTG-001",
    MUST,
    "Each of its models is reached as provider/model.",
    why="That address is the one that never clashes with another provider.",
    fix="Check Provider.name and Model.id: an address is the name, a slash, and the exact id.",
    requires=REGISTERED,
)
def address_leads_here(subject: Subject) -> None:
    """`acme/acme-small-1` is found."""
    row = subject.provider
    with subject.registered() as catalog:
        for model in row.models:
            _leads_to(subject, catalog, f"{row.name}/{model.id}", model.id)


@check(
    "SC-RTG-002",
    MUST,
    "Each of its models is reached by its exact id.",
    why="The id is what the vendor's documentation says and what users write.",
    fix="List the id exactly as the vendor writes it; one that begins with the name of another "
    "provider and a slash leads there.",
    requires=REGISTERED,
)
def id_leads_here(subject: Subject) -> None:
    """The bare id is found, unless a provider before it offers the same id."""
    with subject.alone() as before:
        taken = {
            model.id for model in subject.provider.models if model.id in before.complete().homes
        }
    with subject.registered() as catalog:
        for model in subject.provider.models:
            if model.id not in taken or subject.target.is_built_in:
                _leads_to(subject, catalog, model.id, model.id)


@check(
    "SC-RTG-003",
    MUST,
    "PROVIDER_MAP leads from a new version of one of its models to it.",
    why="Vendors publish models faster than rows are released; the prefix carries the new one.",
    fix="Give model_prefixes the beginning that its model ids share.",
    requires=REGISTERED,
)
def prefix_leads_here(subject: Subject) -> None:
    """An unlisted sibling of a listed model is found by prefix."""
    row = subject.provider
    with subject.registered() as catalog:
        names = [f"{model.id}-20991231" for model in row.models]
        today = datetime.now(UTC).date()
        led = [found.provider.name for name in names if (found := look_up(name, today, catalog))]
        mapped = [PROVIDER_MAP[p][0] for p in row.model_prefixes if p in PROVIDER_MAP]
    if row.name not in led or row.name not in mapped:
        raise Violation(
            sent=f"look up {names[0]!r}",
            expected=f"provider {row.name!r} by one of its prefixes",
            got=f"model_prefixes {row.model_prefixes!r}, which lead no such name here",
        )


@check(
    "SC-RTG-004",
    SHOULD,
    "Each of its prefixes begins the id of one of its models.",
    why="A prefix that fits no model is a slip of the pen: names go elsewhere, or nowhere.",
    fix="Correct the prefix, or list the model that it is meant for.",
    requires=(*REGISTERED, "SC-RTG-003"),
)
def prefixes_fit_models(subject: Subject) -> None:
    """No prefix is dead."""
    ids = [model.id.lower() for model in subject.provider.models]
    for prefix in subject.provider.model_prefixes:
        if not any(model_id.startswith(prefix.lower()) for model_id in ids):
            raise Violation(
                sent=f"model_prefixes {subject.provider.model_prefixes!r}",
                expected=f"a model whose id begins with {prefix!r}",
                got=f"models {', '.join(ids)}",
            )


@check(
    "SC-RTG-005",
    MUST,
    "Its prefixes claim no name of another vendor.",
    why="Calls that name somebody else's model would be sent here, with this provider's key.",
    fix="Use the vendor's own family name, with its separator, such as 'acme-'.",
    requires=(*REGISTERED, "SC-RTG-003"),
)
def claims_no_foreign_name(subject: Subject) -> None:
    """Built-in families and well-known ones are led as before."""
    row, today = subject.provider, datetime.now(UTC).date()
    short = [prefix for prefix in row.model_prefixes if len(prefix) < MIN_PREFIX]
    if short:
        raise Violation(
            sent=f"model_prefixes {row.model_prefixes!r}",
            expected=f"at least {MIN_PREFIX} characters each",
            got=repr(short[0]),
        )
    names = [*_families(row.name), *(name for name in FOREIGN if not _is_of(row, FOREIGN[name]))]
    with subject.alone() as catalog:
        before = {name: _provider(look_up(name, today, catalog)) for name in names}
    with subject.registered() as catalog:
        for name in names:
            after = _provider(look_up(name, today, catalog))
            if after != before[name] and after == row.name:
                raise Violation(
                    sent=f"look up {name!r}",
                    expected=f"provider {before[name]!r}, as without this one",
                    got=f"provider {after!r}",
                )


def _is_of(row: Provider, vendor: Iterable[str]) -> bool:
    """Whether a row is a vendor's own, by its name or its host."""
    known_by = f"{row.name} {urlsplit(row.base_url).hostname or ''}".lower()
    return any(word in known_by for word in vendor)


def _families(but: str) -> list[str]:
    """Names in the manner of every other provider: a listed model, a version later."""
    rows = built_in_rows().values()
    return [f"{model.id}-next" for row in rows if row.name != but for model in row.models]


def _provider(found: Found | None) -> str | None:
    return None if found is None else found.provider.name


def _leads_to(subject: Subject, catalog: Catalog, name: str, model_id: str) -> None:
    found = look_up(name, datetime.now(UTC).date(), catalog)
    expected = (subject.provider.name, model_id)
    got = None if found is None else (found.provider.name, found.model_id)
    if got != expected:
        raise Violation(
            sent=f"look up {name!r}",
            expected=f"provider {expected[0]!r}, model {model_id!r}",
            got="nothing" if got is None else f"provider {got[0]!r}, model {got[1]!r}",
        )
