"""What HTTP can carry as a header (RFC 9110 sections 5.1 and 5.5)."""

from __future__ import annotations

import re
from typing import Final

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_BAD: Final = (
    ("\r\n", "contains a line break"),
    ("\x00", "contains a NUL character"),
    ("\x0b\x0c", "contains a vertical tab or form feed"),
)


def header_fault(name: str, text: str) -> str:
    """Why a header cannot be sent, to be read after "The header X-Name"; empty where it can."""
    if not _NAME.fullmatch(name):
        return "has a name that HTTP does not allow: no spaces, no colons, nothing but ASCII"
    for characters, words in _BAD:
        if any(character in text for character in characters):
            return f"{words}; HTTP cannot carry it"
    return "" if text.strip(" \t") == text else "begins or ends with a space; HTTP cannot carry it"
