"""Tells whose code an exception comes from, and shows that part of its traceback alone."""

from __future__ import annotations

import re
import sys
import sysconfig
import traceback
from enum import StrEnum
from pathlib import Path

_KIT = Path(__file__).resolve().parent
_PYTHON = tuple(
    Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib")
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

MAX_MESSAGE = 300
"""Longest exception text that a report shows."""


class Owner(StrEnum):
    """Whose code a frame runs."""

    KIT = "kit"
    CORE = "scout"
    LIBRARY = "library"
    AUTHOR = "author"


def owner_of(path: str, provider_root: Path | None) -> Owner:
    """Whose file this is.

    Args:
        path: A frame's file name.
        provider_root: Folder or file of the provider's own code, where it is known.
    """
    if path.startswith("<"):
        return Owner.LIBRARY
    file = Path(path).resolve()
    if provider_root is not None and file.is_relative_to(provider_root):
        return Owner.AUTHOR
    if file.is_relative_to(_KIT / "zoo"):
        return Owner.AUTHOR
    if file.is_relative_to(_KIT):
        return Owner.KIT
    if file.is_relative_to(_core()):
        return Owner.CORE
    return Owner.LIBRARY if any(file.is_relative_to(root) for root in _PYTHON) else Owner.AUTHOR


def is_authors_fault(error: BaseException, provider_root: Path | None) -> bool:
    """Whether an exception that a check let through went through code of the author's.

    Where it did not, the kit or scout itself has failed, and nothing is known about the provider.
    """
    owners = {owner_of(frame.filename, provider_root) for frame in _frames(error)}
    return Owner.AUTHOR in owners


def describe(error: BaseException) -> str:
    """An exception in a line, without memory addresses, which differ between runs."""
    text = _ADDRESS.sub("", " ".join(str(error).split()))
    text = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def authors_frames(error: BaseException, provider_root: Path | None) -> tuple[str, ...]:
    """The frames of the author's code, outermost first: `file:line in function: source`."""
    return tuple(
        f"{_short(frame.filename, provider_root)}:{frame.lineno} in {frame.name}: {frame.line}"
        for frame in _frames(error)
        if owner_of(frame.filename, provider_root) is Owner.AUTHOR
    )


def place_of(stack: traceback.StackSummary, provider_root: Path | None) -> str:
    """The author's innermost line in a stack below the kit's; empty where there is none."""
    frames = list(stack)
    while frames and owner_of(frames[-1].filename, provider_root) is Owner.KIT:
        frames.pop()  # what took the stack
    for frame in reversed(frames):
        owner = owner_of(frame.filename, provider_root)
        if owner is Owner.AUTHOR:
            return f"{_short(frame.filename, provider_root)}:{frame.lineno} in {frame.name}"
        if owner is Owner.KIT:
            break
    return ""


def kit_traceback(error: BaseException) -> str:
    """The whole traceback, for a fault of the kit, where every frame matters."""
    return "".join(traceback.format_exception(error))


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)


def _short(path: str, root: Path | None) -> str:
    """A path as the author knows it: from the provider's folder on."""
    file = Path(path).resolve()
    if root is not None and file.is_relative_to(root.parent):
        return file.relative_to(root.parent).as_posix()
    return file.name


def _core() -> Path:
    module = sys.modules["scout"]
    return Path(next(iter(module.__path__))).resolve()
