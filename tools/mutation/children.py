"""Runs a piece of work in a forked child, so that whatever it changes or breaks is gone with it."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any, Final, NoReturn

HANGS: Final = "it hangs"
_BROKEN: Final = "broken"
_MEMORY_BYTES: Final = 4 << 30
"""What a child may take; a mutant that asks for more would take the machine with it."""


def run_in_child(work: Callable[[], object], limit_s: float) -> Any:
    """What a function says in a child, as JSON tells it, or that it hangs or ends the process.

    Args:
        work: The function; it may end the process or never come back.
        limit_s: How long it may take, in seconds.

    Raises:
        RuntimeError: It raised an exception, which is its own mistake and nobody's verdict.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be(work, writing)
    os.close(writing)
    try:
        said = _read(reading, time.monotonic() + limit_s)
    finally:
        os.close(reading)
        _end(child)
    if not said.endswith(b"\n"):
        return HANGS
    told = json.loads(said)
    if isinstance(told, dict) and _BROKEN in told:
        raise RuntimeError(told[_BROKEN])
    return told


def _be(work: Callable[[], object], writing: int) -> NoReturn:
    """Be the child: work and leave, whatever is raised."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    said: object = "it ends the process"
    try:
        said = work()
    except Exception:  # noqa: BLE001 -- the parent raises it
        said = {_BROKEN: traceback.format_exc()}
    except BaseException as error:  # noqa: BLE001 -- a mutant may leave in any way
        said = f"it ends the process with {type(error).__name__}"
    finally:
        with os.fdopen(writing, "wb") as out:
            out.write(json.dumps(said).encode() + b"\n")
        os._exit(0)


def _read(reading: int, until_s: float) -> bytes:
    said = b""
    while select.select([reading], [], [], max(0.0, until_s - time.monotonic()))[0]:
        chunk = os.read(reading, 65536)
        if not chunk:
            break
        said += chunk
    return said


def _end(child: int) -> None:
    """Leave nothing of a child behind, nor of what it started."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    os.waitpid(child, 0)
