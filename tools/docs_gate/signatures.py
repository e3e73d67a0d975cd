"""Holds a call that a page writes in its prose to the signature of what it calls."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.docs_gate.namespace import Namespace

_EMPTY = inspect.Parameter.empty


def call_problem(text: str, names: Namespace, instances: Mapping[str, str]) -> str:
    """What is wrong with a call; empty where it is the signature, or the part of it before `...`.

    An argument is the parameter's name, or `name=default`. `f(first, ...)` leaves the rest out.
    A call that begins with a value is a use, and only has to be one that Python would make.
    """
    whole = re.sub(r"(?:, *|(?<=\())\.\.\.\)$", ")", text)
    try:
        parsed = ast.parse(re.sub(r"^(async )?with ", "", whole), mode="eval").body
    except SyntaxError:
        return "is no call that Python reads"
    call = parsed.value if isinstance(parsed, ast.Await) else parsed
    if not isinstance(call, ast.Call):
        return "is no call"
    dotted = ast.unparse(call.func)
    head, _, rest = dotted.partition(".")
    if head in instances and rest:
        dotted = f"{instances[head]}.{rest}"
    target = names.objects.get(dotted)
    if target is None and names.objects.get(head) is not None and rest in names.objects:
        target, dotted = names.objects[rest], rest
    if target is None and "." not in dotted:
        return _any_method(text, dotted, names, instances)
    if target is None or not callable(target):
        return f"nothing public is called {dotted!r}"
    objects = [keyword.value for keyword in call.keywords] + call.args[:1]
    if any(isinstance(one, ast.Call | ast.List) for one in objects) or (
        call.args and isinstance(call.args[0], ast.Constant)
    ):
        return _use(call, target, is_bound="." in dotted)
    parameters = parameters_of(target, is_bound="." in dotted)
    return _difference(call, parameters, dotted, is_open=whole != text)


def _any_method(text: str, name: str, names: Namespace, instances: Mapping[str, str]) -> str:
    """A method without its object: the signature of one that is called so."""
    owners = [dotted for dotted in names.objects if dotted.endswith(f".{name}")]
    wrong = [call_problem(text.replace(name, one, 1), names, instances) for one in owners]
    return min(wrong, default=f"nothing public is called {name!r}")


def _use(call: ast.Call, target: Any, *, is_bound: bool) -> str:
    """What Python would say of the call."""
    if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value is Ellipsis:
        return ""
    parameters = parameters_of(target, is_bound=is_bound)
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    try:
        inspect.Signature(parameters).bind(*call.args, **keywords)
    except TypeError as error:
        return str(error)
    return ""


def parameters_of(target: Any, *, is_bound: bool) -> list[inspect.Parameter]:
    """The parameters that a caller may give."""
    found = list(inspect.signature(target).parameters.values())
    is_method = is_bound and inspect.isfunction(target) and found and found[0].name == "self"
    return found[1:] if is_method else found


def _difference(
    call: ast.Call, parameters: list[inspect.Parameter], dotted: str, *, is_open: bool
) -> str:
    given: list[tuple[str | None, ast.expr]] = [(None, argument) for argument in call.args]
    given += [(keyword.arg, keyword.value) for keyword in call.keywords]
    by_name = {parameter.name: parameter for parameter in parameters}
    written = []
    for place, (name, value) in enumerate(given):
        wrong, word = _argument(name, value, by_name)
        if wrong:
            return wrong
        if name is None and (place >= len(parameters) or parameters[place].name != word):
            return f"the signature is {signature(dotted, parameters)}"
        written.append(word)
    if not is_open and written != [parameter.name for parameter in parameters]:
        return f"the signature is {signature(dotted, parameters)}; end a part of it with `...`"
    return ""


def _argument(
    name: str | None, value: ast.expr, by_name: Mapping[str, inspect.Parameter]
) -> tuple[str, str]:
    """What is wrong with one argument, and the parameter that it stands for."""
    if name is None:
        is_name = isinstance(value, ast.Name)
        return "" if is_name else "write a parameter's name, or name=default", ast.unparse(value)
    if name not in by_name:
        return f"has no parameter {name!r}", name
    default = by_name[name].default
    written = ast.unparse(value)
    if written == "..." or isinstance(value, ast.Call | ast.Name):
        return "", name  # somebody's object, and no statement about the default
    if default is _EMPTY:
        return f"{name!r} has no default", name
    is_default = written == _written(default)
    return "" if is_default else f"the default of {name!r} is {_written(default)}", name


def _written(default: object) -> str:
    return ast.unparse(ast.parse(repr(default), mode="eval")) if _is_plain(default) else "..."


def _is_plain(default: object) -> bool:
    return default is None or isinstance(default, bool | int | float | str | tuple)


def signature(dotted: str, parameters: list[inspect.Parameter]) -> str:
    """A signature as a page has to write it."""
    told = (
        one.name if one.default is _EMPTY else f"{one.name}={_written(one.default)}"
        for one in parameters
    )
    return f"`{dotted}({', '.join(told)})`"
