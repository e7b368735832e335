"""What differs between versions of OpenAPI, behind one Protocol; nobody else asks for a version.

Each version is a module that fills the Protocol in. All of them answer in the shapes of OpenAPI 3.1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from app.core.base.errors import DocumentError
from app.core.spec import v3_0, v3_1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.spec.document import Node


class Dialect(Protocol):
    """The questions whose answers depend on the version."""

    @property
    def name(self) -> str:
        """What a person calls it: `OpenAPI 3.1`."""

    def operations(self, path_item: Node) -> tuple[tuple[str, Node], ...]:
        """The operations of a path item: upper-case method and node, in the order of the version's own list."""

    def parameters(self, holder: Node) -> tuple[Node, ...]:
        """The Parameter Objects of a path item or operation, references not yet followed."""

    def request_body(self, operation: Node) -> Node | None:
        """The operation's Request Body Object, reference not yet followed."""

    def servers(self, holder: Node) -> tuple[str, ...]:
        """The server URLs of the document, a path item or an operation, with their variables filled in."""

    def security_schemes(self, root: Node) -> Mapping[str, Node]:
        """The Security Scheme Objects by key, references not yet followed."""

    def plain_schema(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """One Schema Object in the keywords of JSON Schema 2020-12; the schemas below it stay as they are.

        Pointers into the result are pointers into the document. `nullable` stays where no `type` can carry it.
        """


READ: Final = "OpenAPI 3.0 and 3.1"
"""The versions that are read, in words."""

_DIALECTS: Final[tuple[tuple[re.Pattern[str], Dialect], ...]] = (
    (re.compile(r"3\.0(\.\d+)?([-+].*)?"), v3_0),
    (re.compile(r"3\.1(\.\d+)?([-+].*)?"), v3_1),
)


def dialect_for(version: str) -> Dialect:
    """The dialect of a version such as `3.1.0`.

    Raises:
        DocumentError: That version is not read.
    """
    for pattern, dialect in _DIALECTS:
        if pattern.fullmatch(version):
            return dialect
    message = f"OpenAPI version {version!r} is not read"
    raise DocumentError(message, hint=f"{READ} are read.")
