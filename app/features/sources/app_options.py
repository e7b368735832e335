"""How a person's own app is run besides where it is: environment variables, written one to a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.features.sources.orders import is_secret

if TYPE_CHECKING:
    from app.core.projects.model import AppOrder

_LOGIN: Final = re.compile(r"://[^/@]*:[^/@]*@")
_NAME: Final = re.compile(r"[^=\s\0][^=\0]*")


@dataclass(frozen=True, slots=True)
class Variables:
    """What was typed.

    Attributes:
        pairs: Names and values, in order; a name that comes twice has its last value.
        problem: What cannot be understood, one sentence; empty where all can.
    """

    pairs: tuple[tuple[str, str], ...]
    problem: str = ""


def read_variables(text: str) -> Variables:
    """Reads lines like `NAME=value`, as `.env` files have them: empty lines and comments are left out."""
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip().removeprefix("export ").strip()
        if not words or words.startswith("#"):
            continue
        name, separator, value = words.partition("=")
        name, value = name.strip(), value.strip()
        if not separator or not _NAME.fullmatch(name):
            return Variables((), f"Line {number} is no variable: write NAME=value.")
        if "\0" in value:
            return Variables((), f"Line {number} holds a zero byte, which no variable can.")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        pairs.pop(name, None)
        pairs[name] = value
    return Variables(tuple(pairs.items()))


def variables_text(pairs: tuple[tuple[str, str], ...]) -> str:
    """The same to be typed on."""
    return "\n".join(f"{name}={value}" for name, value in pairs)


def without_secrets(app: AppOrder) -> AppOrder:
    """What is kept of it: not the values of variables that look like secrets."""
    kept = tuple(pair for pair in app.environment if not (is_secret(*pair) or _LOGIN.search(pair[1])))
    return replace(app, environment=kept)
