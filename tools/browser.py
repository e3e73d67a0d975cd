"""Drives a real Chromium over its own protocol, so that pages are judged as people get them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import aiohttp

Scheme = Literal["light", "dark"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-quic", "--hide-scrollbars", "--remote-debugging-port=0"),
)
START_S, ANSWER_S = 120.0, 600.0


def executable() -> str:
    """Where Chromium is.

    Raises:
        FileNotFoundError: Nowhere; the message says how to get it.
    """
    found = os.environ.get("SCOUT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError("no Chromium: install the package chromium, or set SCOUT_CHROMIUM")
    return found


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder that is served on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its own name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Tab:
    """One page of the browser.

    Attributes:
        asked: Every address that the tab has asked for.
    """

    socket: aiohttp.ClientWebSocketResponse
    session_id: str = ""
    asked: list[str] = field(default_factory=list)
    _last: int = 0

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser for something and wait for its answer."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self.session_id:
            message["sessionId"] = self.session_id
        await self.socket.send_json(message)
        return await self._until(lambda told: told.get("id") == self._last)

    async def _until(self, is_it: Any) -> dict[str, Any]:
        async with asyncio.timeout(ANSWER_S):
            while True:
                told: dict[str, Any] = await self.socket.receive_json()
                if told.get("method") == "Network.requestWillBeSent":
                    self.asked.append(told["params"]["request"]["url"])
                if "error" in told:
                    raise RuntimeError(told["error"]["message"])
                if is_it(told):
                    result: dict[str, Any] = told.get("result", told)
                    return result

    async def look(self, scheme: Scheme, width: int = 1280, height: int = 900) -> None:
        """Take a colour scheme and a size of the window."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        await self.send("Emulation.setEmulatedMedia", features=[feature])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        await self.send("Emulation.setDeviceMetricsOverride", **size)

    async def open(self, url: str) -> None:
        """Go to an address and wait until it is there."""
        loader = (await self.send("Page.navigate", url=url))["loaderId"]
        there = {"loaderId": loader, "name": "load"}
        await self._until(
            lambda told: (
                told.get("method") == "Page.lifecycleEvent"
                and there.items() <= told["params"].items()
            )
        )

    async def run(self, script: str) -> Any:
        """The value of a script's promise."""
        answer = await self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    async def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen to a PNG file."""
        shot = await self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def browser() -> AsyncIterator[Tab]:
    """A fresh browser with one tab; its profile is thrown away."""
    with tempfile.TemporaryDirectory(prefix="tab-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *(executable(), *FLAGS, f"--user-data-dir={profile}", "about:blank"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(START_S):
                address = await _address(process)
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(address, max_msg_size=0, heartbeat=None) as socket,
            ):
                yield await _tab(socket)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """What the browser says on its standard error."""
    if process.stderr is None:
        raise RuntimeError("the browser has no standard error")
    async for line in process.stderr:
        found = re.search(rb"DevTools listening on (ws://\S+)", line)
        if found:
            return found[1].decode()
    raise RuntimeError("the browser ended before it listened")


async def _tab(socket: aiohttp.ClientWebSocketResponse) -> Tab:
    door = Tab(socket)
    made = await door.send("Target.createTarget", url="about:blank")
    attached = await door.send("Target.attachToTarget", targetId=made["targetId"], flatten=True)
    tab = Tab(socket, attached["sessionId"])
    for domain in ("Page", "Runtime", "Network"):
        await tab.send(f"{domain}.enable")
    await tab.send("Page.setLifecycleEventsEnabled", enabled=True)
    return tab
