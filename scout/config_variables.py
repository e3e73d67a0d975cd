"""Says which variable of the environment holds a setting that is wrong, and how to write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

from scout.errors import ConfigurationError

PREFIX: Final = "SCOUT_"
"""Begins the variable of every setting."""

INNER: Final = "__"
"""Stands in a variable between the name of a setting and a name inside it."""

SECRETS: Final = (("api_keys",), ("ledger_url",))
"""Settings whose values no error holds."""

_FIELD: Final = re.compile(r'field "(\w+)"')
_AS_JSON: Final = """write lists and mappings as JSON, such as ["a", "b"] or {"global": 5}"""


class ToldSource(PydanticBaseSettingsSource):
    """A source that reads variables, and says which one it cannot read.

    Args:
        settings_cls: The settings.
        source: Reads them; its own error names a class of pydantic's and holds the value.
    """

    def __init__(
        self, settings_cls: type[BaseSettings], source: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(settings_cls)
        self._source = source

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """One field, as the source has it."""
        return self._source.get_field_value(field, field_name)

    def __call__(self) -> dict[str, Any]:
        """All that the source gives.

        Raises:
            ConfigurationError: A variable is no JSON.
        """
        try:
            return self._source()
        except SettingsError as error:
            wrong = _unreadable(str(error))
        raise ConfigurationError(wrong)  # out here, so that it does not hold the value


def _unreadable(said: str) -> str:
    named = _FIELD.search(said)
    if named is None:
        return said
    return f"{PREFIX}{named[1].upper()} is no JSON; {_AS_JSON}"


def worst_of(error: ValidationError) -> ErrorDetails:
    """What is told of several wrong settings: the first, or one that holds a secret."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return next((one for one in found if one["loc"][:1] in SECRETS), found[0])


def hidden(title: str, place: tuple[str, ...], said: str) -> ValidationError:
    """An error that does not hold the value, as pydantic's own do: in `errors()`, in a pickle."""
    told = PydanticCustomError("setting", "{said}", {"said": said})
    return ValidationError.from_exception_data(
        title, [{"type": told, "loc": place, "input": None}], hide_input=True
    )


def blamed_variable(values: Any, place: tuple[str, ...], env: Mapping[str, str]) -> str:
    """The variable that gave a value that is wrong, and the value; empty where none did.

    Args:
        values: All settings, put together.
        place: Of the value that is wrong.
        env: The environment.
    """
    given = {name.upper(): (name, text) for name, text in env.items()}
    for depth in range(len(place), 0, -1):
        found = given.get(PREFIX + INNER.join(place[:depth]).upper())
        if found is not None and _is_from(found[1], _at(values, place[:depth])):
            name, text = found
            return name if place[:1] in SECRETS else f"{name} is {text!r}"
    return ""


def _at(values: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        values = values.get(name) if isinstance(values, Mapping) else None
    return values


def _is_from(text: str, value: Any) -> bool:
    """Whether a value is what a variable says; what stands in code or in a file goes elsewhere."""
    if isinstance(value, str):
        return text == value
    try:
        return bool(json.loads(text) == value)
    except ValueError:
        return False
