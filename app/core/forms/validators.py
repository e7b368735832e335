"""Compiled validators; jsonschema-rs is imported with the first one, so that the first frame does not wait for it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.spec.bundle import Schema


def is_base64(text: str) -> bool:
    """Whether a text is base64 (RFC 4648 section 4)."""
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


FORMATS: Final = {"byte": is_base64}
"""The formats of OpenAPI that the validator does not know."""


def compiled(bundled: Callable[[], Schema]) -> Any:
    """The validator of a bundled schema, or in words why there is none; it never fetches anything."""
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError  # noqa: PLC0415 - after the first frame

    try:
        return Draft202012Validator(bundled(), validate_formats=True, offline=True, formats=FORMATS)
    except (ValidationError, ReferencingError, ValueError, RecursionError) as error:
        return str(error).partition("\n")[0]


def is_pattern(pattern: str) -> bool:
    """Whether the validator understands a regular expression."""
    from jsonschema_rs import Draft202012Validator, ValidationError  # noqa: PLC0415 - after the first frame

    try:
        Draft202012Validator({"pattern": pattern}, offline=True)
    except (ValidationError, ValueError):
        return False
    return True
