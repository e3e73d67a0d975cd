"""The provider that is judged, with all that a check may ask about it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from scout.llm.catalog import CATALOG, Catalog
from scout.llm.lookup import is_shut_down
from scout.llm.providers.base import CAPABILITIES, AuthFactory, NoKey
from scout_conformance.offline import offline
from scout_conformance.probe import ImportWatch
from scout_conformance.profile import Profile, folder_beside, load
from scout_conformance.replay import Replays
from scout_conformance.samples import Samples, built_in_folder
from scout_conformance.targets import Target, built_in_rows

if TYPE_CHECKING:
    from scout.llm.providers.base import Model, Provider, Wire
    from scout_conformance.live.session import LiveRun

TOKEN = "canary-token-for-key-"  # noqa: S105 -- made up
"""Beginning of the access tokens that the kit's vendor gives for its keys."""

KEYS = (
    "canary-key-one.5d1f:a1c97e04",
    "canary-key-two.8e2a:b2d63f18",
    "canary-key-three.c37b:d3a85b92",
)
"""API keys that the kit gives a provider; none of them may appear where a key must not.

Each can be taken apart, since some vendors' keys are an id and a secret in one text.
"""


def carries(text: str, secret: str) -> bool:
    """Whether a text holds a secret: as it is, as addresses and forms spell it, or in base64."""
    whole = b64encode(secret.encode()).decode()[:-4]  # its end hangs on what comes after it
    spelt = (secret, quote(secret, safe=""), whole, whole.replace("+", "-").replace("/", "_"))
    return any(one in text for one in spelt)


def tells(text: str, key: str) -> bool:
    """Whether a text tells a key of the kit's: whole, or its parts in places of their own."""
    return carries(text, key) or all(part in text for part in re.split("[.:]", key))


LIVE_MAX_USD = 0.05
"""What a live run may cost where nobody says otherwise: enough for a dozen models."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made.

    Attributes:
        seed: Start of all generated values.
        examples: Generated cases per check; verdicts use the default, exploring uses more.
        explore: Whether cases differ from run to run.
        loopback: Whether scenes are played before a real server, in real time.
        live: Whether the vendor itself is asked, with the author's key.
        live_max_usd: What that may cost altogether.
        replays: Saved cases that are tried first.
    """

    seed: int = 0
    examples: int = 20
    explore: bool = False
    loopback: bool = False
    live: bool = False
    live_max_usd: float = LIVE_MAX_USD
    replays: Replays = field(default_factory=Replays)


class VendorKind(StrEnum):
    """Before whom scenes are played, and why."""

    RESPX = "respx"
    ASKED = "loopback, as asked for"
    OWN_TRANSPORT = "loopback, since the row brings a transport of its own"


@dataclass(frozen=True)
class Subject:
    """One provider under judgement.

    Attributes:
        target: How it was found.
        profile: What its author says beside the row.
        options: How the run is made.
    """

    target: Target
    profile: Profile = field(default_factory=Profile)
    options: Options = field(default_factory=Options)

    @classmethod
    def of(
        cls, target: Target, profile: Profile | None = None, options: Options | None = None
    ) -> Subject:
        """A subject with the profile that lies beside it, where none is given.

        Raises:
            KitError: The profile is not what its format asks for.
        """
        return cls(target, profile or load(_samples_folder(target)), options or Options())

    @cached_property
    def provider(self) -> Provider:
        """The row; raises whatever the author's module raises."""
        return self.target.load()

    @cached_property
    def vendor_kind(self) -> VendorKind:
        """Before whom its scenes are played: a row's own transport is judged by a real server."""
        try:
            brings_own = self.provider.transport is not None
        except (Exception, SystemExit):  # noqa: BLE001 -- what the module raises, SC-REG-001 tells
            brings_own = False
        if brings_own:
            return VendorKind.OWN_TRANSPORT
        return VendorKind.ASKED if self.options.loopback else VendorKind.RESPX

    @property
    def wire(self) -> Wire:
        """Its wire."""
        return self.provider.wire

    @cached_property
    def samples(self) -> Samples:
        """Its wire samples: those of its dialect, with its own laid over them."""
        folders = (built_in_folder(self.wire.dialect), self.profile.samples)
        return Samples(tuple(folder for folder in folders if folder is not None))

    @cached_property
    def import_watch(self) -> ImportWatch:
        """An import of it in a process of its own, begun now."""
        return ImportWatch(self.target)

    @cached_property
    def live(self) -> LiveRun:
        """What the vendor itself says; asked once."""
        from scout_conformance.live.session import run_live  # noqa: PLC0415 -- it needs this module

        return run_live(self)

    @property
    def model(self) -> Model:
        """The default model, or the first living one where the vendor has turned it off."""
        today = datetime.now(UTC).date()
        default = self.provider.default_model
        models = sorted(self.provider.models, key=lambda model: model.id != default)
        return next((model for model in models if not is_shut_down(model, today)), models[0])

    @property
    def dialect_folder(self) -> Path | None:
        """The kit's samples of this dialect, None where it has none."""
        return built_in_folder(self.wire.dialect)

    def model_with(self, capability: str) -> Model | None:
        """The default model, or else the first one, that has a capability."""
        models = (self.model, *self.provider.models)
        able = (one for one in models if capability in self.provider.capabilities_of(one))
        return next(able, None)

    @cached_property
    def shows_its_key(self) -> bool:
        """Whether a request carries its key or token, so that the kit can tell keys apart."""
        auth = self.provider.auth
        if not isinstance(auth, AuthFactory):
            return not isinstance(auth, NoKey)
        request = httpx.Request("POST", f"{self.provider.base_url}/", json={})
        try:
            with offline(self.target.root):
                first = next(auth.make(KEYS[0]).auth_flow(request))
        except Exception:  # noqa: BLE001 -- what the author's code raises, SC-SEC-003 tells
            return True
        body = first.content.decode("utf-8", "replace")
        shown = (KEYS[0], f"{TOKEN}0")  # the token where an earlier check has bought it
        said = "\n".join((*first.headers.values(), body))
        return any(tells(said, one) for one in shown)

    def lacks(self, need: str) -> str:
        """Why a need of a check is not met; empty where it is."""
        if need in CAPABILITIES:
            return "" if self.model_with(need) else f"the row does not claim {need!r}"
        met = {
            "entry-point": (self.target.entry is not None, "it was not found by entry point"),
            "own-module": (
                self.target.is_watchable,
                "its module is scout's own, or it was given as an object",
            ),
            "live": (self.options.live, "the vendor is asked with --scout-live alone"),
            "third-party": (not self.target.is_built_in, "it comes with scout"),
            "key": (not isinstance(self.provider.auth, NoKey), "the row says NoKey()"),
            "visible-key": (self.shows_its_key, "its authentication does not send the key itself"),
        }
        is_met, reason = met[need]
        return "" if is_met else reason

    @contextmanager
    def registered(self) -> Iterator[Catalog]:
        """The catalog with this provider in it, as an application would have it."""
        with self.alone() as catalog:
            catalog.add(self.provider)
            yield catalog

    @contextmanager
    def alone(self) -> Iterator[Catalog]:
        """The catalog without this provider, unless it is built in."""
        name = self.provider.name
        without = () if name in built_in_rows() else (name,)
        with CATALOG.isolated(without=without) as catalog:
            yield catalog


def _samples_folder(target: Target) -> Path | None:
    """The samples beside the module, or beside a package that holds it."""
    if target.file is None:
        return None
    found = folder_beside(target.file, in_package=target.in_package)
    packages = (target.module or "").split(".")
    folder = target.file
    for _ in packages[1:]:
        folder = folder.parent
        found = found or folder_beside(folder / "__init__.py", in_package=True)
    return found
