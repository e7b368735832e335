"""What an API offers, free of OpenAPI versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.operations.listing import ListedOperations, OperationEntry, entry_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.spec.document import Document, Node
    from app.core.spec.problems import Problem


QUERYSTRING: Final = "querystring"
"""The style of a parameter that is the whole query, written in its media type (OpenAPI 3.2 section 4.12.3)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A value that the document offers (OpenAPI 3.1 section 4.8.19).

    Attributes:
        name: Its key in `examples`; empty for the only one.
        value: The value itself, not its text on the wire.
    """

    name: str = ""
    summary: str = ""
    description: str = ""
    value: object = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter (OpenAPI 3.1 section 4.8.12).

    Attributes:
        name: The name on the wire.
        location: path, query, header or cookie.
        required: Whether the document demands it; always true for path parameters.
        schema: The schema node, reference not yet followed; None where the document has none.
        pointer: Where the parameter object stands in the document.
        style: Serialization style with OpenAPI's default filled in (`form` for query and cookie, else `simple`). Beside
            those of OpenAPI: `tabDelimited` for `collectionFormat: tsv` of 2.0, and `QUERYSTRING`.
        explode: With OpenAPI's default filled in (true for `form`).
        media_type: For content-typed parameters the one media type, else None.
    """

    name: str
    location: Location
    required: bool
    schema: Node | None
    pointer: str
    description: str = ""
    deprecated: bool = False
    style: str = "form"
    explode: bool = True
    allow_reserved: bool = False
    media_type: str | None = None
    examples: tuple[Example, ...] = ()

    @property
    def path(self) -> FieldPath:
        """The field path of this parameter's value."""
        return FieldPath(self.location, (self.name,))


@dataclass(frozen=True, slots=True)
class MediaType:
    """One entry of a `content` map.

    Attributes:
        media_type: As the document writes it, parameters and ranges included.
        schema: The schema node; of a stream, whose items alone have a schema, that of a list of them.
        encoding: Encoding Objects per property, of urlencoded and multipart bodies.
        prefix_encoding: Encoding Objects of the first parts, in order (OpenAPI 3.2 section 4.14.4).
        item_encoding: The Encoding Object of all further parts; None where there is none.
    """

    media_type: str
    schema: Node | None
    encoding: dict[str, dict[str, object]] = field(default_factory=dict)
    prefix_encoding: tuple[dict[str, object], ...] = ()
    item_encoding: dict[str, object] | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A request body: in which media types it may come, in the document's order."""

    required: bool
    contents: tuple[MediaType, ...]
    description: str = ""

    def content(self, media_type: str | None) -> MediaType | None:
        """The entry of that media type (parameters such as charset ignored), else the first, else None."""
        wanted = (media_type or "").partition(";")[0].strip().lower()
        for entry in self.contents:
            if entry.media_type.partition(";")[0].strip().lower() == wanted:
                return entry
        return self.contents[0] if self.contents else None


@dataclass(frozen=True, slots=True)
class Response:
    """A documented response.

    Attributes:
        status: `200`, `4XX` or `default`, as the document writes it.
        headers: Name to schema node (None where there is none).
        required_headers: The names of those that must come.
        pointer: Where the response object stands in the document.
    """

    status: str
    description: str
    contents: tuple[MediaType, ...] = ()
    headers: dict[str, Node | None] = field(default_factory=dict)
    required_headers: frozenset[str] = frozenset()
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme (OpenAPI 3.1 section 4.8.27).

    Attributes:
        key: Its name in `components/securitySchemes`.
        kind: `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`.
        parameter: For apiKey the parameter's name.
        location: For apiKey header, query or cookie.
        scheme: For http `basic`, `bearer` or `digest` in lower case; any other as the document writes it, because not
            every server knows that case does not matter (RFC 9110 section 11.1).
        flows: For oauth2 the raw `flows` object, for example `{"password": {"tokenUrl": "token", "scopes": {…}}}`.
        open_id_connect_url: For openIdConnect where its metadata is (OpenID Connect Discovery 1.0), possibly relative.
        oauth2_metadata_url: For oauth2 the same (RFC 8414; OpenAPI 3.2), where the document names it.
    """

    key: str
    kind: str
    parameter: str = ""
    location: Location | None = None
    scheme: str = ""
    flows: dict[str, dict[str, object]] = field(default_factory=dict)
    description: str = ""
    open_id_connect_url: str = ""
    oauth2_metadata_url: str = ""


@dataclass(frozen=True, slots=True)
class SecurityNeed:
    """One alternative: all of these schemes together, each with its scopes; empty means no credentials."""

    schemes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        key: `POST /books`, unique within a document; the name used by the command line and tabs.
        method: As it is sent; upper case but where a document adds one of its own in other letters.
        path: The path template as documented.
        pointer: Where it stands, for example `/paths/~1books/post`.
        security: The alternatives; empty where none is needed.
        servers: Where this operation alone is served, possibly relative; empty where it is with the others.
    """

    key: str
    method: str
    path: str
    pointer: str
    operation_id: str = ""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[SecurityNeed, ...] = ()
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """What the document says about a tag (OpenAPI 3.2 section 4.22).

    Attributes:
        parent: The name of the tag that this one is below; empty for none.
        kind: What it is for, for example `nav` or `badge`; empty where it is not said.
    """

    name: str
    summary: str = ""
    description: str = ""
    parent: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """Everything a person can call in one document.

    Attributes:
        operations: In the document's order. Those of a large document are read one by one when they are asked for:
            going through all of them is for who needs each one whole; a list shows `entries`.
        servers: The `servers` URLs, possibly relative, in order.
        schemes: Security schemes by key.
        problems: What of the document could not be read.
        tags: What it says about tags, in its order.
        document: Where the schemas' references lead; None where nobody needs them.
    """

    title: str
    version: str
    description: str
    operations: Sequence[Operation]
    schemes: dict[str, SecurityScheme] = field(default_factory=dict)
    servers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    tags: tuple[Tag, ...] = ()
    document: Document | None = field(default=None, repr=False, compare=False)

    @property
    def entries(self) -> tuple[OperationEntry, ...]:
        """What a list tells of each operation, in the same order; costs nothing for a large document."""
        if isinstance(self.operations, ListedOperations):
            return self.operations.entries
        return tuple(map(entry_of, self.operations))

    def operation(self, key: str) -> Operation | None:
        """The operation with that key (`POST /books`; the method in any case), or None."""
        method, _, path = key.strip().partition(" ")
        wanted = (method.upper(), path.strip())
        for index, entry in enumerate(self.entries):
            if (entry.method.upper(), entry.path) == wanted:
                return self.operations[index]
        return None
