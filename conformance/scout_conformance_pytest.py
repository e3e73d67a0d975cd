"""The door into pytest: options, and nothing else until a provider is asked for.

Importing this module imports neither scout nor the kit, so that a run without the option costs
and shows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the contract suite."""
    group = parser.getgroup("scout", "scout: the contract of a provider")
    group.addoption(
        "--scout-provider",
        action="append",
        default=[],
        metavar="NAME",
        help="judge this provider: a name, 'all', module:attribute or path/to/file.py:ATTR; "
        "repeatable, or comma-separated",
    )
    group.addoption(
        "--scout-with-tests",
        action="store_true",
        help="run the tests of this directory as well as the contract",
    )
    group.addoption(
        "--scout-report",
        action="append",
        default=[],
        metavar="FILE",
        help="write the report to FILE, whose ending is its format: .json, .html, .md or "
        ".svg; repeatable",
    )
    group.addoption(
        "--scout-checks",
        action="append",
        default=[],
        metavar="MODULE",
        help="also run the SC-X checks of this module or .py file; repeatable",
    )
    group.addoption("--scout-list", action="store_true", help="list all checks and exit")
    group.addoption(
        "--scout-explain", default=None, metavar="ID", help="explain one check and exit"
    )
    group.addoption(
        "--scout-seed", type=int, default=None, metavar="N", help="start of generated values"
    )
    group.addoption(
        "--scout-explore",
        nargs="?",
        type=int,
        const=200,
        default=None,
        metavar="N",
        help="try N generated cases per check (200), other ones in every run; those that fail are "
        "saved under .scout/replay",
    )
    group.addoption(
        "--scout-loopback",
        action="store_true",
        help="play scenes before a real server on 127.0.0.1, in real time; a row that brings its "
        "own transport is always judged so",
    )
    group.addoption(
        "--scout-live",
        action="store_true",
        help="also ask the vendor itself, one call per model, with your key from the row's "
        "variables; costs money, up to --scout-live-max-usd",
    )
    group.addoption(
        "--scout-live-max-usd",
        type=float,
        default=None,
        metavar="USD",
        help="what the calls of --scout-live may cost altogether, in US dollars (0.05)",
    )
    group.addoption(
        "--scout-replay",
        action="append",
        default=[],
        metavar="PATH",
        help="first try the cases in this file or folder, which --scout-explore has saved under "
        ".scout/replay; without --scout-provider only the checks that they belong to; repeatable",
    )
    parser.addini("scout_checks", "modules or files that hold SC-X checks", "args", default=[])
    parser.addini("scout_providers", "providers that a plain run judges too", "args", default=[])


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Answer `--scout-list` and `--scout-explain` without collecting anything."""
    if not (config.option.scout_list or config.option.scout_explain):
        return None
    from scout_conformance.plugin import show_checks  # noqa: PLC0415 -- see the module docstring

    return show_checks(config)


def pytest_configure(config: pytest.Config) -> None:
    """Bring the contract in where a provider is asked for; otherwise do nothing."""
    option = config.option
    pasted = any("::" in argument and "SC-" in argument for argument in config.args)
    asked = option.scout_provider or option.scout_replay or pasted
    asked = asked or config.getini("scout_providers")
    if not asked and not hasattr(option, "scout_order"):
        return
    from scout_conformance.plugin import bring_in  # noqa: PLC0415 -- see the module docstring

    bring_in(config)
