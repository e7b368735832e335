"""What commands print: JSON for programs, lines for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from app.core.base.json_text import encode_json

if TYPE_CHECKING:
    from app.core.base.errors import RouteglassError


def print_json(value: Any) -> None:
    """Prints one JSON document."""
    print(encode_json(value, indent=2))


def print_error(error: RouteglassError) -> None:
    """Tells an error on stderr: what, where, what next."""
    where = f"{error.where}: " if error.where else ""
    print(f"routeglass: {where}{error.what}", file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)


def plain(text: str) -> str:
    """A sentence without the backticks that mark names."""
    return text.replace("`", "")
