"""A small HTTP/2 server (RFC 9113) that answers with what it was asked, as JSON; its context offers h2 by ALPN."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

if TYPE_CHECKING:
    import asyncio
    import ssl


@dataclass
class Http2Server:
    """Answers every request of a connection.

    Attributes:
        asked: The header lists of the requests, pseudo headers included, in order.
    """

    asked: list[list[tuple[str, str]]] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        heads: dict[int, list[tuple[str, str]]] = {}
        bodies: dict[int, bytes] = {}
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                match event:
                    case RequestReceived(stream_id=stream, headers=headers):
                        heads[stream] = [(str(name), str(value)) for name, value in headers]
                        bodies[stream] = b""
                        self.asked.append(heads[stream])
                    case DataReceived(stream_id=stream, data=piece, flow_controlled_length=length):
                        bodies[stream] += piece
                        connection.acknowledge_received_data(length, stream)
                    case StreamEnded(stream_id=stream):
                        told = {"headers": heads[stream], "body": bodies[stream].decode(errors="replace")}
                        answer = json.dumps(told).encode()
                        head = [(b":status", b"200"), (b"content-type", b"application/json")]
                        connection.send_headers(stream, [*head, (b"content-length", str(len(answer)).encode())])
                        connection.send_data(stream, answer, end_stream=True)
            writer.write(connection.data_to_send())
            await writer.drain()


def offering_h2(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, offering HTTP/2 first."""
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context
