"""The parts of a form from top to bottom: path, query, headers, cookies, authorization, body, code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.features.request_form.mark_keeper import Counts

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.forms.model import Field

NOTHING_WRONG = Counts()


class PartKey(StrEnum):
    """Names of the parts; those with a location are called as it is."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    AUTH = "auth"
    BODY = "body"
    CODE = "code"


TITLES = {
    PartKey.PATH: "Path",
    PartKey.QUERY: "Query",
    PartKey.HEADER: "Headers",
    PartKey.COOKIE: "Cookies",
    PartKey.AUTH: "Auth",
    PartKey.BODY: "Body",
    PartKey.CODE: "Code",
}

SINGULAR = {
    PartKey.QUERY: "query parameter",
    PartKey.HEADER: "header",
    PartKey.COOKIE: "cookie",
}
"""The parts that take what the document does not declare, and what one of it is called."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part.

    Attributes:
        root: Its root field; None for authorization and code.
        counts: How much is wrong in it.
    """

    key: PartKey
    root: Field | None
    counts: Counts = NOTHING_WRONG

    @property
    def title(self) -> str:
        """What a person reads."""
        return TITLES[self.key]

    @property
    def path(self) -> FieldPath | None:
        """The path of its root; None where it has none."""
        return self.root.path if self.root is not None else None
