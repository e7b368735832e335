"""What a response was promised to be, and where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.base.pointers import format_pointer

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Omitted


class Subject(StrEnum):
    """What of a response a promise is about."""

    STATUS = "status"
    MEDIA_TYPE = "media type"
    HEADER = "header"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise.

    Attributes:
        words: What is wrong, as the rest of a sentence about the place: `needs an integer, is text`.
        keyword: The JSON Schema keyword, or what else is broken: `undocumented`, `missing`, `syntax`.
        header: The header's name, for headers.
        tokens: The reference tokens of the node in the body (RFC 6901); empty for the whole.
        value: What stands there, OMIT where nothing does.
        promise: JSON Pointer of the promise in the document.
    """

    subject: Subject
    words: str
    keyword: str
    header: str = ""
    tokens: tuple[str, ...] = ()
    value: JsonValue | Omitted = OMIT
    promise: str = ""

    @property
    def place(self) -> str:
        """What it is about, in a word: `status 418`, `header X-Total`, `body/items/0`."""
        match self.subject:
            case Subject.BODY:
                return f"body{format_pointer(self.tokens)}"
            case Subject.HEADER:
                return f"header {self.header}"
            case _:
                return f"{self.subject.value} {self.value}"


@dataclass(frozen=True, slots=True)
class Contract:
    """What was found out about one response.

    Attributes:
        status: The documented response it was held against: `200`, `4XX`, `default`; empty where there is none.
        violations: Status, media type, headers, then the body in its own order; at most `MAX_VIOLATIONS`.
        more: Whether there are more violations than that.
        notes: What is not promised, or could not be checked, and why.
    """

    status: str = ""
    violations: tuple[Violation, ...] = ()
    more: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether no promise is broken."""
        return not self.violations

    @property
    def headline(self) -> str:
        """The result in one sentence."""
        if not self.violations:
            return "The response keeps what the document promises." if self.status else "The document promises nothing."
        count = len(self.violations)
        words = "1 promise" if count == 1 else f"{count}{' or more' if self.more else ''} promises"
        return f"The response breaks {words} of the document."


MAX_VIOLATIONS = 100
"""So many violations are told of one response; nobody reads more."""
