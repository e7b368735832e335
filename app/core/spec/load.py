"""Text to document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.base.errors import DocumentError
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.spec.dialect import READ
from app.core.spec.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

_YAML = re.compile(r"\s*(?:#.*\n\s*|---\s*\n\s*)*(?:openapi|swagger|info|paths)\s*:", re.IGNORECASE)


def load_document(text: bytes | str, source: str) -> Document:
    """Reads an OpenAPI document.

    Args:
        text: JSON, as text or in one of its encodings.
        source: Where the text came from: a file or a URL, for messages.

    Raises:
        DocumentError: The text is not JSON, not an OpenAPI document, or of a version that is not read.
    """
    raw = decode_json(text)
    if isinstance(raw, JsonSyntaxError):
        raise _not_json(raw, text, source)
    if not isinstance(raw, dict):
        message = f"this is JSON, but {_kind(raw)} instead of an OpenAPI document"
        raise DocumentError(message, where=source, hint="An OpenAPI document is an object with `openapi` and `paths`.")
    try:
        return Document(raw, version=_version(raw, source), source=source)
    except DocumentError as error:
        raise DocumentError(error.what, where=error.where or f"{source}#/openapi", hint=error.hint) from None


def _not_json(error: JsonSyntaxError, text: bytes | str, source: str) -> DocumentError:
    where = f"{source}, line {error.line}, column {error.column}" if source else f"line {error.line}"
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    if _YAML.match(text):
        return DocumentError("this looks like YAML, and only JSON is read", where=where, hint="Save it as JSON.")
    return DocumentError(f"this is not JSON: {error.message}", where=where, hint=error.tip)


def _version(raw: Mapping[str, object], source: str) -> str:
    version = raw.get("openapi")
    if isinstance(version, str):
        return version
    if version is not None:
        message = f'`openapi` should be text such as "3.1.0", and is {_kind(version)}'
        raise DocumentError(message, where=f"{source}#/openapi")
    if "swagger" in raw:
        message = f"this is an OpenAPI {raw['swagger']} document, which is not read"
        raise DocumentError(message, where=f"{source}#/swagger", hint=f"{READ} are read.")
    message = "this is JSON, but no OpenAPI document: it has no `openapi` member"
    raise DocumentError(message, where=source, hint=f"{READ} are read; a FastAPI app serves its own at /openapi.json.")


def _kind(value: object) -> str:
    kinds = {list: "an array", str: "text", bool: "a truth value", dict: "an object", type(None): "null"}
    return kinds.get(type(value), "a number")
