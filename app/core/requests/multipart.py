"""multipart/form-data on the wire (RFC 7578): the bytes around the files, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import FileRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.requests.model import MultipartBody, Part


def encode_multipart(body: MultipartBody) -> tuple[bytes | FileRef, ...]:
    """The body in pieces: bytes to send as they are, and files to send whole in their place."""
    pieces: list[bytes | FileRef] = []
    for piece in _pieces(body):
        if isinstance(piece, bytes) and pieces and isinstance(pieces[-1], bytes):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


def _pieces(body: MultipartBody) -> Iterator[bytes | FileRef]:
    delimiter = f"--{body.boundary}".encode()
    for part in body.parts:
        yield delimiter + b"\r\n" + _part_headers(part) + b"\r\n"
        yield part.content if isinstance(part.content, FileRef) else part.content.encode(errors="surrogatepass")
        yield b"\r\n"
    yield delimiter + b"--\r\n"


def _part_headers(part: Part) -> bytes:
    disposition = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
    if isinstance(part.content, FileRef):
        disposition += f'; filename="{_quoted(part.content.filename)}"'
    lines = [disposition]
    if part.media_type:
        # A line break would begin a header of its own.
        lines.append(f"Content-Type: {' '.join(part.media_type.split())}")
    return "".join(f"{line}\r\n" for line in lines).encode(errors="surrogatepass")


def _quoted(name: str) -> str:
    # As browsers do (WHATWG HTML 4.10.21.8): UTF-8 raw, and only what would end the quoted text escaped.
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
