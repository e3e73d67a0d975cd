"""`scout explain`: the words of the guide, where the error is met."""

from __future__ import annotations

import pytest

from scout import errors
from scout_conformance import catalogue
from tests.cli.running import scout, scout_json

CODES = sorted({getattr(errors, name).code for name in errors.__all__ if name.endswith("Error")})


@pytest.mark.parametrize("code", CODES)
def test_every_error_is_explained(code: str) -> None:
    """By its code, with its meaning and its page."""
    said = scout_json("explain", code)
    assert said["code"] == code
    assert said["meaning"]
    assert said["docs"].endswith(f"#{code}")


def test_an_error_is_found_by_its_class_too() -> None:
    """As a traceback names it; what scout does is told."""
    said = scout("explain", "RateLimitedError").output
    assert "code: rate_limited" in said
    assert "effect on the key: cool" in said


def test_a_check_is_explained() -> None:
    """Sentence, reason and remedy."""
    check = catalogue()["SC-ERR-012"]
    said = scout_json("explain", "sc-err-012")
    assert (said["meaning"], said["why"], said["fix"]) == (check.sentence, check.why, check.fix)


@pytest.mark.parametrize(("code", "near"), [("rate_limted", "rate_limited"), ("SC-ERR-999", "SC-")])
def test_an_unknown_code_is_exit_code_4(code: str, near: str) -> None:
    """With what is near."""
    assert f"did you mean '{near}" in scout("explain", code, code=4).stderr
