"""A server of a few pages that remembers what it was asked for."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.catalogue import response
from tests.servers.serving import read_request, serving

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Page:
    """What one target answers.

    Attributes:
        tag: Its entity tag (RFC 9110 section 8.8.3); empty for none.
    """

    body: bytes = b""
    content_type: str = "application/json"
    status: str = "200 OK"
    headers: tuple[str, ...] = ()
    tag: str = ""


class Site:
    """Answers with its pages, else 404.

    Attributes:
        pages: By target; may be changed while it runs.
        asked: Every target it was asked for, in order.
        url: Where it is; set while it runs.
    """

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers with its pages."""
        while (request := await read_request(reader)) is not None:
            self.asked.append(request.target)
            page = self.pages.get(request.target, Page(b"{}", status="404 Not Found"))
            headers = [*page.headers, *([f"ETag: {page.tag}"] if page.tag else [])]
            if page.tag and f"If-None-Match: {page.tag}" in request.header_lines:
                writer.write(("\r\n".join(("HTTP/1.1 304 Not Modified", *headers)) + "\r\n\r\n").encode())
            else:
                writer.write(response(page.body, *headers, status=page.status, content_type=page.content_type))
            await writer.drain()


@contextlib.contextmanager
def serving_site(pages: Mapping[str, Page] | None = None) -> Iterator[Site]:
    """Runs a site while the block runs."""
    site = Site(pages or {})
    with serving(site.answer) as server:
        site.url = server.url
        yield site
