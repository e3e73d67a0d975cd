"""Broken packages: what happens when the module is imported, and how it is announced."""

from __future__ import annotations

from scout_conformance.zoo.animal import Animal, edited

_TOP = "ACME_MODELS = ("
_ROW = "ACME = Provider("
_END = 'docs_url="https://docs.acme.example/api",\n)'

_FACTORY = '''
from dataclasses import replace


class SelfMade:
    """Speaks like the inner wire, and is equal to nothing but itself."""

    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self.__dict__["_inner"], name)


def make_acme():
    return replace(ACME, wire=SelfMade(OpenAIChat()))
'''

SOURCES: tuple[Animal, ...] = (
    edited(
        "a default model that is not listed",
        "REG-001",
        changes={'default_model="acme-small-1"': 'default_model="acme-tiny-1"'},
    ),
    edited(
        "a class in place of a wire",
        "REG-001",
        changes={'wire=OpenAIChat(output_limit_field="max_completion_tokens")': "wire=OpenAIChat"},
    ),
    edited("a module that raises", "REG-001", changes={_TOP: f"1 / 0\n{_TOP}"}),
    edited("an entry point of another name", "REG-002", changes={}, entry="acmecorp = ACME"),
    edited(
        "a factory whose rows differ",
        "REG-004",
        changes={_END: f"{_END}\n{_FACTORY}"},
        entry="acme = make_acme",
    ),
    edited(
        "an import that computes",
        "REG-005",
        changes={
            _TOP: "import time\nbegan = time.process_time()\n"
            f"while time.process_time() - began < 0.7:\n    pass\n{_TOP}"
        },
    ),
    edited(
        "an import that resolves a name",
        "REG-006",
        changes={_TOP: f"import socket\nsocket.getaddrinfo('localhost', 80)\n{_TOP}"},
    ),
    edited(
        "an import that writes a file",
        "REG-006",
        changes={
            _TOP: "import os, tempfile\n"
            "with tempfile.NamedTemporaryFile() as cache:\n"
            f"    cache.write(b'models')\n{_TOP}"
        },
    ),
    edited(
        "an import that reads the environment",
        "REG-007",
        changes={_ROW: f"import os\nREGION = os.environ.get('ACME_REGION')\n{_ROW}"},
    ),
    edited(
        "a module without a docstring",
        "DOC-003",
        changes={
            '"""The good provider that every broken one is a copy of; '
            'the same row as the template\'s."""': ""
        },
    ),
    edited("a distribution that needs nothing", "DOC-004", changes={}, needs=""),
    edited("an import that prints", "REG-008", changes={_TOP: f"print('acme is here')\n{_TOP}"}),
)
