"""Finds the words that intents are told by, in any of their languages, without being told which.

A table for each language maps a concept, such as `do.translate`, to words; see
`scout.llm.intent_languages`. Case, accents and the clitics of Arabic and Hebrew do not matter. A
word may mean different things in different languages: those that most words of a sentence belong
to win.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, NamedTuple

from scout.llm.intent_languages import LANGUAGES, Language, place_of, words_of_language

BELIEVED: Final = 0.75
"""A table that has fewer words of a sentence than this share of the best is not believed."""

FIRST_WORD: Final = 1.5
"""What the first known word of a sentence counts for its language: it is a verb or asks."""

LOANED: Final = 4
"""English words of so many letters are known in a text of any language: email, script, review."""

REMEMBERED: Final = 8192
"""Words whose meaning is remembered; prompts repeat most of their words."""

_STEM: Final = 4
_BUCKET: Final = 3
_LONGEST_DENSE: Final = 8

_MARKS: Final = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c\u200c\u200d]"
)
_LETTERS: Final = str.maketrans("ıøłđßæœ", "iolds" + "ao")
_DENSE_LETTERS: Final = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_DENSE_RUN: Final = re.compile(rf"[{_DENSE_LETTERS}]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ASCII_WORD: Final = re.compile(r"\w+")
_ANY_WORD: Final = re.compile(
    rf"[{_DENSE_LETTERS}]+|(?:[^\W{_DENSE_LETTERS}]+|[\u0900-\u0963\u0966-\u0d7f])+"
)
_CLITICS: Final = re.compile(r"(?:[وف]?[بكل]?ال|لل|[وفبكلس])(?=\w{3})|[והבלמשכ]{1,2}(?=[א-ת]{3})")


def fold(text: str) -> str:
    """A text without case, accents and other marks that writers leave out."""
    text = text.lower()
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


def words_of(text: str) -> list[str]:
    """The folded words of a text; a run of letters without spaces is one."""
    folded = fold(text)
    return (_ASCII_WORD if folded.isascii() else _ANY_WORD).findall(folded)


class Entry(NamedTuple):
    """What a term means.

    Attributes:
        meanings: Each concept, and as bits the tables that have it.
        tables: All tables that have the term.
    """

    meanings: tuple[tuple[str, int], ...]
    tables: tuple[int, ...]


class Phrase(NamedTuple):
    """Words that mean something together, but for the first."""

    rest: tuple[str, ...]
    is_stem: bool
    entry: Entry


@dataclass(slots=True)
class Lexicon:
    """The tables, ready to be looked up; read-only once it is built.

    Attributes:
        exact: By whole word.
        stems: By the first letters of a stem, the stems that begin so, longest first.
        phrases: By the first two words, longest first.
        stem_phrases: By the first word, those whose second is a stem.
        dense: By term, for scripts without spaces.
        into: Words that make a language name a direction, such as "into" or "auf".
        for_: The same, but behind the name, such as "for" in "the Polish for".
    """

    exact: dict[str, Entry] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    phrases: dict[tuple[str, str], list[Phrase]] = field(default_factory=dict)
    stem_phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    first_words: set[str] = field(default_factory=set)
    dense: dict[str, Entry] = field(default_factory=dict)
    into: set[str] = field(default_factory=set)
    for_: set[str] = field(default_factory=set)

    def find(self, words: list[str]) -> list[tuple[int, str]]:
        """The concepts of a row of folded words, each with the place of its word, in order."""
        found: list[tuple[int, Entry]] = []
        votes: dict[int, float] = {}
        at, count = 0, len(words)
        while at < count:
            word = words[at]
            length = 1
            entries: tuple[Entry, ...] = ()
            if word in self.first_words:
                entries, length = self._phrase(words, at)
            for entry in entries or _entries(word):
                weight = 1.0 if found else FIRST_WORD
                found.append((at, entry))
                for table in entry.tables:
                    votes[table] = votes.get(table, 0.0) + weight
            at += length
        return list(self._meant(words, found, _allowed(words, votes)))

    def _meant(
        self, words: list[str], found: list[tuple[int, Entry]], allowed: int
    ) -> Iterator[tuple[int, str]]:
        """The concepts that hold in the languages of the sentence."""
        for at, entry in found:
            word = words[at]
            here = allowed | 1 if len(word) >= LOANED else allowed
            for concept, tables in entry.meanings:
                if tables & here:
                    yield at, concept
                    if concept == "a.language" and self._is_aim(words, at):
                        yield at, "a.into_language"
                    elif concept == "a.technology" and self._is_aim(words, at):
                        yield at, "a.in_technology"

    def _is_aim(self, words: list[str], at: int) -> bool:
        """Whether a language is what to come to: "in French", "using Python", "Polish for"."""
        before, after = words[max(0, at - 2) : at], words[at + 1 : at + 2]
        return not (self.into.isdisjoint(before) and self.for_.isdisjoint(after))

    def entries(self, word: str) -> tuple[Entry, ...]:
        """What one folded word means: as it stands, by stem, or by its parts."""
        entry = self.exact.get(word) or self._stem(word)
        if entry is not None:
            return (entry,)
        if word.isascii():
            return ()
        if _DENSE_RUN.match(word):
            return tuple(self._within(word))
        bare = _CLITICS.sub("", word, count=1)
        entry = self.exact.get(bare) or self._stem(bare) if bare != word else None
        return () if entry is None else (entry,)

    def _stem(self, word: str) -> Entry | None:
        for stem, entry in self.stems.get(word[:_BUCKET], ()):
            if word.startswith(stem):
                return entry
        return None

    def _phrase(self, words: list[str], at: int) -> tuple[tuple[Entry, ...], int]:
        """The longest phrase that begins at a word, and how many words it has."""
        first, second = words[at], words[at + 1] if at + 1 < len(words) else ""
        for phrase in self.phrases.get((first, second), ()):
            rest = phrase.rest
            follows = words[at + 1 : at + 1 + len(rest)]
            if follows == list(rest) or (
                phrase.is_stem
                and len(follows) == len(rest)
                and follows[:-1] == list(rest[:-1])
                and follows[-1].startswith(rest[-1])
            ):
                return (phrase.entry,), len(rest) + 1
        for phrase in self.stem_phrases.get(first, ()):
            if second.startswith(phrase.rest[0]):
                return (phrase.entry,), 2
        return (), 1

    def _within(self, run: str) -> Iterator[Entry]:
        """What stands in a run of letters without spaces, the longest terms first."""
        at, end = 0, len(run)
        while at < end:
            for length in range(min(_LONGEST_DENSE, end - at), 0, -1):
                entry = self.dense.get(run[at : at + length])
                if entry is not None:
                    yield entry
                    at += length
                    break
            else:
                at += 1


def _allowed(words: list[str], votes: dict[int, float]) -> int:
    """The tables, as bits, whose words are believed: of each script those with most words."""
    most: dict[str, float] = {}
    for table, count in votes.items():
        script = LANGUAGES[table].script
        if count > most.get(script, 0.0):
            most[script] = count
    bits = 0
    for table, count in votes.items():
        if count >= BELIEVED * most[LANGUAGES[table].script]:
            bits |= 1 << table
    if bits & _EAST:
        run = "".join(words)
        if _KANA.search(run):
            return (bits | _JA) & ~_ZH
        if _HAN.search(run):
            return (bits | _ZH) & ~_JA
    return bits


_ZH: Final = 1 << place_of("chinese")
_JA: Final = 1 << place_of("japanese")
_EAST: Final = _ZH | _JA


@cache
def lexicon() -> Lexicon:
    """All tables as one lexicon, built at the first use."""
    return _Builder().build()


@lru_cache(maxsize=REMEMBERED)
def _entries(word: str) -> tuple[Entry, ...]:
    return lexicon().entries(word)


class _Builder:
    """Collects terms, then freezes them."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, int]] = {}
        self._stems: dict[str, dict[str, int]] = {}
        self._phrases: dict[tuple[tuple[str, ...], bool], dict[str, int]] = {}
        self._dense: dict[str, dict[str, int]] = {}
        self._into: set[str] = set()
        self._for: set[str] = set()

    def build(self) -> Lexicon:
        for number, language in enumerate(LANGUAGES):
            for concept, words in words_of_language(language).items():
                name = "a.language" if concept == "languages" else concept
                for term in fold(words).split():
                    self._add(number, language, name, term)
        return self._frozen()

    def _add(self, number: int, language: Language, concept: str, term: str) -> None:
        is_stem = term.endswith("*") or (
            language.inflected and concept != "common" and _is_long(term)
        )
        bare = term.rstrip("*")
        words = tuple(bare.split("_"))
        if concept == "into":
            self._into.add(words[-1])
        elif concept == "for":
            self._for.add(words[0])
        elif len(words) > 1:
            _note(self._phrases, (words, is_stem), concept, number)
        elif language.dense and (language.script != "hangul" or len(bare) > 1):
            _note(self._dense, bare, concept, number)
        elif is_stem and len(bare) >= _BUCKET:
            _note(self._stems, bare, concept, number)
        else:
            _note(self._exact, bare, concept, number)

    def _merge(self) -> None:
        """Let a whole word of one language also be a stem of another."""
        for term, found in self._exact.items():
            own = _bits(found)
            for length in range(_BUCKET, len(term) + 1):
                for concept, bits in self._stems.get(term[:length], {}).items():
                    more = bits if length == len(term) else bits & ~own
                    if more:
                        found[concept] = found.get(concept, 0) | more

    def _ask(self) -> None:
        """Let a phrase that begins with a question word ask, too."""
        for (words, _), found in self._phrases.items():
            if all(concept[0] == "a" for concept in found):
                for concept, bits in self._exact.get(words[0], {}).items():
                    if concept[0] == "q" and bits & _bits(found):
                        found[concept] = bits & _bits(found)

    def _frozen(self) -> Lexicon:
        self._ask()
        self._merge()
        built = Lexicon(into=self._into, for_=self._for)
        built.exact.update((term, _entry(found)) for term, found in self._exact.items())
        built.dense.update((term, _entry(found)) for term, found in self._dense.items())
        for stem, found in sorted(self._stems.items(), key=lambda pair: -len(pair[0])):
            built.stems.setdefault(stem[:_BUCKET], []).append((stem, _entry(found)))
        for (words, is_stem), found in sorted(self._phrases.items(), key=lambda p: -len(p[0][0])):
            phrase = Phrase(words[1:], is_stem, _entry(found))
            built.first_words.add(words[0])
            if is_stem and len(words) == 2:
                built.stem_phrases.setdefault(words[0], []).append(phrase)
            else:
                built.phrases.setdefault((words[0], words[1]), []).append(phrase)
        return built


def _is_long(term: str) -> bool:
    last = term.rpartition("_")[2]
    return len(last) >= (1 if "가" <= last[:1] <= "힣" else _STEM)


def _note(terms: dict, key: object, concept: str, number: int) -> None:  # type: ignore[type-arg]
    found = terms.setdefault(key, {})
    found[concept] = found.get(concept, 0) | 1 << number


def _bits(found: dict[str, int]) -> int:
    tables = 0
    for bits in found.values():
        tables |= bits
    return tables


def _entry(found: dict[str, int]) -> Entry:
    tables = _bits(found)
    meanings = tuple((concept, bits) for concept, bits in found.items() if concept != "common")
    return Entry(meanings, _places(tables))


@cache
def _places(tables: int) -> tuple[int, ...]:
    return tuple(n for n in range(len(LANGUAGES)) if tables >> n & 1)
