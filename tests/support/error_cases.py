"""The catalogue of real 422 responses as the product's own values: document, operation, request and answer.

The cases are data of the corpora (`errors/fastapi_422.json`): 179 requests to small FastAPI apps, and for each error
item the place in the form where it belongs.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT, FileRef, JsonValue, Omitted, Value
from app.core.base.media_types import FORM_MULTIPART, FORM_URLENCODED, is_form
from app.core.operations.read import read_api
from app.core.requests.model import Sent
from app.core.spec.document import Document
from tests.support.corpora import VARIABLE, find_corpora

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _pytest.mark import ParameterSet

    from app.core.operations.model import Operation

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One request of the catalogue and what came back.

    Attributes:
        name: Its short name, for example `A01`.
        pins: Per error item where it belongs: where, kind, parameter, value_pointer, schema_pointer, branches.
        body: The decoded response body, OMIT where it was no JSON.
    """

    name: str
    rule: str
    document: Document
    operation: Operation
    sent: Sent
    status: int
    body: JsonValue | Omitted
    pins: tuple[Mapping[str, Any], ...]


@lru_cache(maxsize=1)
def error_cases() -> tuple[ErrorCase, ...]:
    """All cases of the catalogue; none where this machine has no corpora."""
    folder = find_corpora()
    if folder is None:
        return ()
    read = json.loads((folder / "errors" / "fastapi_422.json").read_text(encoding="utf-8"))
    return tuple(_case(raw) for raw in read["cases"])


def case_parameters() -> list[ParameterSet]:
    """All cases for `parametrize`, or one that is skipped with the reason."""
    cases = [pytest.param(case, id=case.name) for case in error_cases()]
    if cases:
        return cases
    reason = (
        f"no real inputs here: set {VARIABLE} to their folder, or put them at ../shared/corpora beside the checkout"
    )
    return [pytest.param(None, id="no-corpora", marks=pytest.mark.skip(reason=reason))]


def error_case(name: str) -> ErrorCase:
    """The case of that name."""
    return next(case for case in error_cases() if case.name == name)


def _case(raw: dict[str, Any]) -> ErrorCase:
    document = Document(raw["document"], version=raw["document"]["openapi"])
    operation = read_operation(document, raw["operation"])
    answer = raw["response"]
    body = OMIT if answer["json"] is None else answer["json"]
    return ErrorCase(
        raw["id"],
        raw["rule"],
        document,
        operation,
        sent_of(raw["request"], operation),
        answer["status"],
        body,
        tuple(raw["pins"]),
    )


def read_operation(document: Document, pointer: str) -> Operation:
    """The operation at a pointer of a document."""
    return next(operation for operation in read_api(document).operations if operation.pointer == pointer)


def sent_of(request: dict[str, Any], operation: Operation) -> Sent:
    """What a request of the catalogue sent."""
    url = urlsplit(request.get("url", "/"))
    query = parse_qsl(url.query, keep_blank_values=True)
    query += [(name, text) for name, text in request.get("query", {}).items()]
    media_type, text, body = _body_of(request)
    return Sent(
        path=_path_values(operation.path, url.path),
        query=tuple(query),
        headers=tuple((name, value) for name, value in request.get("headers", [])),
        cookies=tuple(request.get("cookies", {}).items()),
        media_type=media_type,
        text=text,
        body=body,
    )


def _path_values(template: str, path: str) -> tuple[tuple[str, str], ...]:
    pairs = zip(template.split("/"), path.split("/"), strict=False)
    return tuple((name[1:-1], value) for name, value in pairs if name.startswith("{"))


def _body_of(request: dict[str, Any]) -> tuple[str | None, str | None, Value | Omitted]:
    if "json_" in request:
        return JSON, json.dumps(request["json_"]), request["json_"]
    if "data" in request:
        fields = request["data"]
        return FORM_URLENCODED, urlencode(fields, doseq=True), fields
    if "multi" in request:
        return FORM_MULTIPART, None, _multipart(request["multi"])
    if "raw" not in request:
        return None, None, OMIT
    media_type = request.get("ctype", JSON)
    text = _text(request["raw"])
    read = OMIT if not text or is_form(media_type) else decode_json(text)
    return media_type, text, OMIT if isinstance(read, JsonSyntaxError) else read  # type: ignore[return-value]


def _text(raw: str | dict[str, str]) -> str | None:
    if isinstance(raw, str):
        return raw
    try:
        return base64.b64decode(raw["base64"]).decode()
    except UnicodeDecodeError:
        return None


def _multipart(parts: list[tuple[str, Any]]) -> dict[str, Value]:
    fields: dict[str, list[Value]] = {}
    for name, content in parts:
        value = content if isinstance(content, str) else FileRef(content[0], content[0], content[2])
        fields.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
