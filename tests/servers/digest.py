"""A server that lets in by Digest alone (RFC 7616), checking each answer by the book."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.catalogue import response
from tests.servers.serving import read_request

if TYPE_CHECKING:
    import asyncio

    from tests.servers.serving import Request

USER, PASSWORD, REALM = "Mufasa", "Circle of Life", "http-auth@example.org"
_HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


@dataclass
class DigestServer:
    """One server.

    Attributes:
        algorithm, qop: What it asks for.
        uses: How often each nonce may be used before it is stale.
        counts: Per nonce the highest count that was seen; a count that does not rise is a replay.
    """

    algorithm: str = "SHA-256"
    qop: str = "auth"
    uses: int = 1000
    counts: dict[str, int] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers every request of a connection."""
        while (request := await read_request(reader)) is not None:
            good, stale = self._judge(request)
            self.statuses.append(200 if good else 401)
            if good:
                writer.write(response(b'{"welcome": true}', content_type="application/json"))
            else:
                writer.write(response(b"", self._challenge(stale=stale), status="401 Unauthorized"))
            await writer.drain()

    def _challenge(self, *, stale: bool) -> str:
        nonce = secrets.token_urlsafe(12)
        self.counts[nonce] = 0
        parts = f'realm="{REALM}", qop="{self.qop}", algorithm={self.algorithm}, nonce="{nonce}", opaque="o"'
        return f"WWW-Authenticate: Digest {parts}" + (", stale=true" if stale else "")

    def _judge(self, request: Request) -> tuple[bool, bool]:
        """Whether the answer is right, and whether only its nonce is not."""
        line = next((line for line in request.header_lines if line.lower().startswith("authorization: digest ")), "")
        said = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', line)}
        if not said or said["username"] != USER or said["uri"] != request.target or said["opaque"] != "o":
            return False, False
        right = self._response(request, said) == said["response"]
        count = int(said["nc"], 16)
        known = self.counts.get(said["nonce"])
        if known is None or count > self.uses:
            return False, right
        if count <= known:
            return False, False
        self.counts[said["nonce"]] = count
        return right, False

    def _response(self, request: Request, said: dict[str, str]) -> str:
        def digest(text: str | bytes) -> str:
            raw = text if isinstance(text, bytes) else text.encode()
            return hashlib.new(_HASHES[self.algorithm.removesuffix("-sess")], raw, usedforsecurity=False).hexdigest()

        method = request.head.split(b" ", 1)[0].decode()
        key = digest(f"{USER}:{REALM}:{PASSWORD}")
        if self.algorithm.endswith("-sess"):
            key = digest(f"{key}:{said['nonce']}:{said['cnonce']}")
        signed = f"{method}:{said['uri']}" + (f":{digest(request.body)}" if said["qop"] == "auth-int" else "")
        return digest(f"{key}:{said['nonce']}:{said['nc']}:{said['cnonce']}:{said['qop']}:{digest(signed)}")
