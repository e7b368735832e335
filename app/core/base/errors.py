"""The error base: every error says what happened, where, and what to do next.

RouteglassError
├── DocumentError      the OpenAPI document cannot be read (app.core.spec)
├── DanglingReferenceError    a reference leads nowhere (app.core.spec)
│   └── UnloadedReferenceError    a reference leads to a resource that was not loaded
└── SourceError        a source cannot be opened or a server cannot start (adapters, cli)
    └── UnreachableError      the network or a server gave no answer (adapters)
"""

from __future__ import annotations


class RouteglassError(Exception):
    """An error meant for a person.

    Attributes:
        what: One sentence: what happened.
        where: The place, for example a file with line and column, a JSON Pointer, or a URL; may be empty.
        hint: What to do next; may be empty.
        detail: Technical words to copy, for example a traceback; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "", detail: str = "") -> None:
        super().__init__(what)
        self.detail = detail
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.hint:
            parts.append(self.hint)
        return " ".join(parts)


class DocumentError(RouteglassError):
    """The text is not a document that can be read at all."""


class DanglingReferenceError(RouteglassError):
    """A `$ref` leads nowhere, in a circle, or to a resource that was not loaded."""


class UnloadedReferenceError(DanglingReferenceError):
    """A `$ref` leads to a resource that was not loaded.

    Attributes:
        uri: The resource, without a fragment.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "", uri: str = "") -> None:
        super().__init__(what, where=where, hint=hint)
        self.uri = uri


class SourceError(RouteglassError):
    """A source could not be opened or its server could not start."""


class UnreachableError(SourceError):
    """The network or a server gave no answer."""
