"""The values a form holds: JSON, files chosen from disk, and the absence of both.

`OMIT` is not `None`: RFC 8259 null is a value that is sent, an omitted member is not there at all.
Values are treated as immutable: every edit copies along its path (`app.core.forms.state`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


class Omitted(Enum):
    """The type of `OMIT`, an enum with one member so that type checkers can narrow by `is`."""

    OMIT = "omit"

    def __repr__(self) -> str:
        return "OMIT"

    def __bool__(self) -> Literal[False]:
        return False


OMIT: Final = Omitted.OMIT


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that a person chose for a multipart part; its bytes are read when the request is sent.

    Attributes:
        path: Where the file is on disk, as chosen.
        filename: The name sent in the part's `filename` parameter (RFC 7578 section 4.2).
        media_type: The part's Content-Type, for example `image/png`.
    """

    path: str
    filename: str
    media_type: str = "application/octet-stream"


Value: TypeAlias = "bool | int | float | str | FileRef | list[Value] | dict[str, Value] | None"
"""A JSON value whose leaves may also be files (multipart bodies)."""
