"""The OpenAPI document that an app makes of itself."""

from __future__ import annotations

import json
import sys
from typing import Any

from ..routes import app_with_routes
from .crashes import crash_facts

SIZE_LIMIT = 12 << 20
"""Characters of a document that is sent along; a longer one is fetched from the server."""


def document_facts(app: Any) -> dict[str, Any]:
    """`document`, JSON text or None, and `document_error`, why FastAPI itself cannot make it, or None.

    Both are there for a document that FastAPI refuses though it is complete: its own check knows no nested
    discriminators, and `/openapi.json` answers 500.
    """
    inner = app_with_routes(app)
    make = getattr(inner, "openapi", None)
    if not callable(make):
        return {"document": None, "document_error": None}
    known = getattr(inner, "openapi_schema", None)
    text: str | None
    problem: dict[str, Any] | None = None
    try:
        text = json.dumps(make(), allow_nan=False)
    except Exception as error:  # noqa: BLE001 - models of the user's may fail in any way
        text, problem = _unchecked(make), crash_facts(error)
    if known is None and hasattr(inner, "openapi_schema"):
        inner.openapi_schema = None  # As if nobody had asked: routes may still be added before somebody does.
    if text is not None and len(text) > SIZE_LIMIT:
        text = None
    return {"document": text, "document_error": problem}


def _unchecked(make: Any) -> str | None:
    """The document as it is before FastAPI reads it into its own models."""
    utils = sys.modules.get("fastapi.openapi.utils")
    model = getattr(utils, "OpenAPI", None)
    if utils is None or model is None:
        return None
    utils.OpenAPI = dict  # type: ignore[attr-defined]
    try:
        return json.dumps(make(), allow_nan=False)
    except Exception:  # noqa: BLE001 - then the first failure is the one to tell
        return None
    finally:
        utils.OpenAPI = model  # type: ignore[attr-defined]
