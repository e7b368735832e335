"""Why an app did not start, as data: the exception, its traceback, and the place of a syntax error."""

from __future__ import annotations

import linecache
import pathlib
import traceback
from typing import TYPE_CHECKING, Any

from ..code_origin import is_library_file, is_own_file
from ..values import key_text

if TYPE_CHECKING:
    import types

FRAME_LIMIT = 100
"""Frames told of one exception: of more, the outermost fifth and the innermost rest."""

_CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
_WHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"


def crash_facts(error: BaseException) -> dict[str, Any]:
    """An exception that ended a start.

    `type` and `message`; `tb`, the text as Python prints it without our own frames; `frames`, outermost first, each
    with `file`, `line`, `name`, `text` and whether it belongs to a `library`; `syntax` for a syntax error.
    """
    return {
        "type": type(error).__name__,
        "message": _message(error),
        "tb": crash_text(error),
        "frames": _frame_rows(error.__traceback__),
        "syntax": _syntax_of(error),
    }


def told_crash(text: str) -> dict[str, Any]:
    """A failure of which an ASGI app told the text only; its last line is the message."""
    last = text.strip().rsplit("\n", 1)[-1]
    return {"type": "", "message": last, "tb": text, "frames": [], "syntax": None}


def crash_text(error: BaseException) -> str:
    """The traceback with those of its causes, without our own frames and without values that a model refused."""
    texts: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        texts.insert(0, _own_text(step))
        if step.__cause__ is not None:
            texts.insert(0, _CAUSED)
            step = step.__cause__
        elif step.__context__ is not None and not step.__suppress_context__:
            texts.insert(0, _WHILE)
            step = step.__context__
        else:
            step = None
    if texts[0] in {_CAUSED, _WHILE}:
        del texts[0]
    return "".join(texts)


def _own_text(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):\n"]
    for row in _frame_rows(error.__traceback__):
        lines.append(f'  File "{row["file"]}", line {row["line"]}, in {row["name"]}\n')
        if row["text"]:
            lines.append(f"    {row['text']}\n")
    if isinstance(error, SyntaxError):
        return "".join(lines + traceback.format_exception_only(type(error), error))
    message = _message(error)
    return "".join(lines) + _type_name(error) + (f": {message}" if message else "") + "\n"


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__qualname__}"
    )


def _message(error: BaseException) -> str:
    """As `str` tells it, but for Pydantic's errors, whose text repeats the refused values: settings hold secrets."""
    if type(error).__name__ == "ValidationError" and type(error).__module__.startswith("pydantic"):
        rows = _validation_rows(error)
        if rows:
            return rows
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the user's own method may do anything
        return ""


def _validation_rows(error: Any) -> str:
    try:
        return "; ".join(f"{'.'.join(map(key_text, row['loc']))}: {row['msg']}" for row in error.errors())
    except Exception:  # noqa: BLE001 - an error that cannot be read falls back to its own text
        return ""


def _frame_rows(trace: types.TracebackType | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not is_own_file(code.co_filename) and not code.co_filename.startswith("<frozen "):
            rows.append({"file": _path(code.co_filename), "line": trace.tb_lineno or 0, "name": code.co_name})
        trace = trace.tb_next
    if len(rows) > FRAME_LIMIT:
        head = FRAME_LIMIT // 5
        rows = rows[:head] + rows[head - FRAME_LIMIT :]
    for row in rows:
        row["text"] = linecache.getline(row["file"], row["line"]).strip()
        row["library"] = is_library_file(row["file"])
    return rows


def _path(name: str) -> str:
    return name if name.startswith("<") else str(pathlib.Path(name).absolute())


def _syntax_of(error: BaseException) -> dict[str, Any] | None:
    if not isinstance(error, SyntaxError):
        return None
    text = error.text if isinstance(error.text, str) else ""
    return {
        "file": _path(error.filename) if error.filename else "",
        "line": error.lineno or 0,
        "column": error.offset or 0,
        "text": text.rstrip("\n"),
    }
