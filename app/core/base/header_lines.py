"""Several header lines of one name in a form, where each value has a name of its own.

The first line is called as the header is, a further one `X-Tag (2)`: no header's name can hold a space (RFC 9110
section 5.1), so that the two cannot be confused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_FURTHER: Final = re.compile(r"([^ ]+) \((?:[2-9]|[1-9][0-9]{1,5})\)")


def line_name(key: str) -> str:
    """The name that goes out for a line."""
    found = _FURTHER.fullmatch(key)
    return found[1] if found else key


def line_key(name: str, taken: Container[str]) -> str:
    """What a further line of a header is called beside those that are there."""
    key, number = name, 1
    while key in taken:
        number += 1
        key = f"{name} ({number})"
    return key
