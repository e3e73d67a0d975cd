"""The command that holds a conversation: one line a turn, answers as they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from scout.cli.ends import REFUSED, complain
from scout.cli.names import model_names
from scout.cli.screen import show_text, told
from scout.cli.tables import counted
from scout.errors import CallError, ModelNotFoundError
from scout.llm.router import Router
from scout.llm.types import LLMResponse, Message, Restarted, TextDelta

PROMPT: Final = "> "

HELP: Final = """\
/model NAME   answer with this model from now on; without a name, say which
/system TEXT  a system prompt from now on; without a text, none
/cost         what the conversation cost so far
/explain      every step of the last answer
/new          forget the conversation
/save FILE    write it down, as JSON where the name ends so, else as Markdown
/quit         end; so does Ctrl-D
Ctrl-C stops an answer, and not the program."""


def chat(
    *,
    model: Annotated[
        str | None,
        typer.Option(help="Id, provider/id, nickname or prefix.", autocompletion=model_names),
    ] = None,
    system: Annotated[str | None, typer.Option(help="A system prompt.")] = None,
    max_output_tokens: Annotated[
        int | None, typer.Option(min=1, help="Output limit of each answer.")
    ] = None,
    temperature: Annotated[float | None, typer.Option(help="Sent only where given.")] = None,
    fallback: Annotated[
        list[str] | None, typer.Option(help="Instead of the settings' fallbacks; may be repeated.")
    ] = None,
    max_cost_usd: Annotated[
        float | None, typer.Option(help="The most that one answer may cost.")
    ] = None,
) -> None:
    """Hold a conversation; /help lists what can be said beside it.

    Each line is a turn. Where standard input is no terminal, the lines are read from there, only
    the answers are printed, and exit code 1 says that one of them is missing; Ctrl-C ends it.
    """
    asked = {
        "max_output_tokens": max_output_tokens,
        "temperature": temperature,
        "fallbacks": fallback,
        "max_cost_usd": max_cost_usd,
    }
    with told(), Router() as router:
        if model is not None:
            router.candidates(model)  # a name that leads nowhere is told before the first turn
        talk = Chat(router, asked, model=model, system=system)
        failed = _converse(talk) if sys.stdin.isatty() else _read_through(talk)
    raise typer.Exit(REFUSED if failed else 0)


def _converse(talk: Chat) -> bool:
    """Ask for lines until there are no more; nothing that fails ends the program."""
    _line_editing()
    complain("/help lists what can be said; Ctrl-D ends.")
    while not talk.is_over:
        try:
            line = input(PROMPT)
        except EOFError:
            typer.echo()
            break
        except KeyboardInterrupt:
            typer.echo()
            continue
        talk.take(line)
    return False


def _read_through(talk: Chat) -> bool:
    """Take each line of standard input; whether an answer is missing in the end."""
    for line in sys.stdin:
        talk.take(line.rstrip("\n"))
        if talk.stopped:
            raise KeyboardInterrupt  # nobody is there to say what should be done instead
        if talk.is_over:
            break
    return talk.failures > 0


def _line_editing() -> None:
    """Lets a line be edited and an earlier one be fetched again, where Python has the means."""
    try:
        import_module("readline")
    except ModuleNotFoundError:  # Windows
        return


class Chat:
    """A conversation, and what it cost.

    Args:
        router: Who answers.
        asked: Arguments of every call.
        model: Who is asked; None leaves it to scout.
        system: A system prompt.

    Attributes:
        is_over: Whether somebody said so.
        failures: How many turns have no answer.
        stopped: How many of the answers were stopped.
    """

    def __init__(
        self, router: Router, asked: Mapping[str, Any], *, model: str | None, system: str | None
    ) -> None:
        self._router = router
        self._asked = asked
        self._model = model
        self._system = system
        self._turns: list[Message] = []
        self._answers: list[LLMResponse] = []
        self.is_over = False
        self.failures = 0
        self.stopped = 0
        self._commands: Mapping[str, Callable[[str], None]] = {
            "help": lambda _: show_text(HELP, indent=14),
            "model": self._choose,
            "system": self._instruct,
            "cost": lambda _: typer.echo(self._cost()),
            "explain": lambda _: show_text(self._explained()),
            "new": lambda _: self._turns.clear(),
            "save": self._save,
            "quit": lambda _: self._end(),
            "exit": lambda _: self._end(),
        }

    def take(self, line: str) -> None:
        """One line: a command where it begins with a slash, else a turn."""
        text = line.strip()
        if not text.startswith("/"):
            if text:
                self._ask(text)
            return
        name, _, rest = text.removeprefix("/").partition(" ")
        command = self._commands.get(name)
        if command is None:
            complain(f"there is no /{name}; /help lists what there is")
        else:
            command(rest.strip())

    def _ask(self, text: str) -> None:
        turns = [*self._turns, Message("user", text)]
        try:
            response = self._streamed(turns)
        except CallError as error:
            self.failures += 1
            complain(f"scout: {error}")
            complain(f"scout explain {error.code} says what that means")
        except KeyboardInterrupt:
            self.stopped += 1
            complain("[stopped; the turn is forgotten]")
        else:
            self._turns = [*turns, response.message()]
            self._answers.append(response)

    def _streamed(self, turns: list[Message]) -> LLMResponse:
        asked = {"model": self._model, "system": self._system, **self._asked}
        with self._router.stream_sync(turns, **asked) as stream:
            try:
                for event in stream:
                    if isinstance(event, TextDelta):
                        typer.echo(event.text, nl=False)
                        sys.stdout.flush()
                    elif isinstance(event, Restarted):
                        complain(f"\n[begins again: {event.reason}]")
            finally:
                typer.echo()
            return stream.response

    def _choose(self, name: str) -> None:
        if name:
            try:
                self._router.candidates(name)
            except ModelNotFoundError as error:
                complain(error.message)
                return
            self._model = name
        typer.echo(f"model: {self._model or 'as scout chooses'}")

    def _instruct(self, text: str) -> None:
        self._system = text or None
        typer.echo(f"system prompt: {self._system or 'none'}")

    def _cost(self) -> str:
        known = [one.cost_usd for one in self._answers if one.cost_usd is not None]
        tokens = sum(one.usage.total_tokens for one in self._answers)
        unknown = len(self._answers) - len(known)
        notes = [
            f"{unknown} without a known price" if unknown else "",
            f"{self.stopped} stopped, which may be billed too" if self.stopped else "",
        ]
        said = "".join(f", {note}" for note in notes if note)
        total = sum(known, Decimal(0))
        return f"${total:f} for {counted(len(self._answers), 'answer')} of {tokens} tokens{said}"

    def _explained(self) -> str:
        return self._answers[-1].explain() if self._answers else "nothing was answered yet"

    def _end(self) -> None:
        self.is_over = True

    def _save(self, name: str) -> None:
        if not name:
            complain("/save needs the name of a file")
            return
        path = Path(name).expanduser()
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(_written(path, self._system, self._turns))
        except OSError as error:
            complain(f"{path} is not written: {error.strerror}")
        else:
            typer.echo(f"{len(self._turns)} turns written to {path}")


def _written(path: Path, system: str | None, turns: list[Message]) -> str:
    """A conversation as a file has it."""
    first = [Message("system", system)] if system else []
    told = [(turn.role, turn.text) for turn in [*first, *turns]]
    if path.suffix == ".json":
        listed = [{"role": role, "content": text} for role, text in told]
        return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"
    return "\n\n".join(f"**{role}**\n\n{text}" for role, text in told) + "\n"
