"""Multipart bodies on the wire (RFC 2046 section 5.1, RFC 7578): the bytes around the files, and the files."""

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
    lines: list[str] = []
    if not any(name.lower() == "content-disposition" for name, _ in part.headers):
        lines += _disposition(part)
    if part.media_type:
        lines.append(f"Content-Type: {_one_line(part.media_type)}")
    lines += [f"{_one_line(name)}: {_one_line(text)}" for name, text in part.headers]
    return "".join(f"{line}\r\n" for line in lines).encode(errors="surrogatepass")


def _disposition(part: Part) -> list[str]:
    named = f'form-data; name="{_quoted(part.name)}"' if part.name is not None else "attachment"
    if isinstance(part.content, FileRef):
        return [f'Content-Disposition: {named}; filename="{_quoted(part.content.filename)}"']
    return [f"Content-Disposition: {named}"] if part.name is not None else []


def _one_line(text: str) -> str:
    # A line break would begin a header of its own.
    return " ".join(text.split())


def _quoted(name: str) -> str:
    # As browsers do (WHATWG HTML 4.10.21.8): UTF-8 raw, and only what would end the quoted text escaped.
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
