"""What commands print: JSON for programs, lines for people; and what their exit status says."""

from __future__ import annotations

import contextlib
import math
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import encode_json

if TYPE_CHECKING:
    from app.core.base.errors import RouteglassError

OK: Final = 0
FOUND: Final = 1
"""The command looked for something wrong and found it."""
USAGE_ERROR: Final = 2
"""Wrong words, or a source that cannot be used."""
NO_RESPONSE: Final = 3
"""The network or a server gave no answer."""
INTERRUPTED: Final = 130
"""Ctrl+C, as shells say it."""


def prepare_streams() -> None:
    """Lets every text be printed, whatever the terminal's encoding: JSON is UTF-8 (RFC 8259 section 8.1)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def give_up_output() -> None:
    """Keeps Python silent at exit after the reader of a pipe has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: Any) -> None:
    """Prints one JSON document; numbers that JSON cannot write stand as text (RFC 8259 section 6)."""
    print(encode_json(_strict(value), indent=2))


def _strict(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _strict(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    return encode_json(value) if isinstance(value, float) and not math.isfinite(value) else value


def print_error(error: RouteglassError) -> None:
    """Tells an error on stderr: what, where, what next."""
    where = f"{error.where}: " if error.where else ""
    print(f"routeglass: {where}{plain(error.what)}", file=sys.stderr)
    if error.hint:
        print(plain(error.hint), file=sys.stderr)


def plain(text: str) -> str:
    """A sentence without the backticks that mark names."""
    return text.replace("`", "")
