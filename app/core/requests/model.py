"""A request ready for the wire, and what was sent in it before encoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.base.json_types import OMIT, FileRef, Omitted, Value

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.requests.credentials import CertificateCredential, DigestCredential

TRACE_HEADER: Final = "x-routeglass-trace"
"""Names the trace to the recorder in a server that we run, which takes it off before the app sees it."""


@dataclass(frozen=True, slots=True)
class BytesBody:
    """A body whose bytes are known."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One multipart part (RFC 7578): a form field with text, or a file read when sending.

    Attributes:
        name: The form field; None for a part without a name, in other bodies than forms.
        content: Text or a file.
        media_type: The part's Content-Type; None leaves it out (plain text).
        headers: Its other headers, in order; a Content-Disposition among them replaces the usual one.
    """

    name: str | None
    content: str | FileRef
    media_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """Parts; the boundary is fixed here so that the headers already name it."""

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
class Authentication:
    """How a request is authenticated, beyond what its headers say.

    Attributes:
        schemes: Keys of the security schemes that are used, in order.
        places: Where credentials stand in the request, so that it can be shown without them.
        digest: Key of the scheme whose challenge shall be answered (RFC 7616); empty without.
        login: What that answer is made with.
        certificate: What is shown to a server that asks for a client certificate.
    """

    schemes: tuple[str, ...] = ()
    places: tuple[FieldPath, ...] = ()
    digest: str = ""
    login: DigestCredential | None = None
    certificate: CertificateCredential | None = None


UNAUTHENTICATED: Final = Authentication()


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
    authentication: Authentication = UNAUTHENTICATED


@dataclass(frozen=True, slots=True)
class Preparation:
    """A prepared request and what had to be bent to make it.

    Attributes:
        warnings: For example an empty path parameter; each with the field it belongs to.
    """

    request: PreparedRequest
    warnings: tuple[tuple[FieldPath, str], ...] = ()
