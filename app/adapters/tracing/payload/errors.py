"""Exceptions and validation errors as JSON data, without running a user's `__str__`."""

from __future__ import annotations

import types
from typing import Any

from .code_origin import is_framework, is_installed_file, is_users_file
from .values import REDACTED, ROW_LIMIT, is_card_sign, is_secret, key_text, render, short_text


def describe_exception(error: BaseException) -> dict[str, Any]:
    """Type, message, and the innermost frame of the user's own code."""
    kind = type(error)
    facts: dict[str, Any] = {"type": kind.__name__, "module": kind.__module__, "message": _message_of(error)}
    facts.update(_http_facts(error))
    errors = error_rows(vars(error).get("_errors")) if hasattr(error, "__dict__") else []
    if errors:
        facts["errors"] = errors
    frame = _user_frame(error.__traceback__)
    if frame is not None:
        facts.update(frame)
    return facts


def _is_http_exception(error: BaseException) -> bool:
    return any(
        base.__name__ == "HTTPException" and base.__module__.startswith(("starlette.", "fastapi."))
        for base in type(error).__mro__
    )


def _http_facts(error: BaseException) -> dict[str, Any]:
    if not _is_http_exception(error):
        return {}
    state = vars(error)
    return {"status": render(state.get("status_code")), "detail": render(state.get("detail"))}


def _message_of(error: BaseException) -> str:
    """The message without running a user's `__str__`: only where `str()` is built in and the arguments are plain."""
    if _is_http_exception(error):
        facts = _http_facts(error)
        detail = facts["detail"]
        return f"{facts['status']} {detail}" if isinstance(detail, str) else str(facts["status"])
    rows = error_rows(vars(error).get("_errors")) if hasattr(error, "__dict__") else []
    if rows:
        return "; ".join(f"{'/'.join(map(str, row['loc']))}: {row['msg']}" for row in rows[:3])
    if type(error).__module__ == "pydantic.errors" and hasattr(type(error), "msg_template"):
        return short_text(str(error))  # Pydantic 1: its own words about limits, without the refused value.
    if type(error).__module__.startswith("pydantic"):
        return "the value does not fit the model"
    plain = all(type(part) in {str, int, float, bool, type(None)} for part in error.args)
    if plain and isinstance(type(error).__str__, types.WrapperDescriptorType):
        return short_text(str(error))
    return "" if not error.args else key_text(error.args[0])


def _user_frame(traceback: types.TracebackType | None) -> dict[str, Any] | None:
    """The innermost frame outside libraries; where all of it is libraries, the innermost outside the frameworks.

    Where the user's code called itself on the way there, `frames` has all those frames, the outermost first.
    """
    own: list[dict[str, Any]] = []
    fallback: dict[str, Any] | None = None
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if is_users_file(name):
            own.append(_frame_facts(traceback))
        elif is_installed_file(name) and not is_framework(traceback.tb_frame.f_globals.get("__name__", "")):
            fallback = _frame_facts(traceback)
        traceback = traceback.tb_next
    if len(own) > 1:
        return {**own[-1], "frames": own[-_FRAMES:]}
    return own[0] if own else fallback


_FRAMES = 12
"""Frames of one exception that are told, the innermost ones."""


def _frame_facts(traceback: types.TracebackType) -> dict[str, Any]:
    code = traceback.tb_frame.f_code
    return {"file": code.co_filename, "line": traceback.tb_lineno, "function": code.co_name}


def error_rows(errors: Any) -> list[dict[str, Any]]:
    """Validation errors as rows: loc, type, msg, input; Pydantic 2's dicts and Pydantic 1's wrappers alike."""
    if hasattr(errors, "loc_tuple"):
        errors = [errors]  # Pydantic 1 tells of a single one without a list.
    if not isinstance(errors, (list, tuple)):
        return []
    rows: list[dict[str, Any]] = []
    for item in errors[:ROW_LIMIT]:
        rows.extend(_error_row(item))
    return rows[:ROW_LIMIT]


def _error_row(item: Any) -> list[dict[str, Any]]:
    if isinstance(item, (list, tuple)):
        return error_rows(item)
    if isinstance(item, dict):
        loc = [part if type(part) in {str, int} else key_text(part) for part in item.get("loc", ())]
        row: dict[str, Any] = {
            "loc": loc,
            "type": key_text(item.get("type", "")),
            "msg": key_text(item.get("msg", "")),
        }
        if "input" in item:
            names = [part for part in loc if isinstance(part, str)]
            card = names[-1:] == ["number"] and any(map(is_card_sign, names))
            secret = card or any(map(is_secret, names))
            row["input"] = REDACTED if secret else render(item["input"])
        return [row]
    if hasattr(item, "loc_tuple"):
        return _wrapped_rows(item)
    return []


def _wrapped_rows(wrapper: Any) -> list[dict[str, Any]]:
    """The rows of a Pydantic 1 wrapper; one around a model's error has those of its fields."""
    loc, error = list(wrapper.loc_tuple()), wrapper.exc
    inner = getattr(error, "raw_errors", None)
    if inner is not None:
        return [{**row, "loc": loc + row["loc"]} for row in error_rows(inner)]
    return [{"loc": loc, "type": _old_type(type(error)), "msg": _message_of(error) or type(error).__name__}]


def _old_type(kind: type) -> str:
    """Pydantic 1's name of an error: `value_error.missing`, `type_error.integer`, `assertion_error`."""
    if issubclass(kind, AssertionError):
        return "assertion_error"
    base = "type_error" if issubclass(kind, TypeError) else "value_error"
    if kind in {TypeError, ValueError}:
        return base
    code = getattr(kind, "code", None) or kind.__name__.replace("Error", "").lower()
    return f"{base}.{code}"
