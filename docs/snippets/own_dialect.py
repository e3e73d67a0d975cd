"""A vendor with a wire of its own, played by a scripted dialect."""

# --8<-- [start:dialect]
from acme_native_scout import ACME_NATIVE

from scout import StreamInterruptedError
from scout.llm.types import ProviderResult
from scout.testing import (
    Asked,
    ErrorKind,
    Events,
    ScriptedVendor,
    UnknownToDialectError,
    VendorError,
    answers,
    cuts,
    fails,
)
from scout.testing.dialects.base import STATUSES, sse, tokens_of

CODES = {"bad_key": "bad_key", "overloaded": "busy", "rate_limit": "fast"}


class Turns:
    """Acme's own dialect, as far as these tests want it."""

    name = "acme_native"

    def asks(self, asked: Asked) -> tuple[str, bool]:
        """The model, and whether a stream is wanted."""
        return asked.json["model"], bool(asked.json.get("events"))

    def whole(self, answer: ProviderResult, asked: Asked) -> object:
        """An answer in one piece."""
        parts = [{"kind": "text", "text": answer.text}]
        return {**self._head(asked), "parts": parts, **self._end(answer)}

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """The same, streamed."""
        return Events(
            opening=(sse(self._head(asked), "begin"),),
            content=tuple(
                sse({"text": piece}, "text")
                for piece in tokens_of(answer.text)
            ),
            finish=(sse(self._end(answer), "end"),),
        )

    def error(
        self,
        kind: ErrorKind,
        *,
        told: str = "",
        wait_s: float | None = None,
    ) -> VendorError:
        """An error that Acme documents."""
        if kind not in CODES:
            raise UnknownToDialectError(f"Acme has no error for {kind}")
        problem: dict[str, object] = {"code": CODES[kind]}
        problem["says"] = f"Not now.{told}"
        if wait_s is not None:
            problem["wait_s"] = int(wait_s)
        return VendorError(
            STATUSES[kind], {"problem": problem}, event="problem"
        )

    def _head(self, asked: Asked) -> dict[str, object]:
        return {"id": "turn-1", "model": asked.model}

    def _end(self, answer: ProviderResult) -> dict[str, object]:
        used = {"prompt": answer.usage.input_tokens}
        used["answer"] = answer.usage.output_tokens
        return {"ended": "complete", "metered": used}


with ScriptedVendor() as vendor:
    row = vendor.provider_row(ACME_NATIVE, dialect=Turns())
    vendor.script(fails("overloaded"), answers("Hi!"), cuts("Hi there!"))
    with vendor.router(row) as router:
        answer = router.call_sync("Hello", model=row.default_model)
        print(answer.text, [one.outcome for one in answer.attempts])
        try:
            with router.stream_sync(
                "Hello", model=row.default_model
            ) as stream:
                print(*stream.text())
        except StreamInterruptedError as error:
            print("cut off after", repr(error.partial_text))
# --8<-- [end:dialect]
