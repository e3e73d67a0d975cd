"""Makes an example of what a JSON Schema of an OpenAPI description describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_DEEPEST: Final = 12
"""Levels of a schema that are followed: a schema may contain itself."""

_WORDS: Final[Mapping[str, str]] = {
    "role": "user",
    "id": "id-1",
    "model": "model",
    "created": "1790000000",
    "name": "find_train",
    "code": "error",
}
_PROSE: Final = "An example of what stands here."


@dataclass(frozen=True, slots=True)
class Resolver:
    """Follows the references of one description."""

    document: Mapping[str, Any]

    def followed(self, value: Any) -> Mapping[str, Any]:
        """What a reference within the document leads to; nothing for one that leads elsewhere."""
        for _ in range(_DEEPEST):
            target = value.get("$ref") if isinstance(value, Mapping) else None
            if not isinstance(target, str):
                break
            value = self.document if target.startswith("#/") else {}
            for part in target.removeprefix("#/").split("/") if value else ():
                name = part.replace("~1", "/").replace("~0", "~")
                value = value.get(name, {}) if isinstance(value, Mapping) else {}
        return value if isinstance(value, Mapping) else {}

    def get(self, value: Any, name: str) -> Mapping[str, Any]:
        """A part of an object, followed; nothing where it is not there."""
        return self.followed(self.followed(value).get(name, {}))

    def properties(self, schema: Any) -> dict[str, Any]:
        """The fields of an object, those of its parts included."""
        found: dict[str, Any] = {}
        for part in self._parts(schema):
            found |= part.get("properties", {})
        return found

    def models(self, schema: Any) -> tuple[str, ...]:
        """The ids that a request's `model` may be."""
        model = self.followed(self.properties(schema).get("model", {}))
        for part in (model, *self._choices(model)):
            if part.get("enum"):
                return tuple(str(one) for one in part["enum"])
        told = model.get("example", model.get("default"))
        return (str(told),) if told else ()

    def example(self, media: Mapping[str, Any], hint: str, *, several: bool = False) -> Any:
        """An example of a media type: its own, else one by its schema.

        Args:
            media: The media type.
            hint: What a text says that nothing else is known of.
            several: Whether one is wanted for each form that the schema names.
        """
        if "example" in media:
            return media["example"]
        for one in self.get(media, "examples").values():
            return self.followed(one).get("value")
        schema = self.followed(media.get("schema", {}))
        if not several:
            return self._made(schema, "", hint, 0)
        if isinstance(schema.get("example"), str):
            return schema["example"]
        forms = self._choices(schema) or [schema]
        return [self._made(form, "", hint, 0) for form in forms]

    def _made(self, schema: Any, name: str, hint: str, level: int) -> Any:
        schema = self.followed(schema)
        for told in ("example", "const", "default"):
            if schema.get(told) is not None:
                return schema[told]
        if schema.get("examples"):
            return schema["examples"][0]
        if schema.get("enum"):
            return schema["enum"][0]
        choices = self._choices(schema)
        if choices and not self.properties(schema):
            return self._made(choices[0], name, hint, level)
        return self._of_type(schema, name, hint, level)

    def _of_type(self, schema: Mapping[str, Any], name: str, hint: str, level: int) -> Any:
        kind = schema.get("type")
        kind = (
            next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
        )
        properties = self.properties(schema)
        if properties:
            inner = properties.items() if level < _DEEPEST else ()
            return {key: self._made(one, key, hint, level + 1) for key, one in inner}
        if kind == "array":
            return (
                [self._made(schema.get("items", {}), name, hint, level + 1)]
                if level < _DEEPEST
                else []
            )
        plain = {"integer": 1, "number": 1.0, "boolean": False, "object": {}, "null": None}
        return plain[str(kind)] if str(kind) in plain else _WORDS.get(name, hint or _PROSE)

    def _parts(self, schema: Any, level: int = 0) -> Iterable[Mapping[str, Any]]:
        schema = self.followed(schema)
        yield schema
        for part in schema.get("allOf", ()) if level < _DEEPEST else ():
            yield from self._parts(part, level + 1)

    def _choices(self, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The forms that a schema allows, without null."""
        found = [self.followed(one) for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
        return [one for one in found if one.get("type") != "null"]
