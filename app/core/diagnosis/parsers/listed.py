"""Any list of objects that name a field and say something about it, as a great many APIs write their own.

Also those of ajv (`instancePath`), Zod (`path` as a list), Joi (`details`), Bean Validation (`violations`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import decode_json
from app.core.diagnosis.field_tokens import path_tokens, pointer_tokens
from app.core.diagnosis.items import MAX_LOC
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.core.diagnosis.answer import Answer

_LISTS: Final = (
    "errors",
    "violations",
    "fieldViolations",
    "fieldErrors",
    "field_errors",
    "details",
    "detail",
    "issues",
    "validation",
    "invalidParams",
    "invalid_params",
    "fieldList",
    "data",
)
_NAMES: Final = (
    "field",
    "path",
    "propertyPath",
    "property",
    "param",
    "parameter",
    "attribute",
    "attr",
    "target",
    "fieldName",
    "name",
    "key",
)
_WORDS: Final = ("message", "msg", "reason", "detail", "description", "defaultMessage", "error", "title")
_ONE: Final = ("param", "parameter", "target", "field")
"""An object with one of these is an error by itself: Stripe, the REST guidelines of Microsoft."""

_MOST_HOLDERS: Final = 20
_LONGEST_LIST: Final = 1_000_000
_CODES: Final = ("code", "type", "rule", "keyword")
_PLACES: Final = {
    "body": "body",
    "query": "query",
    "path": "path",
    "params": "path",
    "header": "header",
    "headers": "header",
    "cookie": "cookie",
}


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    holders: list[Mapping[str, Any]] = [
        body,
        *(inner for inner in (body.get("error"), body.get("data")) if isinstance(inner, dict)),
    ]
    for holder in tuple(holders):
        inner = holder.get("details")
        # `details` may hold the lists itself, or objects that do (google.rpc.BadRequest).
        holders += [inner] if isinstance(inner, dict) else objects(inner)[:_MOST_HOLDERS]
    lists: list[Sequence[Mapping[str, Any]]] = [
        objects(answer.body),
        *(objects(holder.get(name)) for holder in holders for name in _LISTS),
        *(_written(holder) for holder in holders),
        *([holder] for holder in holders[1:] if any(isinstance(holder.get(name), str) for name in _ONE)),
    ]
    found = next((entries for entries in lists if any(_is_error(entry) for entry in entries)), None)
    if found is None:
        return None
    return Reading(_reports(found), server_says(text_of(body, "message", "detail", "title")))


def _is_header(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("header"), str) and not any(name in entry for name in _NAMES)


def _written(holder: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """A list that stands as JSON in a message: what Zod says of itself."""
    said = holder.get("message")
    if not isinstance(said, str) or not said.lstrip().startswith("[") or len(said) > _LONGEST_LIST:
        return []
    return objects(decode_json(said))


def _words(entry: Mapping[str, Any]) -> str:
    """What an entry says; where it has no words, its code is what it says (GitHub)."""
    return text_of(entry, *_WORDS) or text_of(entry, "code")


def _is_error(entry: Mapping[str, Any]) -> bool:
    return bool(_words(entry)) and _tokens(entry) is not None


def _reports(entries: Iterable[Mapping[str, Any]]) -> Iterator[Report]:
    for entry in entries:
        where = _PLACES.get(text_of(entry, "in", "location", "source")) or ("header" if _is_header(entry) else None)
        tokens = _tokens(entry) or ()
        yield Report(_words(entry), tokens, where, text_of(entry, *_CODES), sentence=not tokens)


def _tokens(entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The path that an entry names, None where it names none."""
    pointer = next((entry[name] for name in ("instancePath", "pointer") if isinstance(entry.get(name), str)), None)
    if pointer is not None:
        return pointer_tokens(pointer)
    named = next((entry[name] for name in _NAMES if name in entry), None)
    if named is None and _is_header(entry):
        return (entry["header"][:_LONGEST],)
    if isinstance(named, str):
        return path_tokens(named)
    if isinstance(named, list) and all(isinstance(token, str | int) for token in named):
        return tuple(str(token)[:_LONGEST] for token in named[:MAX_LOC] if not _is_huge(token))
    return None


def _is_huge(token: object) -> bool:
    return isinstance(token, int) and token.bit_length() > _INDEX_BITS


_INDEX_BITS: Final = 64
_LONGEST: Final = 1_000

LISTED: Final = ReportParser("listed", 40, _read)
