"""Text to document: JSON or YAML, one resource or many."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DocumentError
from app.core.base.json_text import JsonSyntaxError, decode_json, decode_plain
from app.core.spec.dialect import READ
from app.core.spec.document import NO_RESOURCES, Document
from app.core.spec.problems import TWICE, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping


_OTHER_KINDS: Final = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
)
"""What is no text begins so (https://en.wikipedia.org/wiki/List_of_file_signatures)."""

_TAR: Final = 257, b"ustar"
"""Where a tar archive says what it is (POSIX ustar header)."""

_IS_IT_ONE: Final = "Is it an OpenAPI document?"
_JSON_OR_YAML: Final = "An OpenAPI document is JSON or YAML text."
_WEB_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a text says.

    Attributes:
        value: JSON's kinds of values.
        problems: What is wrong with the text although it could be read, with lines and columns.
        is_plain: Whether JSON's grammar was kept to the letter: there is no NaN and no infinity in it.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    is_plain: bool = False


def load_document(text: bytes | str, source: str, resources: Mapping[str, Any] = NO_RESOURCES) -> Document:
    """Reads an OpenAPI document.

    Args:
        text: JSON or YAML, as text or in one of its encodings.
        source: Where the text came from: a file or a URL. Messages name it, and references are relative to it.
        resources: The values of the other resources by URI, see `outside_references`; they may be looked up late.

    Raises:
        DocumentError: The text is neither JSON nor YAML, not an OpenAPI document, or of a version that is not read.
    """
    return document_of(decode(text, source), source, resources)


def document_of(decoded: Decoded, source: str, resources: Mapping[str, Any] = NO_RESOURCES) -> Document:
    """The document in a text that is read; otherwise as `load_document`.

    Raises:
        DocumentError: It is no OpenAPI document, or of a version that is not read.
    """
    raw = decoded.value
    if not isinstance(raw, dict):
        message = f"this is {_kind(raw)} instead of an OpenAPI document"
        raise DocumentError(message, where=source, hint="An OpenAPI document is an object with `openapi` and `paths`.")
    member = "openapi" if "openapi" in raw else "swagger"
    try:
        return Document(
            raw, version=_version(raw, source), source=source, resources=resources, problems=decoded.problems
        )
    except DocumentError as error:
        raise DocumentError(error.what, where=error.where or f"{source}#/{member}", hint=error.hint) from None


def decode(text: bytes | str, source: str) -> Decoded:
    """Reads the text of a resource, whatever it is a part of.

    Args:
        text: JSON or YAML, as text or in one of its encodings.
        source: Where the text came from, for messages.

    Raises:
        DocumentError: The text is neither.
    """
    if isinstance(text, bytes):
        plain = decode_plain(text)
        if not isinstance(plain, JsonSyntaxError):
            return Decoded(plain, is_plain=True)
        text = _decoded(text, source)
    read = decode_json(text)
    if not isinstance(read, JsonSyntaxError):
        return Decoded(read)
    start = text.lstrip("\ufeff \t\r\n")
    _refuse_other_kinds(start, source)
    return _from_yaml(text, source, read if start.startswith(("{", "[")) else None)


def _from_yaml(text: str, source: str, broken: JsonSyntaxError | None) -> Decoded:
    """Reads YAML, or JSON that is broken and yet YAML, as one with a comment or a comma too many often is."""
    from app.core.spec.yaml_text import YamlSyntaxError, decode_yaml  # noqa: PLC0415 - JSON needs no YAML parser

    read = decode_yaml(text)
    if isinstance(read, YamlSyntaxError):
        wrong, kind = (read, "YAML") if broken is None else (broken, "JSON")
        message = f"this is not {kind}: {wrong.message}"
        raise DocumentError(message, where=_place(source, wrong.line, wrong.column), hint=wrong.tip or _IS_IT_ONE)
    problems = [Problem(again.pointer, Severity.WARNING, TWICE, again.line, again.column) for again in read.duplicates]
    if broken is not None:
        message = f"this is not JSON, and was read as YAML: {broken.message}"
        problems.insert(0, Problem("", Severity.WARNING, message, broken.line, broken.column))
    return Decoded(read.value, tuple(problems))


def _decoded(text: bytes, source: str) -> str:
    _refuse_other_files(text, source)
    encoding = json.detect_encoding(text)
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not {encoding.upper().removesuffix('-SIG')} text"
        raise DocumentError(message, where=_place(source, line, 0), hint="Save the document as UTF-8.") from None


def _refuse_other_files(data: bytes, source: str) -> None:
    place, mark = _TAR
    kind = "a tar archive" if data.startswith(mark, place) else ""
    kind = kind or next((words for start, words in _OTHER_KINDS if data.startswith(start)), "")
    if kind:
        message = f"this is {kind} and no OpenAPI document"
        hint = "Unpack it, and give the document in it." if kind.endswith("archive") else _JSON_OR_YAML
        raise DocumentError(message, where=source, hint=hint)


def _refuse_other_kinds(start: str, source: str) -> None:
    if not start:
        message = "the text is empty"
        raise DocumentError(message, where=source, hint=_JSON_OR_YAML)
    if _WEB_PAGE.match(start):
        message = "this is a web page (HTML) and no OpenAPI document"
        hint = "Give the address of the document itself; the page often links to it, for example as /openapi.json."
        raise DocumentError(message, where=source, hint=hint)
    if start.startswith("<"):
        message = "this is XML and no OpenAPI document"
        raise DocumentError(message, where=source, hint=_JSON_OR_YAML)


def _place(source: str, line: int, column: int) -> str:
    place = f"line {line}, column {column}" if column else f"line {line}"
    return f"{source}, {place}" if source else place


def _version(raw: Mapping[str, object], source: str) -> str:
    for member in ("openapi", "swagger"):
        version = raw.get(member)
        if isinstance(version, int | float) and not isinstance(version, bool):
            # Whoever forgets the quotes writes a number.
            return str(version)
        if isinstance(version, str):
            return version
        if member in raw:
            message = f'`{member}` should be text such as "3.1.0", and is {_kind(version)}'
            raise DocumentError(message, where=f"{source}#/{member}")
    message = "this is no OpenAPI document: it has neither an `openapi` nor a `swagger` member"
    raise DocumentError(message, where=source, hint=f"{READ} are read; a FastAPI app serves its own at /openapi.json.")


def _kind(value: object) -> str:
    kinds = {list: "an array", str: "text", bool: "a truth value", dict: "an object", type(None): "null"}
    return kinds.get(type(value), "a number")
