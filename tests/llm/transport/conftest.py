"""What the transport's tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.llm.transport.fault_server import self_signed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, and its key, in one file."""
    return self_signed(tmp_path_factory.mktemp("tls"))
