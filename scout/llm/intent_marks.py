"""Structure that tells what a text is, whatever its language: code, formulas, quotations, lists.

Each pattern is tried only where the characters that it needs occur, and none looks back or
nests, so that the time is a small multiple of the length.
"""

from __future__ import annotations

import re
from typing import Final

FENCE: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
QUOTE: Final = re.compile(
    r'"[^"\n]{2,}"|“[^“”]{2,}”|„[^„“”"]{2,}[“”"]|«[^«»]{2,}»|「[^「」]{2,}」|『[^『』]{2,}』'
    r"|(?<![\w)])'[^'\n]{3,}'(?!\w)|‘[^‘’\n]{3,}’(?!\w)|`[^`\n]{2,}`|‚[^‚‘\n]{3,}‘"
)
QUOTE_SIGNS: Final = frozenset("\"“„«「『'‘`‚")

CODE_LINE: Final = re.compile(
    r"^[ \t]*(?:(?:async )?def \w+ ?\(|class \w+[:({ ]|import \w|from \w[\w.]* import"
    r"|function\b.*\(|(?:const|let|var|public|private|static|final|fn|func|val) \w"
    r"|#include|#!|<\?php|</?[a-z]\w*[ />]"
    r"|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|FROM|WHERE|JOIN)\b(?=[ \w*]*$|.*[;,(=*])"
    r"|return\b|(?:el|else )?if ?\(|for ?\(|while ?\(|for \w+ in .*:|@\w+[(.]|[}{)\]]+[;,]?$"
    r"|\$ \w|>>> |[-+]{1,3} .*[;:{}]$|at [\w.$<>]+\(|File \"|Traceback|puts |print|console\."
    r"|elif|else:|try:|except)"
    r"|[;{}][ \t]*$|=>|::\w|\w->\w|\w\.\w+\([^)]*\)[;,]?$"
    r"|^[ \t]*[\w.\[\]\"']+ [-+*/]?= .*[\w)\]}\"']$"
)

_CODE: Final = re.compile(
    r"\w\(\)|[a-z0-9]_[a-z0-9]|[=!]==?\s|&&|\|\||=>|->\w|::\w|</?\w+>|\w\[\w*['\"\d]"
    r"|\b(?:def|const|let|var|void|printf?|import|include|SELECT|FROM|WHERE|func) ?[\w(.<*]"
    r"|[;{}][ \t]*(?:\n|\Z)|\bC\+\+|\bC#|\b--?\w+=|\bself\.|\bthis\."
)
_CODE_SIGNS: Final = frozenset("(){}[]<>=;_&|#+\\")
_CAMEL: Final = re.compile(r"[a-z][A-Z][a-z]")
_SQL: Final = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b [\w*]")
_FILE: Final = re.compile(
    r"\w\.(?:py|js|ts|java|rs|go|cpp|cs|rb|php|sh|html?|css|sql|json|ya?ml|toml|tsx|jsx)\b"
)
_STATUS: Final = re.compile(r"\b(?:40[0-9]|42[29]|50[0-4])\b")
_TRACE: Final = re.compile(
    r"Traceback|^[ \t]+at [\w.$]+\(|(?:Error|Exception)\b(?=[:\s(\"'»”]|\Z)|[Ss]egmentation fault"
    r"|\bexit(?:ed|s)?(?: with)? code|ENOENT|ECONN|stack ?trace|npm ERR|panic:",
    re.MULTILINE,
)
_TRACE_WORDS: Final = (
    "rror",
    "xception",
    "Traceback",
    " fault",
    "exit",
    "EN",
    "EC",
    "npm",
    "panic",
    "trace",
    " at ",
)
_FORMULA: Final = re.compile(
    r"(?<![\w.])\d{0,6}[a-zخس](?:[²³⁴]|\^\{?[\w-]{1,9}\}?|')? ?"
    r"(?:[-+−*/·] ?\d{0,6}\w{0,2}[²³]? ?){0,6}= ?[-+−]?[\dа-яa-z(]"
    r"|[²³√∫∑π≤≥∞∂∇]|\d ?[-+−×÷·^] ?\d{1,9} ?(?:=|\)|$)|\b[fgh]\(x\)"
    r"|\b(?:sin|cos|tan|log|ln|lim|sen)\b[ (]|\\(?:frac|int|sum|sqrt|lim)|\[\[[-\d., ]+\]"
    r"|\w\^[\w({]|\d[a-z] ?[-+−] ?\d{0,6}[a-z]\b|\by'",
    re.MULTILINE,
)
_FORMULA_SIGNS: Final = frozenset("=²³⁴√∫∑π≤≥∞∂∇^\\[(")
_OPERATORS: Final = frozenset("+-−*/×÷·%^")
_ARITHMETIC: Final = re.compile(r"\d ?[-+−*/×÷·^x] ?\d|\d ?%|% ?\d|\d ?\) ?[*/]")
NUMBER: Final = re.compile(r"(?<![\w.])\d[\d.,]*")
_UNIT: Final = re.compile(
    r"\d\s?(?:km|kg|cm|mm|ml|mph|m²|m2|m\b|l\b|h\b|g\b|€|\$|£|%|eur|usd|euro?s?\b|zł|руб|км|кг"
    r"|см|м\b|часа?|元|円|원|minut|hour|day|stund|tag|jour|heure|d[ií]as?|hora|ore|giorn|uur|dag"
    r"|godz|dni|saat|gün|小时|天|時間|분|시간|दिन|रुप|سم)",
    re.IGNORECASE,
)
_ALTERNATIVES: Final = re.compile(
    r"\b[^\W\d_]{2,}\s?/\s?[^\W\d_]{2,}\s?/\s?[^\W\d_]{2,}"
    r"|[(:]\s?[^\W\d_]{2,}(?: [^\W\d_]+)?(?:[,،、/・·] ?[^\W\d_]{2,}(?: [^\W\d_]+)?){2,}"
    r"(?:,? (?:or|oder|ou|o|of|или|lub|albo|veya|або|och|eller|atau|أو|या) [^\W\d_]+)?\s?[)?]"
    r"|\b[^\W\d_]{3,}, [^\W\d_]{3,}(?:, [^\W\d_]{3,})*,? "
    r"(?:or|oder|ou|o|of|или|lub|albo|czy|veya|або|чи|eller|atau|أو|أم|या|nebo) [^\W\d_]{2,}"
)
_SEPARATORS: Final = frozenset(",/、،・·")
_ADDRESS: Final = re.compile(r"https?://|\w@[\w-]+\.\w")
LISTED: Final = re.compile(r"^[ \t]*(?:[-*•・–]|\d{1,2}[.)]|[a-z]\))[ \t]", re.MULTILINE)
_SMILES: Final = (":)", ":-)", ":(", ";)", ":D", "<3", "!!", "lol", "haha", "ㅋㅋ", "ㅎㅎ", "哈哈")
_EMOJI: Final = re.compile(r"[\U0001f300-\U0001faff☀-➿]")


def structure_of(text: str) -> list[str]:
    """The marks of a text that do not depend on which sentence is the instruction."""
    signs = frozenset(text)
    digits = not signs.isdisjoint("0123456789")
    found = [*_code_marks(text, signs), *_number_marks(text, signs, digits=digits)]
    if not signs.isdisjoint(_SEPARATORS) and _ALTERNATIVES.search(text):
        found.append("alternatives")
    if ("@" in signs or "://" in text) and _ADDRESS.search(text):
        found.append("address")
    if any(one in text for one in _SMILES) or (not text.isascii() and _EMOJI.search(text)):
        found.append("smile")
    end = text.rstrip()[-1:]
    if end in "!！" and end:
        found.append("exclaims")
    if "\n\n" in text.strip():
        found.append("paragraphs")
    return found


def _code_marks(text: str, signs: frozenset[str]) -> list[str]:
    count = len(_CODE.findall(text)) if not signs.isdisjoint(_CODE_SIGNS) else 0
    count += len(_CAMEL.findall(text)) + ("." in signs and bool(_FILE.search(text)))
    count += _SQL.search(text) is not None
    found = ["code"] if count else []
    if count > 2:
        found.append("much_code")
    if any(word in text for word in _TRACE_WORDS) and _TRACE.search(text):
        found.append("trace")
    return found


def _number_marks(text: str, signs: frozenset[str], *, digits: bool) -> list[str]:
    found = ["number", "status"] if digits and _STATUS.search(text) else ["number"] * digits
    operators = not signs.isdisjoint(_OPERATORS)
    if (not signs.isdisjoint(_FORMULA_SIGNS) or (digits and operators)) and _FORMULA.search(text):
        found.append("formula")
    if digits and operators and _ARITHMETIC.search(text):
        found.append("arithmetic")
    if digits and _UNIT.search(text):
        found.append("unit")
    return found
