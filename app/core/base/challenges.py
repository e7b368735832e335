"""What a server demands in WWW-Authenticate (RFC 9110 section 11.6.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SEPARATOR = re.compile(r"[ \t,]*")
_PARAMETER = re.compile(rf'({_NAME})[ \t]*=[ \t]*(?:({_NAME})|"((?:[^"\\]|\\.)*)")(?=[ \t]*(?:,|$))', re.DOTALL)
_SCHEME = re.compile(rf"({_NAME})(?:[ \t]+|(?=,)|$)")
_TOKEN68 = re.compile(r"([A-Za-z0-9._~+/-]+=*)[ \t]*(?=,|$)")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to authenticate that a server offers.

    Attributes:
        scheme: Lower case: `basic`, `digest`, `bearer`.
        parameters: Name (lower case) to text, quotes taken off; the first of each name.
        token: What stands in place of parameters (token68); empty mostly.
    """

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)
    token: str = ""


def read_challenges(headers: Iterable[tuple[str, str]], name: str = "www-authenticate") -> tuple[Challenge, ...]:
    """The challenges of all headers of that name, in order; from where one is malformed the rest of it is left out."""
    found: list[Challenge] = []
    for known, text in headers:
        if known.lower() == name:
            found += _read(text)
    return tuple(found)


def read_parameters(text: str) -> dict[str, str]:
    """Comma-separated parameters alone, as Authentication-Info has them (RFC 7615)."""
    return {found[1].lower(): _value(found) for found in _PARAMETER.finditer(text)}


def _read(text: str) -> list[Challenge]:
    found: list[Challenge] = []
    at = 0
    while True:
        separator = _SEPARATOR.match(text, at)
        at = separator.end() if separator else at
        parameter = _PARAMETER.match(text, at)
        if parameter and found:
            found[-1].parameters.setdefault(parameter[1].lower(), _value(parameter))
            at = parameter.end()
            continue
        scheme = _SCHEME.match(text, at)
        if scheme is None:
            return found
        at = scheme.end()
        token = None if _PARAMETER.match(text, at) else _TOKEN68.match(text, at)
        found.append(Challenge(scheme[1].lower(), token=token[1] if token else ""))
        at = token.end() if token else at


def _value(found: re.Match[str]) -> str:
    return found[2] if found[2] is not None else _QUOTED_PAIR.sub(r"\1", found[3])
