"""Without async: the same calls for scripts, threads and web servers."""

from concurrent.futures import ThreadPoolExecutor

from scout import call_llm_sync, stream_llm_sync

from rehearsal import MODEL, rehearsal


def ask(town: str) -> str:
    """Ask from any thread; the router is shared."""
    question = f"In one word, the country of {town}?"
    return f"{town}: {call_llm_sync(question, model=MODEL).text}"


def main() -> None:
    """Three calls at once, then a stream."""
    with ThreadPoolExecutor() as threads:
        for line in threads.map(ask, ["Bari", "Rome", "Turin"]):
            print(line)
    with stream_llm_sync("Say goodbye.", model=MODEL) as stream:
        for piece in stream.text():
            print(piece, end="")
    print()


if __name__ == "__main__":
    with rehearsal("Italy", "Italy", "Italy", "Goodbye, then!"):
        main()
