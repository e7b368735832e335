"""Words of the command line into the form of an operation."""

from __future__ import annotations

import mimetypes
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, unquote

from app.adapters.files.reading import read_file
from app.core.base.errors import SourceError
from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_key
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import FileRef
from app.core.forms.build import Form
from app.core.forms.edits import Edit, Omit, SetMediaType, SetValue
from app.core.forms.raw import typed
from app.core.forms.scalars import parse_entry
from app.core.forms.state import apply, apply_all

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.core.base.json_types import Value
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.spec.document import Document

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_NEAR = 5


def add_filling_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments that fill a form."""
    parser.add_argument(
        "--set",
        dest="edits",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="as typed into the form: body/year=500; FIELD:=JSON for any JSON value; FIELD=@FILE for a file",
    )
    parser.add_argument(
        "--header",
        dest="headers",
        action="append",
        default=[],
        metavar="NAME:TEXT",
        help="a header as typed; several of one name go out as several lines, in this order",
    )
    parser.add_argument("--omit", action="append", default=[], metavar="FIELD", help="leave a field out")
    body = parser.add_mutually_exclusive_group()
    body.add_argument("--body", metavar="TEXT", help="the raw body, sent as it is")
    body.add_argument("--body-file", metavar="FILE", help="the raw body from a text file; - is the standard input")
    parser.add_argument("--media-type", metavar="TYPE", help="the body's media type, where there is a choice")


def find_operation(api: Api, words: str) -> tuple[Operation, tuple[Edit, ...]]:
    """The operation that is meant, and what its path says about parameters.

    Args:
        words: `GET /books/{book_id}` as documented, or a request such as `GET /books/7?limit=5`.

    Raises:
        SourceError: There is none; names similar ones.
    """
    found = api.operation(words)
    if found is not None:
        return found, ()
    method, _, target = words.strip().partition(" ")
    path, _, query = target.strip().partition("?")
    # The fewest parameters first, as `/books/featured` is more exact than `/books/{book_id}`.
    for entry in sorted(api.entries, key=lambda known: known.path.count("{")):
        filled = _match(entry.path, path) if entry.method == method.upper() else None
        operation = api.operation(entry.key) if filled is not None else None
        if filled is not None and operation is not None:
            values: list[tuple[Location, str, Value]] = [(Location.PATH, name, text) for name, text in filled]
            values += [(Location.QUERY, name, value) for name, value in _query(query)]
            return operation, tuple(SetValue(FieldPath(place, (name,)), value) for place, name, value in values)
    raise _unknown(api, words)


def _query(text: str) -> Iterator[tuple[str, Value]]:
    """The parameters of a query; one that stands there more than once is a list."""
    found: dict[str, list[Value]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    for name, values in found.items():
        yield name, values if len(values) > 1 else values[0]


def _match(template: str, path: str) -> list[tuple[str, str]] | None:
    parts = _PARAMETER.split(template)
    pattern = "".join("([^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    found = re.fullmatch(pattern, path)
    return None if found is None else list(zip(parts[1::2], map(unquote, found.groups()), strict=True))


def _unknown(api: Api, words: str) -> SourceError:
    keys = [known.key for known in api.entries]
    path = words.lower().split()[-1:]
    near = get_close_matches(words, keys, _NEAR) or [key for key in keys if path and path[0] in key.lower()][:_NEAR]
    hint = f"Is it one of these: {', '.join(near)}?" if near else "An operation is named like this: 'POST /books'."
    return SourceError(f"The document has no operation {words!r}.", hint=hint)


def fill_form(
    document: Document, operation: Operation, arguments: argparse.Namespace, edits: tuple[Edit, ...] = ()
) -> FormState:
    """The default form with everything that the command line says.

    Args:
        edits: What the operation's path said, done first.

    Raises:
        SourceError: An argument cannot be understood.
    """
    form = Form(document, operation)
    state = apply_all(form.default_state(arguments.media_type), edits)
    if arguments.headers:
        state = apply(state, _headers(state, arguments.headers))
    if arguments.media_type:
        state = apply(state, SetMediaType(arguments.media_type))
    for text in arguments.edits:
        state = apply(state, _edit(form, state, text))
    state = apply_all(state, tuple(Omit(_path(name)) for name in arguments.omit))
    body = _body(arguments)
    return state if body is None else apply(state, typed(form, state, body))


def _headers(state: FormState, lines: list[str]) -> Edit:
    """The typed lines, in place of what the form fills in under their names."""
    pairs = [_header(line) for line in lines]
    typed = {name.lower() for name, _ in pairs}
    root = state.roots.get(Location.HEADER)
    filled = root.items() if isinstance(root, dict) else ()
    headers: dict[str, Value] = {name: value for name, value in filled if name.lower() not in typed}
    for name, text in pairs:
        headers[line_key(name, headers)] = text
    return SetValue(FieldPath(Location.HEADER), headers)


def _header(line: str) -> tuple[str, str]:
    name, colon, text = line.partition(":")
    if not colon or not name.strip():
        message = f"{line!r} is no header."
        raise SourceError(message, hint="Write NAME: TEXT, for example 'X-Tag: a'.")
    return name.strip(), text.strip(" \t")


def _body(arguments: argparse.Namespace) -> str | None:
    name = arguments.body_file
    if name is None:
        return cast("str | None", arguments.body)
    try:
        return sys.stdin.read() if name == "-" else read_file(name).decode()
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8 text: byte {error.start} does not fit."
        raise SourceError(message, where=name, hint="Save it as UTF-8.") from None


def _edit(form: Form, state: FormState, text: str) -> Edit:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"{text!r} sets nothing."
        raise SourceError(message, hint="Write FIELD=TEXT, for example body/year=500.")
    if name.endswith(":"):
        return SetValue(_path(name[:-1]), _json(value))
    path = _path(name)
    field = form.field_at(path, state)
    if value.startswith("@") and path.location is Location.BODY:
        return SetValue(path, _file(value[1:]))
    return SetValue(path, parse_entry(field.kind, value, field.choices) if field else value)


def _path(text: str) -> FieldPath:
    try:
        path = FieldPath.parse(text)
    except ValueError:
        message = f"{text!r} is no field."
        raise SourceError(message, hint="A field is path/…, query/…, header/…, cookie/… or body/…") from None
    if path.location is not Location.BODY and not path.tokens:
        message = f"{text!r} names no parameter."
        raise SourceError(message, hint=f"Write {text}/NAME.")
    return path


def _json(text: str) -> Value:
    value = decode_json(text)
    if isinstance(value, JsonSyntaxError):
        message = f"{text!r} is not JSON: {value}"
        raise SourceError(message, hint="After := comes JSON; after = comes text as typed.")
    return cast("Value", value)


def _file(name: str) -> FileRef:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileRef(name, Path(name).name, kind)
