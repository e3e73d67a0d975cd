"""Lists the languages whose words intent detection knows, and reads their words from their files.

A file of `scout/llm/intent_words` has, under each concept in brackets, the words that mean it. A
term that ends in `*` is a stem, `_` joins words; `#` begins a comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """A language, and how its words are found.

    Attributes:
        name: Its file's.
        script: Words of one script say nothing against those of another.
        inflected: It puts endings to most words, so that a longer term is a stem.
        dense: Its words are found within a run of letters.
    """

    name: str
    script: str = "latin"
    inflected: bool = False
    dense: bool = False


LANGUAGES: Final = (
    Language("english"),
    Language("german"),
    Language("dutch"),
    Language("swedish"),
    Language("danish_norwegian"),
    Language("french"),
    Language("spanish"),
    Language("italian"),
    Language("portuguese"),
    Language("romanian"),
    Language("arabic", "arabic"),
    Language("persian", "arabic"),
    Language("hebrew", "hebrew"),
    Language("hindi", "devanagari"),
    Language("vietnamese"),
    Language("indonesian"),
    Language("russian", "cyrillic", inflected=True),
    Language("ukrainian", "cyrillic", inflected=True),
    Language("polish", inflected=True),
    Language("czech", inflected=True),
    Language("turkish", inflected=True),
    Language("greek", "greek", inflected=True),
    Language("hungarian", inflected=True),
    Language("finnish", inflected=True),
    Language("korean", "hangul", inflected=True, dense=True),
    Language("chinese", "han", dense=True),
    Language("japanese", "han", dense=True),
    Language("thai", "thai", dense=True),
)
"""English is the first, as its longer words are known in a text of any language."""


def place_of(name: str) -> int:
    """Where a language stands in the list."""
    return next(at for at, one in enumerate(LANGUAGES) if one.name == name)


def words_of_language(language: Language) -> dict[str, str]:
    """The words of each concept, separated by spaces, in the order of the file."""
    text = files("scout.llm.intent_words").joinpath(f"{language.name}.txt").read_text("utf-8")
    found: dict[str, str] = {}
    concept = ""
    for line in text.splitlines():
        if line.startswith("["):
            concept = line[1:-1]
            found[concept] = ""
        elif line and not line.startswith("#"):
            found[concept] += f"{line} "
    return found
