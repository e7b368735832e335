"""Where a value of a request lives: `body/lines/0/quantity`, `path/book_id`, `query/limit`.

The same text names the field's widget (`field:body/year`) and its message (`error:body/year`).
Form bodies (urlencoded, multipart) use `body` too, as FastAPI's `loc` does; the first token is the form field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.base.pointers import format_pointer, parse_pointer


class Location(StrEnum):
    """Where in a request a value travels (OpenAPI parameter `in`, plus the body)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"


@dataclass(frozen=True, slots=True, order=True)
class FieldPath:
    """A location and the reference tokens below it; array indices are decimal text as in RFC 6901.

    Attributes:
        location: Where the value travels.
        tokens: For parameters the name first; for a body the pointer's tokens, empty for the whole body.
    """

    location: Location
    tokens: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.location.value}{format_pointer(self.tokens)}"

    @classmethod
    def parse(cls, text: str) -> FieldPath:
        """Reads `body/year`, `path/book_id` or `body`.

        Raises:
            ValueError: The first word is not a location.
        """
        head, slash, rest = text.partition("/")
        return cls(Location(head), parse_pointer(f"/{rest}") if slash else ())

    def child(self, token: str | int) -> FieldPath:
        """The path one token deeper."""
        return FieldPath(self.location, (*self.tokens, str(token)))

    @property
    def parent(self) -> FieldPath | None:
        """The path one token up; None at a location's root."""
        return FieldPath(self.location, self.tokens[:-1]) if self.tokens else None

    def is_within(self, other: FieldPath) -> bool:
        """Whether this path is `other` or below it."""
        return self.location is other.location and self.tokens[: len(other.tokens)] == other.tokens
