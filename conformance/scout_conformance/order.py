"""What a pytest session is asked to judge: options, settings and pasted ids, read into data."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scout_conformance.documents import format_of
from scout_conformance.own import own_checks
from scout_conformance.replay import read_all
from scout_conformance.standard import Check, with_own
from scout_conformance.targets import find, find_one
from scout_conformance.violation import KitError

_PASTED = re.compile(r"(?:.*[\\/])?scout::(?P<spec>.+?)(?:::(?P<id>SC-[A-Z0-9-]+))?")


@dataclass(frozen=True)
class Order:
    """What a session is to judge; travels to the workers of xdist as plain data.

    Attributes:
        specs: Providers, as the user named them.
        only: Checks that were pasted, by provider; a provider that is absent runs all.
        contract_only: Whether the tests of the directory are left out.
        own: Modules or files with checks of the author's own.
        options: How the run is made.
        replays: Files and folders of saved cases.
    """

    specs: list[str]
    only: dict[str, list[str]] = field(default_factory=dict)
    contract_only: bool = False
    own: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    replays: list[str] = field(default_factory=list)


def order_of(config: pytest.Config) -> Order | None:
    """What the command line and the settings ask for; takes pasted node ids out of the paths.

    Raises:
        pytest.UsageError: It asks for what is not there.
    """
    option = config.option
    paths, only = _pasted(config.args)
    if not option.scout_provider:
        _saved(option.scout_replay, only)
    paths_given = config.args_source is config.ArgsSource.ARGS
    listed = [] if paths_given else config.getini("scout_providers")
    if not (option.scout_provider or only or listed):
        return None
    _refuse_unknown(config, only)
    config.args[:] = paths
    asked = bool(option.scout_provider or only)
    alone = asked and not (paths if paths_given else option.scout_with_tests)
    return Order(
        _specs([*option.scout_provider, *(listed if not asked else [])], only),
        {spec: ids for spec, ids in only.items() if ids},
        contract_only=alone and not option.scout_with_tests,
        own=_own_modules(config),
        options=_options(option),
        replays=option.scout_replay,
    )


def _pasted(arguments: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The paths, and the checks that were pasted, by provider."""
    only: dict[str, list[str]] = {}
    paths = []
    for argument in arguments:
        pasted = _PASTED.fullmatch(argument)
        if pasted is None:
            paths.append(argument)
        else:
            only.setdefault(pasted["spec"], []).extend(filter(None, [pasted["id"]]))
    return paths, only


def _saved(paths: Iterable[str], only: dict[str, list[str]]) -> None:
    """Add the checks of saved cases to those that were pasted."""
    try:
        for replay in read_all(map(Path, paths)):
            ids = only.setdefault(replay.provider, [])
            ids += [replay.check] if replay.check not in ids else []
    except KitError as error:
        raise pytest.UsageError(f"--scout-replay: {error}") from None


def _specs(named: list[str], only: Iterable[str]) -> list[str]:
    try:
        specs = [target.spec for target in find(named)]
        specs += [find_one(spec).spec for spec in only if spec not in specs]
    except KitError as error:
        raise pytest.UsageError(str(error)) from None
    return specs


def _refuse_unknown(config: pytest.Config, only: dict[str, list[str]]) -> None:
    pasted = [check_id for ids in only.values() for check_id in ids]
    known = known_checks(config) if pasted else {}
    for check_id in pasted:
        if check_id not in known:
            raise pytest.UsageError(f"{check_id!r} is no check; --scout-list shows all")
    for path in config.option.scout_report:
        _refuse_format(path)


def _refuse_format(path: str) -> None:
    try:
        format_of(Path(path))
    except KitError as error:
        raise pytest.UsageError(f"--scout-report: {error}") from None


def known_checks(config: pytest.Config) -> dict[str, Check]:
    """The contract's checks and the author's own."""
    try:
        return with_own(own_checks(_own_modules(config)))
    except (KitError, ValueError) as error:
        raise pytest.UsageError(str(error)) from None


def _own_modules(config: pytest.Config) -> list[str]:
    return [*config.getini("scout_checks"), *config.option.scout_checks]


def _options(option: Any) -> dict[str, Any]:
    explore = option.scout_explore is not None
    seed = option.scout_seed
    if seed is None:
        seed = random.SystemRandom().randrange(2**31) if explore else 0
    examples = {"examples": option.scout_explore} if explore else {}
    vendor = {"loopback": option.scout_loopback, "live": option.scout_live, **_ceiling(option)}
    return {"seed": seed, "explore": explore, **vendor, **examples}


def _ceiling(option: Any) -> dict[str, float]:
    """What a live run may cost, where it is said."""
    if option.scout_live and getattr(option, "numprocesses", None):
        raise pytest.UsageError("--scout-live: leave -n away; each process would ask the vendor")
    if option.scout_live_max_usd is None:
        return {}
    if not 0 < option.scout_live_max_usd < math.inf:
        raise pytest.UsageError("--scout-live-max-usd: give US dollars, more than 0")
    return {"live_max_usd": option.scout_live_max_usd}
