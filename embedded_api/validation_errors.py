"""Validation errors made fit for an answer and for the log, whatever bytes the request held."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from fastapi.encoders import jsonable_encoder
from starlette.datastructures import UploadFile

_SECRET_NAME = re.compile(r"pass(word)?|secret|token|api[-_]?key|cvv|card|number|iban|authorization", re.IGNORECASE)
_REDACTED = "***"


def printable(errors: Sequence[Any]) -> list[dict[str, Any]]:
    """The errors as JSON values.

    FastAPI's own handler ends in 500 for inputs that JSON cannot hold (NaN, a lone surrogate, bytes that are not UTF-8)
    and prints the insides of uploaded files; everything else comes out exactly as FastAPI writes it.
    """
    encoders: dict[Any, Callable[[Any], Any]] = {UploadFile: _describe_upload, bytes: _decode}
    encoded: list[dict[str, Any]] = _fit_for_json(jsonable_encoder(list(errors), custom_encoder=encoders))
    return encoded


def redacted(errors: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The errors without passwords, tokens and card data: a log is read by more people than an answer."""
    return [_redact_error(error) for error in errors]


def _redact_error(error: dict[str, Any]) -> dict[str, Any]:
    names = [part for part in error["loc"] if isinstance(part, str)]
    if any(_SECRET_NAME.search(name) for name in names[1:]):
        return error | {"input": _REDACTED}
    return error | {"input": _redact(error.get("input"))}


def _redact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _REDACTED if _SECRET_NAME.search(key) else _redact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_redact(item) for item in value]
    return value


def _fit_for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {_fit_for_json(key): _fit_for_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_fit_for_json(item) for item in value]
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _describe_upload(upload: UploadFile) -> dict[str, Any]:
    return {"filename": upload.filename, "content_type": upload.content_type, "size": upload.size}


def _decode(data: bytes) -> str:
    return data.decode(errors="backslashreplace")
