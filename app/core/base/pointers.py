"""JSON Pointer (RFC 6901): reference tokens to text and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def escape_token(token: str) -> str:
    """Escapes one reference token: `~` to `~0`, `/` to `~1` (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape_token(token: str) -> str:
    """Reverses `escape_token`; `~1` first so that `~01` becomes `~1` (RFC 6901 section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


def format_pointer(tokens: Iterable[str | int]) -> str:
    """Writes tokens as a pointer: `("a/b", 0)` becomes `/a~1b/0`; no tokens is the empty text."""
    return "".join(f"/{escape_token(str(token))}" for token in tokens)


def parse_pointer(text: str) -> tuple[str, ...]:
    """Reads a pointer into its tokens.

    Raises:
        ValueError: The text is neither empty nor begins with `/`.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        message = f"a JSON Pointer begins with '/': {text!r}"
        raise ValueError(message)
    return tuple(unescape_token(token) for token in text[1:].split("/"))
