"""Headers that HTTP cannot carry are refused before anything is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.header_text import header_fault
from app.core.base.json_text import encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable


class HeaderError(ValueError):
    """A header that cannot be written; its text is a sentence for a person, without the header's own text."""


def refuse_faulty(headers: Iterable[tuple[str, str]]) -> None:
    """Raises for the first header that HTTP cannot carry.

    Raises:
        HeaderError: Names the header and says what is wrong.
    """
    for name, text in headers:
        fault = header_fault(name, text)
        if fault:
            # A name that is at fault may itself hold a line break.
            shown = name if name and name.isprintable() else encode_json(name)
            message = f"The header {shown} {fault}."
            raise HeaderError(message)
