"""A response as diagnosis reads it: status, headers, and the body once as a value and once as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Omitted

_FIRST_ERROR: Final = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered.

    Attributes:
        headers: In order, case and duplicates as received.
        body: The decoded JSON, OMIT where it is none.
        text: The body as text, empty for binary.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: JsonValue | Omitted = OMIT
    text: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the request failed (RFC 9110 sections 15.5 and 15.6)."""
        return self.status >= _FIRST_ERROR

    def header(self, name: str) -> str | None:
        """The first value of a header, name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
