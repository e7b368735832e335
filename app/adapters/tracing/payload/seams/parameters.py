"""Parameters before and after coercion, and the reading of the body."""

from __future__ import annotations

import functools
import importlib
import itertools
from typing import TYPE_CHECKING, Any

from ..errors import error_rows
from ..patches import PATCHES
from ..recording import HERE, Span, Within, harmless
from ..values import REDACTED, ROW_LIMIT, is_secret, render, render_named, type_name, without_card_number

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


def hook_parameters() -> None:
    """Notes the parameters of each place: path, query, header, cookie."""

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def request_params_to_args(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None:
                return original(*args, **kwargs)
            if here.frame is not None:
                here.frame.settle()
                here = here.frame.here
            fields = args[0] if args else ()
            if not fields:
                return original(*args, **kwargs)
            with Within(here, "params", _location_of(fields[0]) or "") as span:
                result = original(*args, **kwargs)
                received = args[1] if len(args) > 1 else kwargs.get("received_params")
                _note_rows(span, fields, received, result)
            return result

        return request_params_to_args

    utils = importlib.import_module("fastapi.dependencies.utils")
    PATCHES.replace(utils, "request_params_to_args", wrap)


def hook_body_fields() -> None:
    """Notes the fields that the body is read into."""

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def request_body_to_args(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None:
                return await original(*args, **kwargs)
            fields = kwargs.get("body_fields") or kwargs.get("required_params") or (args[0] if args else ())
            with Within(here, "params", "body") as span:
                result = await original(*args, **kwargs)
                _note_rows(span, fields, None, result)
            return result

        return request_body_to_args

    utils = importlib.import_module("fastapi.dependencies.utils")
    PATCHES.replace(utils, "request_body_to_args", wrap)


@harmless
def _location_of(field: Any) -> str:
    info = getattr(field, "field_info", None)
    place = getattr(getattr(info, "in_", None), "value", None)
    return place if isinstance(place, str) else type(info).__name__.lower()


@harmless
def _note_rows(span: Span, fields: Sequence[Any], received: Any, result: Sequence[Any]) -> None:
    note_errors(span, result[1])
    span.attributes["rows"] = _rows(fields, received, result)


def _rows(fields: Sequence[Any], received: Any, result: Sequence[Any]) -> list[dict[str, Any]]:
    """One row per declared parameter: its Python name, its name on the wire, what came, and what became of it."""
    values, failed = result[0], bool(result[1])
    rows: list[dict[str, Any]] = []
    for field in itertools.islice(fields, ROW_LIMIT):
        alias = getattr(field, "alias", field.name)
        row: dict[str, Any] = {"name": field.name, "key": alias}
        secret = is_secret(field.name) or is_secret(alias)
        raw = _raw(received, alias) if received is not None else None
        if raw is not None:
            row["raw"] = REDACTED if secret else render_named(alias, raw)
        value = values.get(field.name)
        if value is not None or (field.name in values and not failed):
            row["value"] = REDACTED if secret and value is not None else without_card_number(alias, render(value))
            row["type"] = type_name(type(value))
        rows.append(row)
    return rows


def _raw(received: Any, key: str) -> Any:
    """What came under this name: the text, the list of texts where it was repeated, None where nothing was."""
    if hasattr(received, "getlist"):
        found = received.getlist(key)
        return found[0] if len(found) == 1 else found or None
    return received.get(key)


def note_errors(span: Span, errors: Any) -> None:
    """Validation errors as an attribute, the first of them as the words of the span."""
    rows = error_rows(errors)
    if rows:
        span.attributes["errors"] = rows
        first = "/".join(map(str, rows[0]["loc"]))
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        span.error = f"{rows[0]['type']} at {first}{more}"


def hook_body() -> None:
    """Times the reading and parsing of the body."""
    request = importlib.import_module("starlette.requests").Request
    PATCHES.replace(request, "body", functools.partial(_timed_reading, "read", "_body"))
    PATCHES.replace(request, "json", functools.partial(_timed_reading, "parse JSON", "_json"))
    PATCHES.replace(request, "_get_form", functools.partial(_timed_reading, "parse form", "_form"))


def _timed_reading(name: str, kept_as: str, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Times the outermost of body, json and form, and only the call that does the work, not those that find it done."""

    @functools.wraps(original)
    async def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        here = HERE.get()
        if here is None or here.inside == "body" or vars(self).get(kept_as) is not None:
            return await original(self, *args, **kwargs)
        with Within(here, "body", name, "body") as span:
            result = await original(self, *args, **kwargs)
            if isinstance(result, bytes):
                span.attributes["bytes"] = len(result)
        return result

    return read
