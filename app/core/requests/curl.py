"""A prepared request as a curl command for a POSIX shell, to paste into a terminal, an issue or a chat."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import FileRef
from app.core.base.media_types import FORM_MULTIPART, essence
from app.core.requests.model import TRACE_HEADER, FileBody, MultipartBody
from app.core.requests.multipart import encode_multipart
from app.core.requests.prepare import USER_AGENT

if TYPE_CHECKING:
    from app.core.requests.model import Part, PreparedRequest

_OURS: Final = frozenset({"traceparent", TRACE_HEADER})
"""Headers that mean something only between this program and its server."""


def to_curl(request: PreparedRequest) -> str:
    """The command, one option per line; what it sends is what was prepared, but for the trace headers.

    Bytes that no shell argument can hold are written with `printf`, so the text itself is always printable.
    """
    lead, body = _body(request)
    arguments = [*_method(request), *_url(request), *_authentication(request), *_headers(request), *body]
    return lead + " \\\n  ".join(["curl " + arguments[0], *arguments[1:]])


def _method(request: PreparedRequest) -> list[str]:
    if request.method == "HEAD" and request.body is None:
        return ["--head"]
    implied = "GET" if request.body is None else "POST"
    return [] if request.method == implied else [f"--request {shlex.quote(request.method)}"]


def _url(request: PreparedRequest) -> list[str]:
    arguments: list[str] = []
    # curl would take away dot segments and expand braces and brackets.
    if any(segment in {".", ".."} for segment in request.target.partition("?")[0].split("/")):
        arguments.append("--path-as-is")
    if set(request.url) & set("[]{}"):
        arguments.append("--globoff")
    return [*arguments, shlex.quote(request.url)]


def _authentication(request: PreparedRequest) -> list[str]:
    """What curl does itself: answering a Digest challenge, and showing a certificate; its pass phrase curl asks for."""
    arguments: list[str] = []
    login, certificate = request.authentication.login, request.authentication.certificate
    if login is not None:
        arguments += ["--digest", f"--user {shlex.quote(f'{login.username}:{login.password}')}"]
    if certificate is not None:
        arguments.append(f"--cert {shlex.quote(certificate.certificate)}")
        is_pkcs12 = certificate.certificate.lower().endswith((".p12", ".pfx"))
        arguments += ["--cert-type P12"] if is_pkcs12 else []
        arguments += [f"--key {shlex.quote(certificate.key)}"] if certificate.key else []
    return arguments


def _body(request: PreparedRequest) -> tuple[str, list[str]]:
    """What stands before curl, and the arguments."""
    if isinstance(request.body, MultipartBody):
        if _is_form(request):
            return "", [_form(part) for part in request.body.parts]
        pieces = [_piece(piece) for piece in encode_multipart(request.body)]
        return f"{{ {'; '.join(pieces)}; }} | ", ["--data-binary @-"]
    if isinstance(request.body, FileBody):
        return "", [f"--data-binary {shlex.quote('@' + request.body.file.path)}"]
    if request.body is None:
        return "", []
    data = _argument(request.body.data)
    if data is None:
        return f"{_printf(request.body.data, '%b')} | ", ["--data-binary @-"]
    return "", [f"--data-raw {data}"]


def _is_form(request: PreparedRequest) -> bool:
    """Whether curl can make the parts itself: named fields without headers of their own."""
    if not isinstance(request.body, MultipartBody):
        return False
    kinds = [essence(value) for name, value in request.headers if name.lower() == "content-type"]
    is_form_data = kinds in ([], [FORM_MULTIPART])
    return is_form_data and all(part.name is not None and not part.headers for part in request.body.parts)


def _piece(piece: bytes | FileRef) -> str:
    return f"cat -- {shlex.quote(piece.path)}" if isinstance(piece, FileRef) else _printf(piece, "%b")


def _headers(request: PreparedRequest) -> list[str]:
    lines: list[str] = []
    multipart = _is_form(request)
    for name, value in request.headers:
        lower = name.lower()
        ours = lower in _OURS or (lower == "user-agent" and value == USER_AGENT)
        # curl makes a boundary of its own; ours would not fit it.
        if ours or (multipart and lower == "content-type"):
            continue
        text = f"{name}: {value}" if value else f"{name};"
        raw = text.encode("latin-1") if _fits_latin_1(text) else text.encode(errors="surrogatepass")
        argument = _argument(raw)
        lines.append(f"--header {argument}" if argument is not None else f'--header "$({_printf(raw)})"')
    if (
        request.body is not None
        and not multipart
        and not any(name.lower() == "content-type" for name, _ in request.headers)
    ):
        lines.append("--header 'Content-Type:'")
    return lines


def _form(part: Part) -> str:
    if isinstance(part.content, FileRef):
        value = f"@{_form_quoted(part.content.path)};filename={_form_quoted(part.content.filename)}"
    elif part.media_type is None:
        return f"--form-string {shlex.quote(f'{part.name}={part.content}')}"
    else:
        value = _form_quoted(part.content)
    kind = f";type={part.media_type}" if part.media_type else ""
    return f"--form {shlex.quote(f'{part.name}={value}{kind}')}"


def _form_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _fits_latin_1(text: str) -> bool:
    return all(ord(character) < 256 for character in text)


def _argument(raw: bytes) -> str | None:
    """The bytes as one quoted shell word; None where no word can hold them."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else shlex.quote(text)


def _printf(raw: bytes, form: str = "") -> str:
    """A printf command that writes the bytes: as its format, or after `%b`, whose octal escapes begin with 0."""
    if form:
        written = "".join(chr(byte) if _plain(byte) else f"\\0{byte:03o}" for byte in raw)
        return f"printf '{form}' {shlex.quote(written)}"
    written = "".join("%%" if byte == ord("%") else chr(byte) if _plain(byte) else f"\\{byte:03o}" for byte in raw)
    return f"printf {shlex.quote(written)}"


def _plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte != ord("\\")
