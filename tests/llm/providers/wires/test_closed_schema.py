"""What is left of a JSON Schema where a vendor compiles it into a grammar."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from scout.llm.providers.wires.closed_schema import closed_schema


class Address(BaseModel):
    """A place."""

    town: str = Field(min_length=2)
    zone: Literal["a", "b"] = "a"


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int = Field(ge=0, le=150, description="In years.")
    homes: list[Address] = Field(min_length=2)
    boss: Address | None = None
    maximum: int = 3


def _objects(node: Any) -> list[dict[str, Any]]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    found = [each for child in children for each in _objects(child)]
    return [node, *found] if isinstance(node, dict) and node.get("type") == "object" else found


def test_every_object_is_closed() -> None:
    """The vendor refuses a schema in which one is open."""
    objects = _objects(closed_schema(Person.model_json_schema()))
    assert len(objects) == 2
    assert all(each["additionalProperties"] is False for each in objects)


def test_a_constraint_that_no_grammar_holds_is_told_in_the_description() -> None:
    """The model still learns of it; the answer is checked against the caller's own schema."""
    age = closed_schema(Person.model_json_schema())["properties"]["age"]
    assert age == {
        "type": "integer",
        "title": "Age",
        "description": 'In years.\n\n{"maximum": 150, "minimum": 0}',
    }


def test_properties_may_bear_the_names_of_constraints() -> None:
    """A property called `maximum` is no constraint."""
    properties = closed_schema(Person.model_json_schema())["properties"]
    assert properties["maximum"]["type"] == "integer"


def test_references_definitions_and_choices_stay() -> None:
    """Beside a reference nothing else stands."""
    closed = closed_schema(Person.model_json_schema())
    assert closed["properties"]["boss"]["anyOf"] == [{"$ref": "#/$defs/Address"}, {"type": "null"}]
    assert closed["properties"]["homes"]["items"] == {"$ref": "#/$defs/Address"}
    assert closed["$defs"]["Address"]["properties"]["zone"]["enum"] == ["a", "b"]
    described = {"$ref": "#/$defs/A", "description": "no", "$defs": {"A": {"type": "object"}}}
    closed_a = {"type": "object", "additionalProperties": False}
    assert closed_schema(described) == {"$ref": "#/$defs/A", "$defs": {"A": closed_a}}


def test_exclusive_choices_become_plain_ones() -> None:
    """`oneOf` is said as `anyOf`, which the vendor knows."""
    schema = {"oneOf": [{"type": "string", "minLength": 1}, {"type": "object"}]}
    assert closed_schema(schema)["anyOf"] == [
        {"type": "string", "description": '{"minLength": 1}'},
        {"type": "object", "additionalProperties": False},
    ]


def test_known_formats_and_short_minima_stay() -> None:
    """What the vendor can hold, it is asked to."""
    assert closed_schema({"type": "string", "format": "date"})["format"] == "date"
    assert "format" not in closed_schema({"type": "string", "format": "phone"})
    assert closed_schema({"type": "array", "minItems": 1, "items": True})["minItems"] == 1
    assert "minItems" not in closed_schema({"type": "array", "minItems": 2})


def test_the_callers_schema_is_left_as_it_was() -> None:
    """It is used again to check the answer."""
    schema = Person.model_json_schema()
    closed_schema(schema)
    assert schema == Person.model_json_schema()
