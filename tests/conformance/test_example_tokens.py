"""The template with access tokens: bought once, renewed in time, bought anew where revoked."""

from __future__ import annotations

from urllib.parse import parse_qs

import httpx
import pytest
from acme_oauth_scout import auth as tokens

from scout.errors import AuthenticationError, ServerError

CALL = "https://oauth.acme.example/v1/chat/completions"


class Wall:
    """A clock that a test sets."""

    now_s = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now_s


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The clock of the template."""
    clock = Wall()
    monkeypatch.setattr(tokens, "monotonic", clock)
    return clock


class Vendor:
    """Sells numbered tokens for an hour, and refuses some of them."""

    def __init__(self, *, refuses: tuple[str, ...] = (), login: int = 200) -> None:
        self.heard: list[str] = []
        self._refuses = refuses
        self._login = login
        self._sold = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.host == "login.acme.example":
            assert parse_qs(request.content.decode())["client_secret"] == ["secret"]
            self._sold += 1
            said = {"access_token": f"t{self._sold}", "expires_in": 3600}
            return httpx.Response(self._login, json=said)
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.heard.append(token)
        return httpx.Response(401 if token in self._refuses else 200)


def _ask(vendor: Vendor, auth: httpx.Auth) -> int:
    with httpx.Client(transport=httpx.MockTransport(vendor), auth=auth) as client:
        return client.post(CALL).status_code


def test_a_token_serves_many_calls_and_is_renewed_before_it_ends(wall: Wall) -> None:
    """A minute before, so that it does not end on the way."""
    vendor, auth = Vendor(), tokens.TokenAuth("secret")
    for at_s in (1000.0, 4500.0, 4541.0):
        wall.now_s = at_s
        assert _ask(vendor, auth) == 200
    assert vendor.heard == ["t1", "t1", "t2"]


def test_an_old_token_that_is_refused_is_bought_anew_once(wall: Wall) -> None:
    """It may have been revoked; the next one decides."""
    vendor, auth = Vendor(refuses=("t1", "t2")), tokens.TokenAuth("secret")
    _ask(vendor, auth)
    wall.now_s += 2000.0
    assert _ask(vendor, auth) == 401
    assert vendor.heard == ["t1", "t1", "t2"]


def test_a_young_token_that_is_refused_is_the_keys_fault(wall: Wall) -> None:
    """Asking again with another one would only cost a request."""
    vendor = Vendor(refuses=("t1",))
    assert _ask(vendor, tokens.TokenAuth("secret")) == 401
    assert vendor.heard == ["t1"]


@pytest.mark.parametrize(("status", "means"), [(401, AuthenticationError), (502, ServerError)])
def test_a_login_that_gives_no_token_is_an_error_of_its_class(
    wall: Wall, status: int, means: type[Exception]
) -> None:
    """So that a bad secret moves the call to the next key, and an outage does not."""
    with pytest.raises(means, match="login gave no token"):
        _ask(Vendor(login=status), tokens.TokenAuth("secret"))


def test_a_token_is_not_shown() -> None:
    """It is as good as the key while it lives."""
    assert "t1" not in repr(tokens.Token("t1", 0.0, 1.0))
