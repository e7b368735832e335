"""What differs between versions of OpenAPI, behind one Protocol; nobody else asks for a version.

Each version is a module that fills the Protocol in. All of them answer in the shapes of OpenAPI 3.1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from app.core.base.errors import DocumentError
from app.core.spec import v2, v3_0, v3_1, v3_2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.core.spec.node import Node


class Dialect(Protocol):
    """The questions whose answers depend on the version."""

    @property
    def name(self) -> str:
        """What a person calls it: `OpenAPI 3.1`."""

    @property
    def locations(self) -> tuple[str, ...]:
        """What `in` of a Parameter Object may say."""

    @property
    def demands_responses(self) -> bool:
        """Whether an operation has to describe a response."""

    def operations(self, path_item: Node) -> tuple[tuple[str, Node], ...]:
        """The operations of a path item: method as it is sent, and node, in the order of the document."""

    def parameters(self, holder: Node) -> tuple[Node, ...]:
        """The Parameter Objects of a path item or operation, references not yet followed.

        In OpenAPI 2.0 those that make up the body are among them.
        """

    def plain_parameter(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a Parameter Object says of itself, in the words of OpenAPI 3.1; its schema is `schema_of` the object."""

    def request_body(self, operation: Node, parameters: Sequence[Node]) -> Node | None:
        """The operation's Request Body Object, reference not yet followed.

        Args:
            operation: The operation.
            parameters: All parameters that hold for it, references followed.
        """

    def contents(self, holder: Node, operation: Node, root: Node) -> tuple[tuple[str, Node], ...]:
        """The media types of a request body, response, parameter or header, each with its Media Type Object.

        Args:
            holder: What may come in several media types, references followed.
            operation: The operation that it belongs to.
            root: The document's root.
        """

    def schema_of(self, holder: Node) -> Node | None:
        """The Schema Object of a media type, parameter or header, references not yet followed."""

    def servers(self, holder: Node) -> tuple[str, ...]:
        """The server URLs of the document, a path item or an operation, with their variables filled in."""

    def security_schemes(self, root: Node) -> Mapping[str, Node]:
        """The Security Scheme Objects by key, references not yet followed."""

    def plain_scheme(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a Security Scheme Object says, in the words of OpenAPI 3.1."""

    def plain_schema(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """One Schema Object in the keywords of JSON Schema 2020-12; the schemas below it stay as they are.

        Pointers into the result are pointers into the document. `nullable` stays where no `type` can carry it.
        """


READ: Final = "OpenAPI 2.0, 3.0, 3.1 and 3.2"
"""The versions that are read, in words."""

_DIALECTS: Final[tuple[tuple[re.Pattern[str], Dialect], ...]] = (
    (re.compile(r"2\.0(\.0)?"), v2),
    (re.compile(r"3\.0(\.\d+)?([-+].*)?"), v3_0),
    (re.compile(r"3\.1(\.\d+)?([-+].*)?"), v3_1),
    (re.compile(r"3\.2(\.\d+)?([-+].*)?"), v3_2),
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
