"""Models of three tiers and a judge, scripted: how often each is right is known.

Whether an answer is right is a throw of a seeded die: the chance is the logistic function of
the model's ability less the task's difficulty, so that what is hard for one is hard for all.
Feedback makes a task easier. Nothing here is measured on a real model.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections import Counter
from dataclasses import dataclass
from typing import Final

import httpx

from benchmarks.quality.tasks import Task, by_number
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.tokens import estimate_tokens
from scout.llm.types import ProviderResult, Usage
from scout.testing.asked import Asked, read_request
from scout.testing.dialects.table import dialect_of


@dataclass(frozen=True, slots=True)
class Tier:
    """One scripted model.

    Attributes:
        id: Its id.
        ability: In logits; the same unit as a task's difficulty.
        input_usd: Dollars per million prompt tokens.
        output_usd: Dollars per million tokens of the answer.
        typical_s: Median time to a whole answer.
    """

    id: str
    ability: float
    input_usd: float
    output_usd: float
    typical_s: float


TIERS: Final = (
    Tier("cheap", 0.6, 0.10, 0.50, 1.0),
    Tier("middle", 2.2, 0.75, 3.75, 2.5),
    Tier("dear", 4.2, 4.00, 20.00, 6.0),
)
"""Three tiers, 40 times apart in price, as the cheapest and the dearest models of a vendor are."""

JUDGE: Final = Tier("judge", 0.0, 0.75, 3.75, 2.0)
"""Rates answers; at the price of the middle tier."""

HINT: Final = 1.0
"""What feedback is worth, in logits: a task that half get right is then solved by 73 %."""

ANSWER_TOKENS: Final = 300
"""Median length of an answer, thinking included; the texts themselves are shorter."""

JUDGE_SEES: Final = 0.75
"""How often the judge notices a wrong answer that the checks let pass."""

JUDGE_ERRS: Final = 0.04
"""How often it finds fault with a right one."""


def provider() -> Provider:
    """The row of the scripted vendor."""
    models = (*TIERS, JUDGE)
    return Provider(
        name="bench",
        base_url="https://bench.example/v1",
        api_key_env=("BENCH_API_KEY",),
        model_prefixes=(),
        models=tuple(Model(model.id, 128_000, 4_096) for model in models),
        default_model=TIERS[0].id,
        wire=OpenAIChat(),
        capabilities=frozenset({"json_schema"}),
        pricing={
            model.id: {"input_per_million": model.input_usd, "output_per_million": model.output_usd}
            for model in models
        },
    )


class Vendor:
    """Answers the requests of one policy's run.

    Args:
        tasks: What may be asked.
        seed: Of the dice; two policies with one seed see the same first drafts.
        recall: How many of the wrong answers are such that checks can see it.
    """

    def __init__(self, tasks: tuple[Task, ...], seed: int, recall: float) -> None:
        self._task_in = by_number(tasks)
        self._seed = seed
        self._recall = recall
        self._asked: Counter[tuple[int, str]] = Counter()
        self._dialect = dialect_of("openai_chat")

    def transport(self) -> httpx.MockTransport:
        """What a router sends through."""
        return httpx.MockTransport(self._reply)

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        asked = read_request("POST", request.url.path, dict(request.headers), request.content)
        turns = [turn["content"] for turn in asked.json["messages"]]
        task = self._task_in("\n".join(turns))
        model = next(tier for tier in (*TIERS, JUDGE) if tier.id == asked.json["model"])
        self._asked[task.number, model.id] += 1
        number = self._asked[task.number, model.id]
        dice = random.Random(f"{self._seed}/{task.number}/{model.id}/{number}")
        if model is JUDGE:
            text = _rating(task, turns[-1], dice)
        else:
            text = self._answer(task, model, has_feedback=len(turns) > 1, dice=dice)
        await asyncio.sleep(model.typical_s * dice.lognormvariate(0.0, 0.4))
        return httpx.Response(200, json=self._body(asked, text, turns, dice))

    def _answer(self, task: Task, model: Tier, *, has_feedback: bool, dice: random.Random) -> str:
        logit = model.ability + HINT * has_feedback - task.difficulty
        if dice.random() < 1 / (1 + math.exp(-logit)):
            return task.right
        return task.seen if dice.random() < self._recall else task.unseen

    def _body(
        self, asked: Asked, text: str, turns: list[str], dice: random.Random
    ) -> dict[str, object]:
        usage = Usage(
            input_tokens=sum(estimate_tokens(turn) + 8 for turn in turns),
            output_tokens=round(ANSWER_TOKENS * dice.lognormvariate(0.0, 0.3)),
        )
        answer = ProviderResult(text, usage=usage, served_model=asked.json["model"])
        body: dict[str, object] = self._dialect.whole(answer, asked)
        return body


def _rating(task: Task, question: str, dice: random.Random) -> str:
    is_right = task.right in question
    notices = dice.random() < (JUDGE_ERRS if is_right else JUDGE_SEES)
    problems = "A detail of the question is not met." if notices else ""
    return json.dumps({"problems": problems, "score": 4 if notices else 9})
