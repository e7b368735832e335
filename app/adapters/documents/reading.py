"""Reads a document with everything that its references lead to; knows neither network nor where files may be."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.adapters.documents.index_file import may_be_odd
from app.core.base.errors import DanglingReferenceError, DocumentError, UnloadedReferenceError
from app.core.base.media_types import parse_media_type
from app.core.exchange.body import decode_text
from app.core.operations.opening import Part
from app.core.spec.lint import lint
from app.core.spec.lint_schemas import all_objects
from app.core.spec.load import decode, document_of
from app.core.spec.problems import Problem, Severity, place
from app.core.spec.references import outside_references
from app.core.spec.repeated import repeated_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.adapters.documents.model import Given, Text
    from app.core.operations.model import Api

    Supply = Callable[[tuple[tuple[str, str], ...]], Given]

_OUTSIDE: Final = re.compile(rb'"\$(?:ref|dynamicRef)"\s*:\s*"(?!#)')
_MAPPED: Final = re.compile(rb'"mapping"\s*:\s*\{[^{}]*?:\s*"(?!#)[^"]*[/#]')


class Reading:
    """One document and its resources.

    Args:
        text: The document itself.
        label: What messages call it where it has no URI.
        source: As in `Opened`.
        supply: Asked for what references lead to.

    Attributes:
        document: The document.
        parts: Everything that was read.
        missing: URIs that nobody agreed to fetch.
        refused: Why others could not be had.
        is_odd: Whether it may hold numbers that JSON has not.

    Raises:
        DocumentError: It is none that can be read.
    """

    def __init__(self, text: Text, label: str, source: str, supply: Supply) -> None:
        self._supply = supply
        self._texts = {"": text}
        data = Path(text.path).read_bytes()
        self.parts = [Part(text.uri, hashlib.sha256(data).hexdigest(), text.stamp)]
        self.missing: list[str] = []
        self.refused: list[Problem] = []
        self._refused: dict[str, Problem] = {}
        self._resources: dict[str, Any] = {}
        decoded = decode(_as_text(data, text.media_type), source or label)
        self.is_odd = not decoded.is_plain and may_be_odd(data)
        self.document = document_of(decoded, source or label, self._resources)
        if may_lead_outside(data):
            del data
            self._load_all(source or label)

    def _load_all(self, source: str) -> None:
        asked: set[str] = set()
        wanted = [(uri, self.parts[0].uri) for uri in outside_references(self.document.raw, source)]
        while wanted:
            asked.update(uri for uri, _by in wanted)
            given = self._supply(tuple(wanted))
            for refusal in given.refused:
                self._refuse(refusal.uri, refusal.words)
            wanted = []
            for text in given.texts:
                wanted += [(uri, text.uri) for uri in self._load(text) if uri not in asked]
                asked.update(uri for uri, _by in wanted)

    def _load(self, text: Text) -> tuple[str, ...]:
        """Takes a resource in; what it refers to."""
        data = Path(text.path).read_bytes()
        try:
            decoded = decode(_as_text(data, text.media_type), text.uri)
        except DocumentError as error:
            self._refuse(text.uri, error.what)
            return ()
        self._texts[text.uri] = text
        self.is_odd = self.is_odd or (not decoded.is_plain and may_be_odd(data))
        self.parts.append(Part(text.uri, hashlib.sha256(data).hexdigest(), text.stamp))
        self.refused += (replace(problem, pointer=f"{text.uri}#{problem.pointer}") for problem in decoded.problems)
        self._resources[text.uri] = decoded.value
        return outside_references(decoded.value, text.uri)

    def _refuse(self, uri: str, words: str) -> None:
        if words:
            self._refused[uri] = Problem("", Severity.ERROR, f"{uri} could not be loaded: {words}")
            self.refused.append(self._refused[uri])
        else:
            self.missing.append(uri)

    def problems(self, api: Api) -> tuple[Problem, ...]:
        """Everything that is wrong, with lines and columns, each once.

        Args:
            api: Everything in the document, read.
        """
        refused = self._where_wanted() if self._refused else self.refused
        found = (*self.document.problems, *self._repeated(), *refused, *api.problems, *lint(self.document))
        return place(dict.fromkeys(found), self._text_of)

    def _where_wanted(self) -> list[Problem]:
        """What was refused, each at the first reference that leads there."""
        places: dict[Problem, str] = {}
        for node in all_objects(self.document):
            try:
                self.document.follow(node)
            except UnloadedReferenceError as error:
                if error.uri in self._refused:
                    places.setdefault(self._refused[error.uri], node.pointer)
            except DanglingReferenceError:
                continue
        return [replace(problem, pointer=places.get(problem, problem.pointer)) for problem in self.refused]

    def _repeated(self) -> Iterator[Problem]:
        """The names that stand twice in JSON; a decoder keeps the last without a word."""
        for uri in self._texts:
            for problem in repeated_names(self._text_of(uri) or ""):
                yield replace(problem, pointer=f"{uri}#{problem.pointer}") if uri else problem

    def _text_of(self, uri: str) -> str | None:
        text = self._texts.get(uri)
        if text is None:
            return None
        given = _as_text(Path(text.path).read_bytes(), text.media_type)
        return given if isinstance(given, str) else decode_text(given, "application/json").text


def may_lead_outside(data: bytes) -> bool:
    """Whether a text may refer to other resources; never wrongly False, and at the speed of a search."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b"\\u0024" in data:
        return True
    return _OUTSIDE.search(data) is not None or _MAPPED.search(data) is not None


def _as_text(data: bytes, media_type: str) -> bytes | str:
    """Bytes where JSON's own rules tell the encoding, text where the media type names another."""
    parsed = parse_media_type(media_type)
    charset = parsed.charset if parsed is not None else None
    return data if charset is None or charset.startswith("utf") else decode_text(data, media_type).text
