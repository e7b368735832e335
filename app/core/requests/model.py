"""A request ready for the wire, and what was sent in it before encoding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from app.core.base.json_types import OMIT, FileRef, Omitted, Value

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath


@dataclass(frozen=True, slots=True)
class BytesBody:
    """A body whose bytes are known."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One multipart part (RFC 7578): a form field with text, or a file read when sending.

    Attributes:
        name: The form field.
        content: Text or a file.
        media_type: The part's Content-Type; None leaves it out (plain text).
    """

    name: str
    content: str | FileRef
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """multipart/form-data; the boundary is fixed here so that the headers already name it."""

    boundary: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FileBody:
    """A body that is one file, read when sending."""

    file: FileRef


RequestBody: TypeAlias = BytesBody | MultipartBody | FileBody


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, by location and before encoding: what diagnosis compares the server's words with.

    Attributes:
        path, query, headers, cookies: Names and texts in order, duplicates kept.
        media_type: The Content-Type that was sent, parameters included, None where there was none.
        text: The body as text where it was text (JSON), else None.
        body: The body's value: parsed JSON, or a dict form field → value (list where repeated) for forms;
            OMIT without a body, or where the text is not JSON.
    """

    path: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
    text: str | None = None
    body: Value | Omitted = OMIT


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """One request, fixed to the byte apart from the files it names.

    Attributes:
        method: As typed.
        url: Absolute URL: scheme, host, port, and the same target.
        target: The raw request target, percent-encoding done (RFC 9112 section 3.2), for example `/books?limit=3`.
        headers: In order, duplicates kept; Host and Content-Length are the transport's.
        body: None where nothing is sent.
        sent: The same before encoding.
        trace_id: 32 hex digits, the trace id of the `traceparent` header (W3C Trace Context).
    """

    method: str
    url: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: RequestBody | None
    sent: Sent
    trace_id: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """A prepared request and what had to be bent to make it.

    Attributes:
        warnings: For example an empty path parameter; each with the field it belongs to.
    """

    request: PreparedRequest
    warnings: tuple[tuple[FieldPath, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ApiKeyCredential:
    """The value of an API key."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BearerCredential:
    """A bearer token, typed or obtained (RFC 6750)."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BasicCredential:
    """User name and password (RFC 7617)."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasswordCredential:
    """OAuth2 password flow (RFC 6749 section 4.3): what is typed, and the token once obtained.

    Attributes:
        access_token: Empty until a token was fetched.
        expires_at: Seconds since the epoch, None where the server did not say.
    """

    username: str
    password: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    access_token: str = field(default="", repr=False)
    expires_at: float | None = None


Credential: TypeAlias = ApiKeyCredential | BearerCredential | BasicCredential | PasswordCredential
