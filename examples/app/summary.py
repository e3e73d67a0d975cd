"""An application of one's own; `tests` shows how it is tested."""

from scout import call_llm_sync

from rehearsal import MODEL, OTHER, rehearsal


def summarise(text: str) -> str:
    """Sum a text up in one line, with whichever vendor is there."""
    prompt = f"Sum up in one line:\n\n{text}"
    response = call_llm_sync(prompt, model=MODEL, fallbacks=[OTHER])
    return response.text.strip().splitlines()[0]


if __name__ == "__main__":
    with rehearsal("A fox jumps over a dog.\n"):
        print(summarise("The quick brown fox jumps over the lazy dog."))
