"""The Gemini wire: what a call becomes."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import InvalidRequestError, Sent
from scout.llm.providers.base import Model
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.types import ImagePart, Message, TextPart, Tool, ToolCall
from tests.llm.providers.wires.asking import call, encoded, reply, row

WIRE = Gemini()
OLD, NEW = "gemini-2.5-flash", "gemini-3.8-flash"
OLDER = (OLD, "gemini-1.5-pro", "gemma-3-27b-it", "learnlm-2.0-flash")
WEATHER = Tool("weather", "Tells the weather.", {"properties": {}})
ASKED = Message("assistant", "Let me look.", (ToolCall("c1", "weather", {"town": "Bonn"}),))
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def _contents(*messages: Message | str, model: str = OLD) -> list[dict[str, Any]]:
    return list(encoded(WIRE, call(*messages, model=model))["contents"])


def _user(*texts: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text} for text in texts]}


def _called(call_id: str = "c1", **args: str) -> dict[str, Any]:
    return {"functionCall": {"id": call_id, "name": "weather", "args": args}}


@pytest.mark.parametrize(
    ("stream", "path", "query"),
    [
        (False, "/models/gemini-2.5-flash:generateContent", ()),
        (True, "/models/gemini-2.5-flash:streamGenerateContent", (("alt", "sse"),)),
    ],
)
def test_the_model_and_the_way_of_answering_stand_in_the_path(
    stream: bool, path: str, query: tuple[object, ...]
) -> None:
    """A stream is asked for as server-sent events; the body does not speak of it."""
    request = WIRE.encode(call("Hi", model=OLD, stream=stream), row(WIRE))
    assert (request.method, request.path, request.query) == ("POST", path, query)
    assert request.json == {"contents": [_user("Hi")]}


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("models/some-1", "/models/some-1:generateContent"),
        ("tunedModels/mine-1", "/tunedModels/mine-1:generateContent"),
        ("some 1?x#y", "/models/some%201%3Fx%23y:generateContent"),
    ],
)
def test_a_model_with_a_collection_keeps_it_and_odd_letters_cannot_leave_the_path(
    model: str, path: str
) -> None:
    """The id is part of a URL here."""
    assert WIRE.encode(call("Hi", model=model), row(WIRE)).path == path


def test_system_turns_become_one_instruction() -> None:
    """Wherever they stood, in their order; none of them is a turn."""
    messages = (Message("system", "Be brief."), "Hi", Message("system", "Rhyme."))
    body = encoded(WIRE, call(*messages))
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief."}, {"text": "Rhyme."}]}
    assert body["contents"] == [_user("Hi")]


def test_a_system_prompt_alone_is_said_as_the_users_turn() -> None:
    """The API wants contents; a call that other vendors take is not refused for it."""
    body = encoded(WIRE, call(Message("system", "Say hello.")))
    assert body == {"contents": [_user("Say hello.")]}


def test_neighbours_with_one_role_become_one_turn() -> None:
    """Roles alternate whatever the caller's order; empty texts are left out."""
    turns = _contents("One", "", "Two", Message("assistant", "A"), Message("assistant", "B"), "C")
    assert [turn["role"] for turn in turns] == ["user", "model", "user"]
    assert turns[0] == _user("One", "Two")


def test_settings_have_the_apis_names() -> None:
    """Only what the caller set stands in the configuration."""
    asked = call("Hi", max_output_tokens=9, temperature=0.5, stop=("END",), seed=7)
    assert encoded(WIRE, asked)["generationConfig"] == {
        "maxOutputTokens": 9,
        "temperature": 0.5,
        "stopSequences": ["END"],
        "seed": 7,
    }


@pytest.mark.parametrize(("asked", "sent"), [(2.5, 2.0), (-1.0, 0.0), (1.7, 1.7)])
def test_temperature_is_kept_within_the_apis_range(asked: float, sent: float) -> None:
    """The API takes 0 to 2."""
    config = encoded(WIRE, call("Hi", temperature=asked))["generationConfig"]
    assert config == {"temperature": sent}


@pytest.mark.parametrize(
    ("able", "config", "is_told"),
    [
        (
            ("json_schema",),
            {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA},
            False,
        ),
        (("json_object",), {"responseMimeType": "application/json"}, True),
        ((), None, True),
    ],
)
def test_a_schema_goes_as_far_as_the_model_can(
    able: tuple[str, ...], config: object, is_told: bool
) -> None:
    """Native, JSON with the schema in words, or words alone."""
    body = encoded(WIRE, call("Hi", response_schema=SCHEMA), row(WIRE, able=able))
    assert body.get("generationConfig") == config
    assert ('"integer"' in str(body.get("systemInstruction"))) == is_told


@pytest.mark.parametrize(("model", "is_native"), [*((old, False) for old in OLDER), (NEW, True)])
def test_a_schema_beside_tools_is_native_only_where_the_model_takes_both(
    model: str, is_native: bool
) -> None:
    """Older models answer 400 to the pair; they are told the schema in words."""
    body = encoded(WIRE, call("Hi", model=model, tools=(WEATHER,), response_schema=SCHEMA))
    assert ("generationConfig" in body) == is_native
    assert ("systemInstruction" in body) != is_native


@pytest.mark.parametrize(("asked", "sent"), [(100, 100), (9000, 4096)])
def test_the_output_limit_is_within_the_models_own(asked: int, sent: int) -> None:
    """The API answers 400 to more than the model can give."""
    provider = row(WIRE, Model("some-1", max_output_tokens=4096))
    body = encoded(WIRE, call("Hi", max_output_tokens=asked), provider)
    assert body["generationConfig"] == {"maxOutputTokens": sent}


def test_tools_are_function_declarations() -> None:
    """Their schema is JSON Schema, in the field that takes it."""
    assert encoded(WIRE, call("Hi", tools=(WEATHER,)))["tools"] == [
        {
            "functionDeclarations": [
                {
                    "name": "weather",
                    "description": "Tells the weather.",
                    "parametersJsonSchema": {"type": "object", "properties": {}},
                }
            ]
        }
    ]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("auto", None),
        ("none", {"mode": "NONE"}),
        ("required", {"mode": "ANY"}),
        ("weather", {"mode": "ANY", "allowedFunctionNames": ["weather"]}),
    ],
)
def test_a_tool_choice_has_the_apis_words(choice: str, sent: object) -> None:
    """`auto` is the default and is left out; a name is that of the one tool to call."""
    body = encoded(WIRE, call("Hi", tools=(WEATHER,), tool_choice=choice))
    assert body.get("toolConfig", {}).get("functionCallingConfig") == sent


def test_results_of_parallel_calls_are_one_turn_under_their_functions_names() -> None:
    """The API wants as many results as there were calls, by name, and an object each."""
    both = Message("assistant", "", (*ASKED.tool_calls, ToolCall("c2", "clock", {})))
    turns = _contents(
        "Hi",
        both,
        Message("tool", "rain", tool_call_id="c1"),
        Message("tool", '{"hour": 7}', tool_call_id="c2"),
        "And?",
    )
    assert [turn["role"] for turn in turns] == ["user", "model", "user", "user"]
    assert [part["functionResponse"] for part in turns[2]["parts"]] == [
        {"id": "c1", "name": "weather", "response": {"result": "rain"}},
        {"id": "c2", "name": "clock", "response": {"hour": 7}},
    ]


@pytest.mark.parametrize("text", ["[1]", "7", "null", "", '{"a": NaN}', "{"])
def test_a_result_that_is_no_object_is_wrapped_in_one(text: str) -> None:
    """It reaches the model as the text that it was."""
    turns = _contents("Hi", ASKED, Message("tool", text, tool_call_id="c1"))
    assert turns[2]["parts"][0]["functionResponse"]["response"] == {"result": text}


def test_a_name_is_that_of_the_latest_call_with_the_id() -> None:
    """Vendors that number their calls anew in each turn use an id twice."""
    again = Message("assistant", "", (ToolCall("c1", "clock", {}),))
    result = Message("tool", "7", tool_call_id="c1")
    turns = _contents("Hi", ASKED, result, again, result)
    names = [turns[place]["parts"][0]["functionResponse"]["name"] for place in (2, 4)]
    assert names == ["weather", "clock"]


@pytest.mark.parametrize("call_id", [None, "c9"])
def test_a_result_that_answers_no_call_is_refused_before_sending(call_id: str | None) -> None:
    """Without its call no name can be said."""
    with pytest.raises(InvalidRequestError, match="no earlier turn asked") as caught:
        _contents("Hi", ASKED, Message("tool", "rain", tool_call_id=call_id))
    assert caught.value.sent is Sent.NO


def test_broken_arguments_go_back_inside_an_object() -> None:
    """The API takes only objects; the model still sees what it wrote."""
    broken = Message("assistant", "", (ToolCall("c1", "weather", {}, malformed='{"tow'),))
    assert _contents("Hi", broken)[1]["parts"] == [_called(malformed='{"tow')]


def test_images_go_inline_or_by_address() -> None:
    """A data URL travels in the request; another is named, with its type where it is known."""
    parts = (
        TextPart("Compare:"),
        ImagePart("data:image/png;base64,QUJD"),
        ImagePart("https://pictures.example/cat.jpg?size=2"),
        ImagePart("https://pictures.example/cat", "image/webp"),
        ImagePart("https://pictures.example/cat"),
    )
    assert _contents(Message("user", parts))[0]["parts"] == [
        {"text": "Compare:"},
        {"inlineData": {"mimeType": "image/png", "data": "QUJD"}},
        {
            "fileData": {
                "fileUri": "https://pictures.example/cat.jpg?size=2",
                "mimeType": "image/jpeg",
            }
        },
        {"fileData": {"fileUri": "https://pictures.example/cat", "mimeType": "image/webp"}},
        {"fileData": {"fileUri": "https://pictures.example/cat"}},
    ]


def test_an_image_of_a_tool_stands_behind_its_result() -> None:
    """The result holds the text, the picture follows as a part of its own."""
    shot = Message(
        "tool", (TextPart("done"), ImagePart("data:image/png;base64,QUJD")), tool_call_id="c1"
    )
    parts = _contents("Hi", ASKED, shot)[2]["parts"]
    assert parts[0]["functionResponse"]["response"] == {"result": "done"}
    assert "inlineData" in parts[1]


# --- thought signatures -------------------------------------------------------------------------

SIGNED = {
    "candidates": [
        {
            "content": {
                "parts": [
                    {"text": "Thinking of rain", "thought": True},
                    {"text": "Let ", "thoughtSignature": "c2lnMQ=="},
                    {"text": "me "},
                    {"text": "look."},
                    {
                        "functionCall": {"name": "weather", "args": {"town": "Bonn"}, "id": "c1"},
                        "thoughtSignature": "c2lnMg==",
                    },
                    {"functionCall": {"name": "weather", "args": {}, "id": "c2"}},
                    {"text": "", "thoughtSignature": "c2lnMw=="},
                ]
            },
            "finishReason": "STOP",
        }
    ]
}


def _turn(text: str | None = None, calls: int = 2) -> Message:
    result = WIRE.decode(reply(SIGNED), 0.0)
    return Message(
        "assistant",
        result.text if text is None else text,
        result.tool_calls[:calls],
        vendor_state=result.vendor_state,
    )


@pytest.mark.parametrize("model", [OLD, NEW])
def test_signatures_go_back_on_the_very_parts_they_came_with(model: str) -> None:
    """Unsigned texts are joined, signed ones stay apart, thoughts without a signature stay here."""
    assert _contents("Hi", _turn(), model=model)[1]["parts"] == [
        {"text": "Let ", "thoughtSignature": "c2lnMQ=="},
        {"text": "me look."},
        {**_called(town="Bonn"), "thoughtSignature": "c2lnMg=="},
        _called("c2"),
        {"text": "", "thoughtSignature": "c2lnMw=="},
    ]


def test_a_turn_whose_text_was_edited_keeps_the_signatures_of_its_calls() -> None:
    """What the caller wrote is said; the API still finds the calls signed."""
    assert _contents("Hi", _turn("Looking."))[1]["parts"] == [
        {"text": "Looking."},
        {**_called(town="Bonn"), "thoughtSignature": "c2lnMg=="},
        _called("c2"),
    ]


def test_a_turn_that_lost_a_call_is_built_anew() -> None:
    """Kept parts speak only for the turn that they came with."""
    parts = _contents("Hi", _turn(calls=1))[1]["parts"]
    assert parts[1:] == [{**_called(town="Bonn"), "thoughtSignature": "c2lnMg=="}]


@pytest.mark.parametrize("older", OLDER)
def test_a_call_of_another_vendor_is_signed_with_the_placeholder_where_the_model_insists(
    older: str,
) -> None:
    """The first call of the turn bears it; older models get none."""
    both = Message("assistant", "", (*ASKED.tool_calls, ToolCall("c2", "weather", {})))
    new, old = (_contents("Hi", both, model=model)[1]["parts"] for model in (NEW, older))
    assert old == [_called(town="Bonn"), _called("c2")]
    assert new[0].keys() == {"functionCall", "thoughtSignature"}
    assert new[1] == _called("c2")


def test_a_turn_without_signatures_keeps_no_state() -> None:
    """Nothing is stored that nobody wants back."""
    body = {
        "candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP", "index": 0}]
    }
    assert WIRE.decode(reply(body), 0.0).vendor_state == {}
