"""Acme's authentication: the key buys an access token, which is kept and renewed in time."""

from collections.abc import Generator
from dataclasses import dataclass, field
from time import monotonic

import httpx
from scout.llm.providers.wires.error_table import status_error

LOGIN = "https://login.acme.example"
"""Origin of the tokens; the row names it in `auth_origins`, else scout sends no key there."""

MARGIN_S = 60.0
"""How long before its end a token is renewed: longer than a request takes to arrive."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; its text is not shown when it is printed."""

    text: str = field(repr=False)
    bought_s: float
    lives_s: float

    def is_old(self, now_s: float) -> bool:
        """Whether it is about to end."""
        return now_s > self.bought_s + self.lives_s - MARGIN_S

    def may_be_revoked(self, now_s: float) -> bool:
        """Whether a refusal may be the token's fault; a young one is refused for the key's."""
        return now_s > self.bought_s + self.lives_s / 2


class TokenAuth(httpx.Auth):
    """Buys a token for a key, uses it while it lives, and buys another where it is refused.

    Scout makes one for each key and keeps it, so that a token serves many calls. Two calls at
    once may both buy one; the later one is kept, and both are good.
    """

    requires_response_body = True  # scout reads Acme's answers as streams all the same

    def __init__(self, key: str) -> None:
        self._key = key
        self._token: Token | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with a token, at most twice."""
        token = self._token
        if token is None or token.is_old(monotonic()):
            token = yield from self._buy()
        response = yield _with_token(request, token)
        if response.status_code == 401 and token.may_be_revoked(monotonic()):
            yield _with_token(request, (yield from self._buy()))

    def _buy(self) -> Generator[httpx.Request, httpx.Response, Token]:
        wanted = {"grant_type": "client_credentials", "client_secret": self._key}
        response = yield httpx.Request("POST", f"{LOGIN}/oauth/token", data=wanted)
        if response.status_code >= 400:
            means = status_error(response.status_code)
            raise means("Acme's login gave no token", status=response.status_code)
        said = response.json()
        self._token = Token(str(said["access_token"]), monotonic(), float(said["expires_in"]))
        return self._token


def _with_token(request: httpx.Request, token: Token) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token.text}"
    return request
