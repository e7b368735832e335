"""Path templates of OpenAPI (3.1 section 4.8.8), segment by segment: how they are read, and what they match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")
_NO_PATH: Final = ("?", "#")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two slashes of a template.

    Attributes:
        literals: The fixed texts around the parameters, percent-decoded: one more than there are parameters.
        names: The parameters, in order; several may share a segment: `{name}.{extension}`.
    """

    literals: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is one parameter and nothing else."""
        return self.literals == ("", "")

    def match(self, text: str) -> tuple[str, ...] | None:
        """The values of the parameters in a decoded segment, None where it does not match.

        A parameter takes at least one character, and earlier ones take as much as they can, as a regular expression
        does; unlike one this never tries a text more than once for each parameter.
        """
        first, last = self.literals[0], self.literals[-1]
        if not self.names:
            return () if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        values: list[str] = []
        for literal in reversed(self.literals[1:-1]):
            # The text behind this literal is a value of at least one character.
            at = text.rfind(literal, len(first), end - 1)
            if at < 0:
                return None
            values.append(text[at + len(literal) : end])
            end = at
        values.append(text[len(first) : end])
        return tuple(reversed(values)) if all(values) else None

    def filled(self, value: str) -> str:
        """The segment with that value for each parameter."""
        return value.join(self.literals)


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A path template.

    Attributes:
        segments: Those behind the first slash.
        is_path: False where the template has a query or a fragment, which OpenAPI does not know and no path matches.
    """

    segments: tuple[Segment, ...]
    is_path: bool = True

    @property
    def is_concrete(self) -> bool:
        """Whether it has no parameters."""
        return not any(segment.names for segment in self.segments)

    @property
    def shape(self) -> tuple[tuple[str, ...], ...]:
        """The same for templates that differ in the names of their parameters alone."""
        return tuple(segment.literals for segment in self.segments)

    def values_in(self, segments: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Names and values of the parameters in decoded segments; empty where it does not match."""
        pairs: list[tuple[str, str]] = []
        for segment, text in zip(self.segments, segments, strict=False):
            values = segment.match(text)
            if values is None:
                return ()
            pairs += zip(segment.names, values, strict=True)
        return tuple(pairs)


def parse_template(path: str) -> PathTemplate:
    """Reads a template; never raises: braces that do not pair are plain text. Slashes inside of braces part nothing."""
    pieces = _PARAMETER.split(path if path.startswith("/") else f"/{path}")
    segments: list[Segment] = []
    literals, names = [""], list[str]()
    for index, piece in enumerate(pieces):
        if index % 2:
            names.append(piece)
            literals.append("")
            continue
        first, *others = piece.split("/")
        literals[-1] += first
        for text in others:
            segments.append(_segment(literals, names))
            literals, names = [text], []
    segments.append(_segment(literals, names))
    fixed = "".join(pieces[::2])
    return PathTemplate(tuple(segments[1:]), is_path=not any(sign in fixed for sign in _NO_PATH))


def _segment(literals: list[str], names: list[str]) -> Segment:
    return Segment(tuple(unquote(literal) for literal in literals), tuple(names))


def raw_path(target: str) -> str:
    """The path of a request target or an absolute URL, still percent-encoded, with its first slash."""
    if _ABSOLUTE.match(target):
        try:
            target = urlsplit(target).path
        except ValueError:
            target = "/"
    path = target.partition("#")[0].partition("?")[0]
    return path if path.startswith("/") else f"/{path}"


def split_then_decode(raw: str) -> tuple[str, ...]:
    """The segments by RFC 3986 section 2.4: what is percent-encoded is data, `%2F` parts nothing."""
    return tuple(unquote(segment) for segment in raw[1:].split("/"))


def decode_then_split(raw: str) -> tuple[str, ...]:
    """The segments as ASGI and WSGI servers see them: they decode the whole path first, so `%2F` is a slash."""
    return tuple(unquote(raw)[1:].split("/"))


def path_of(segments: tuple[str, ...]) -> str:
    """Decoded segments as a path that can be sent."""
    return "/" + "/".join(quote(segment, safe=":@!$&'()*+,;=~") for segment in segments)
