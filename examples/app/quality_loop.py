"""Quality loop: a draft is judged, and revised by what is wrong."""

import asyncio

from scout import Draft, QualityRound, Score, generate_with_quality_loop

from rehearsal import MODEL, OTHER, rehearsal


def has_a_date(draft: Draft) -> Score:
    """Hold a draft to what this application needs."""
    if any(word.isdigit() for word in draft.text.split()):
        return Score(1.0)
    return Score(0.2, "Name the year.")


def tell(done: QualityRound) -> None:
    """Show a round when it is over."""
    print(f"{done.model}: {done.score:.1f} {done.feedback}".rstrip())


async def main() -> None:
    """Draft, judge, revise; a better model where that does not help."""
    response = await generate_with_quality_loop(
        "When was the first dictionary of Basque printed?",
        checks=[has_a_date],
        tiers=[MODEL, OTHER],
        on_round=tell,
    )
    print(response.text)


if __name__ == "__main__":
    with rehearsal("Long ago.", "It was in 1745 by Larramendi."):
        asyncio.run(main())
