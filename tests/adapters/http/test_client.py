from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from app.adapters.http.client import HttpClient
from app.adapters.http.model import ClientSettings, FetchedDocument
from app.adapters.http.phases import PhaseClock
from app.core.base.json_types import FileRef
from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Exchange, Failure, Phase, Response
from app.core.requests.model import BytesBody, FileBody, MultipartBody, Part, PreparedRequest, RequestBody, Sent
from tests.servers import catalogue
from tests.servers.serving import self_signed, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


def prepared(
    url: str,
    *,
    target: str = "/",
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    body: RequestBody | None = None,
) -> PreparedRequest:
    return PreparedRequest(method, url + target, target, headers, body, Sent(), "0" * 32)


def run(use: Callable[[HttpClient], Awaitable[T]], settings: ClientSettings | None = None) -> T:
    async def whole() -> T:
        client = HttpClient(settings)
        try:
            return await use(client)
        finally:
            await client.close()

    return asyncio.run(whole())


def exchange(request: PreparedRequest, settings: ClientSettings | None = None) -> Exchange:
    return run(lambda client: client.send(request, "GET /"), settings)


def failure(request: PreparedRequest, settings: ClientSettings | None = None) -> Failure:
    outcome = exchange(request, settings).outcome
    assert isinstance(outcome, Failure), outcome
    return outcome


def answer(request: PreparedRequest, settings: ClientSettings | None = None) -> Response:
    outcome = exchange(request, settings).outcome
    assert isinstance(outcome, Response), outcome
    return outcome


def echoed(request: PreparedRequest) -> bytes:
    with serving(catalogue.echo) as server:
        moved = PreparedRequest(
            request.method, server.url + request.target, request.target, request.headers, request.body, Sent(), ""
        )
        return answer(moved).body.data.replace(f":{server.port}".encode(), b":PORT")


# What goes out


def test_the_request_goes_out_as_prepared() -> None:
    raw = echoed(
        prepared(
            "http://x",
            method="get",
            target="/a/../b//c%2fd/%7Bid%7D?q=|&x=a+b&x=%20",
            headers=(("x-CASE", "1"), ("X-Case", "2"), ("Accept", "*/*"), ("X-Empty", ""), ("X-Latin", "café")),
        )
    )
    assert raw == (
        b"get /a/../b//c%2fd/%7Bid%7D?q=|&x=a+b&x=%20 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nx-CASE: 1\r\nX-Case: 2\r\n"
        b"Accept: */*\r\nX-Empty: \r\nX-Latin: caf\xe9\r\n\r\n"
    )


def test_what_latin_1_cannot_hold_goes_as_utf_8() -> None:
    assert "X-Name: 日本\r\n".encode() in echoed(prepared("http://x", headers=(("X-Name", "日本"),)))


def test_a_typed_host_header_replaces_ours() -> None:
    raw = echoed(prepared("http://x", headers=(("Accept", "*/*"), ("HOST", "shop.example"))))
    # Host comes first on the wire, as RFC 9110 section 7.2 asks for.
    assert raw == b"GET / HTTP/1.1\r\nHOST: shop.example\r\nAccept: */*\r\n\r\n"


def test_get_with_a_body() -> None:
    raw = echoed(prepared("http://x", body=BytesBody(b"{}")))
    assert raw.endswith(b"Content-Length: 2\r\n\r\n{}")


def test_post_without_a_body_announces_none() -> None:
    assert b"Content-Length: 0\r\n" in echoed(prepared("http://x", method="POST"))
    assert b"Content-Length" not in echoed(prepared("http://x", method="DELETE"))


def test_typed_transfer_encoding_is_kept() -> None:
    request = prepared("http://x", method="POST", headers=(("Transfer-Encoding", "chunked"),), body=BytesBody(b"abc"))
    assert echoed(request).endswith(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


def test_a_target_longer_than_64_kib() -> None:
    target = "/" + "a" * 100_000
    assert echoed(prepared("http://x", target=target)).startswith(f"GET {target} HTTP/1.1\r\n".encode())


def test_multipart_with_files_from_disk(tmp_path: Path) -> None:
    content = bytes(range(256)) * 2_000
    (tmp_path / "cover.png").write_bytes(content)
    body = MultipartBody(
        "BOUND",
        (
            Part("title", "Ä\nb"),
            Part("cover", FileRef(str(tmp_path / "cover.png"), 'a"b\n.png', "image/png"), "image/png"),
            Part("meta", '{"a":1}', "application/json"),
            Part("empty", ""),
        ),
    )
    raw = echoed(prepared("http://x", method="POST", body=body))
    expected = (
        '--BOUND\r\nContent-Disposition: form-data; name="title"\r\n\r\nÄ\nb\r\n'.encode()
        + b'--BOUND\r\nContent-Disposition: form-data; name="cover"; filename="a%22b%0A.png"\r\n'
        + b"Content-Type: image/png\r\n\r\n"
        + content
        + b'\r\n--BOUND\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1}'
        + b'\r\n--BOUND\r\nContent-Disposition: form-data; name="empty"\r\n\r\n\r\n--BOUND--\r\n'
    )
    assert raw.endswith(b"\r\n\r\n" + expected)
    assert f"Content-Length: {len(expected)}\r\n".encode() in raw


def test_a_body_that_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "raw.bin").write_bytes(b"\0\1\2")
    raw = echoed(prepared("http://x", method="PUT", body=FileBody(FileRef(str(tmp_path / "raw.bin"), "raw.bin"))))
    assert raw.endswith(b"Content-Length: 3\r\n\r\n\0\1\2")


# What comes in


def test_a_response_with_its_headers_as_received() -> None:
    with serving(catalogue.duplicate_headers) as server:
        response = answer(prepared(server.url))
    assert (response.status, response.reason, response.http_version) == (302, "Somewhere Else", "HTTP/1.1")
    assert response.headers == (
        ("set-cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-ODD-case", "café"),
        ("X-Utf8", "café"),
        ("Location", "http://[broken"),
        ("Content-Length", "2"),
    )
    assert response.body.data == b"ok"


def test_phases_are_in_order_and_add_up() -> None:
    with serving(catalogue.hello) as server:

        async def twice(client: HttpClient) -> tuple[Exchange, Exchange]:
            request = prepared(server.url.replace("127.0.0.1", "localhost"))
            pressed_at = time.perf_counter()
            await asyncio.sleep(0.02)
            return await client.send(request, "GET /", pressed_at=pressed_at), await client.send(request, "GET /")

        first, second = run(twice)
    assert [timing.phase for timing in first.phases] == [
        *(Phase.QUEUE, Phase.PREPARE, Phase.DNS, Phase.CONNECT, Phase.SEND, Phase.WAIT, Phase.RECEIVE)
    ]
    assert first.phases[0].duration_ms >= 20
    assert sum(timing.duration_ms for timing in first.phases) == pytest.approx(first.elapsed_ms, abs=5)
    for earlier, later in zip(first.phases, first.phases[1:], strict=False):
        assert later.start_ms == pytest.approx(earlier.start_ms + earlier.duration_ms)
    assert Phase.CONNECT not in {timing.phase for timing in second.phases}, "the connection is used again"
    assert server.connections == 1
    assert first.operation_key == "GET /"
    assert abs(first.started_at - time.time()) < 60


def test_a_compressed_body_is_decoded_and_both_sizes_are_known() -> None:
    with serving(catalogue.gzipped) as server:
        response = answer(prepared(server.url))
    assert response.body.size == len(response.body.data) > 10_000
    assert 0 < response.body.wire_size < 200
    assert response.header("content-encoding") == "gzip"


def test_a_large_body_goes_into_a_file_that_is_deleted_with_the_client(tmp_path: Path) -> None:
    kept: list[Path] = []
    with serving(catalogue.huge) as server:

        async def use(client: HttpClient) -> None:
            first = await client.send(prepared(server.url), "GET /")
            second = await client.send(prepared(server.url), "GET /")
            assert first.response is not None
            assert second.response is not None
            body = first.response.body
            assert body.file is not None
            assert second.response.body.file is not None
            kept.extend((Path(body.file), Path(second.response.body.file)))
            assert Path(body.file).read_bytes() == bytes(range(256)) * (catalogue.BIG // 256)  # noqa: ASYNC240 - a test
            assert (body.size, body.wire_size, len(body.data)) == (catalogue.BIG, catalogue.BIG, 1024 * 1024)
            client.discard(first)
            client.discard(first)
            assert [path.exists() for path in kept] == [False, True]

        run(use, ClientSettings(folder=tmp_path))
    assert [path.exists() for path in kept] == [False, False]
    assert list(tmp_path.iterdir()) == []


def test_a_body_of_exactly_the_limit_stays_in_memory() -> None:
    with serving(catalogue.huge) as server:
        response = answer(prepared(server.url), ClientSettings(memory_limit=catalogue.BIG))
    assert response.body.file is None
    assert len(response.body.data) == catalogue.BIG


def test_an_early_answer_to_a_big_body_is_shown(tmp_path: Path) -> None:
    with serving(catalogue.refuses_big_bodies) as server:
        response = answer(prepared(server.url, method="POST", body=BytesBody(bytes(30_000_000))))
    assert response.status == 413


# What goes wrong


def test_nothing_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        told = failure(prepared(f"http://127.0.0.1:{port}"))
    assert told.phase is Phase.CONNECT
    assert told.message == f"Nothing accepts connections at 127.0.0.1:{port}."
    assert "running" in told.hint
    assert "ConnectionRefusedError" in told.detail
    assert told.partial is None


def test_a_name_that_leads_nowhere() -> None:
    told = failure(prepared("http://no-such-host.invalid"))
    assert told.phase is Phase.DNS
    assert told.message == "The name no-such-host.invalid leads to no address."


@pytest.mark.parametrize("url", ["", "ftp://host", "http://", "books", "http://[::1", "http://host:99999999"])
def test_a_url_that_cannot_be_called(url: str) -> None:
    told = failure(prepared(url))
    assert told.phase is Phase.PREPARE
    assert told.message.startswith("This URL cannot be called")
    assert "http://" in told.hint


@pytest.mark.parametrize(
    ("handler", "phase", "words"),
    [
        (catalogue.closes_unanswered, Phase.WAIT, "closed the connection without an HTTP answer"),
        (catalogue.closes_at_once, Phase.WAIT, "closed the connection without an HTTP answer"),
        (catalogue.dies_mid_body, Phase.RECEIVE, "in the middle of its answer: 12 B of 1.0 kB had come"),
        (catalogue.dies_mid_chunk, Phase.RECEIVE, "in the middle of its answer, after 8 B"),
        (catalogue.invalid_chunks, Phase.RECEIVE, "breaks the rules of HTTP in its middle"),
        (catalogue.lies_about_gzip, Phase.RECEIVE, "says Content-Encoding: gzip, but its bytes are not that"),
        (catalogue.not_http, Phase.WAIT, "is not HTTP: illegal status line: '220 mail.example ESMTP'"),
    ],
)
def test_servers_on_a_bad_day(handler: catalogue.Handler, phase: Phase, words: str) -> None:
    with serving(handler) as server:
        told = failure(prepared(server.url))
        assert words in told.message
        assert told.phase is phase
        assert told.hint
        assert told.detail
        if phase is not Phase.RECEIVE:
            assert f"127.0.0.1:{server.port}" in told.message


def test_what_had_arrived_is_kept() -> None:
    with serving(catalogue.dies_mid_body) as server:
        partial = failure(prepared(server.url)).partial
    assert partial is not None
    assert (partial.status, partial.body.data) == (200, b'{"items": [1')


def test_a_reset_is_told() -> None:
    with serving(catalogue.resets) as server:
        told = failure(prepared(server.url))
    assert told.phase is Phase.WAIT
    assert "closed the connection" in told.message


def test_a_reset_in_the_middle_of_sending() -> None:
    with serving(catalogue.resets_while_receiving) as server:
        told = failure(prepared(server.url, method="POST", body=BytesBody(bytes(30_000_000))))
    assert told.phase is Phase.SEND
    assert "while the request was being sent" in told.message


def test_silence_ends_at_the_read_timeout() -> None:
    with serving(catalogue.never_answers) as server:
        told = failure(prepared(server.url), ClientSettings(ConnectionSettings(read_s=0.1)))
    assert told.phase is Phase.WAIT
    assert told.message == f"Nothing came from 127.0.0.1:{server.port} for 100 ms."


def test_no_connection_within_the_limit() -> None:
    # A backlog of zero, filled: further connections get no answer.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", port))
            told = failure(prepared(f"http://127.0.0.1:{port}"), ClientSettings(ConnectionSettings(connect_s=0.2)))
        finally:
            for filler in fillers:
                filler.close()
    assert told.phase is Phase.CONNECT
    assert "accepted no connection within 200 ms" in told.message


def test_an_untrusted_certificate(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(catalogue.hello, context=context) as server:
        told = failure(prepared(server.url))
        assert told.phase is Phase.TLS
        assert "certificate" in told.message
        assert "signed by nobody but itself" in told.hint
        trusting = ssl.create_default_context(cafile=str(certificate))
        trusted = exchange(prepared(server.url), ClientSettings(new_context=lambda: trusting))
    assert isinstance(trusted.outcome, Response)
    assert Phase.TLS in {timing.phase for timing in trusted.phases}


def test_a_certificate_for_another_name(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path, name="other.example")
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(catalogue.hello, context=context) as server:
        told = failure(prepared(server.url), ClientSettings(new_context=lambda: trusting))
    assert told.phase is Phase.TLS
    assert "another" in told.hint


@pytest.mark.parametrize(
    ("handler", "patience_s", "words"),
    [
        (catalogue.not_http, 30, "could not agree on TLS: WRONG_VERSION_NUMBER"),
        (catalogue.closes_at_once, 30, "closed the connection while TLS was being agreed on"),
        (catalogue.never_reads, 0.2, "did not agree on TLS within 200 ms"),
    ],
)
def test_tls_with_a_server_that_speaks_none(handler: catalogue.Handler, patience_s: float, words: str) -> None:
    with serving(handler) as server:
        settings = ClientSettings(ConnectionSettings(connect_s=patience_s))
        told = failure(prepared(server.url.replace("http:", "https:")), settings)
    assert told.phase is Phase.TLS
    assert words in told.message
    assert "http:// instead" in told.hint


def test_http_to_a_server_that_expects_tls(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with serving(catalogue.hello, context=context) as server:
        told = failure(prepared(server.url.replace("https:", "http:")))
    assert told.phase is Phase.WAIT
    assert "https://" in told.hint


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ((("X-A", "a\r\nX-Injected: 1"),), "The header X-A "),
        ((("X A", "1"),), "The header X A has a name"),
        ((("Ü", "1"),), "The header Ü has a name"),
        ((("Content-Length", "3"),), "Too much data"),
        ((("Content-Length", "9"),), "Too little data"),
    ],
)
def test_a_request_that_is_no_http(headers: tuple[tuple[str, str], ...], words: str) -> None:
    with serving(catalogue.echo) as server:
        told = failure(prepared(server.url, method="POST", headers=headers, body=BytesBody(b"12345")))
    assert told.phase is Phase.PREPARE
    assert words in told.message


def test_files_that_cannot_be_sent(tmp_path: Path) -> None:
    def upload(path: str) -> Failure:
        part = Part("file", FileRef(path, "f"), "text/plain")
        return failure(prepared("http://127.0.0.1:1", method="POST", body=MultipartBody("B", (part,))))

    missing = upload(str(tmp_path / "missing.png"))
    assert missing.phase is Phase.PREPARE
    assert missing.message == f"The file {tmp_path / 'missing.png'} cannot be read: No such file or directory."
    assert "is not a file that can be uploaded" in upload(str(tmp_path)).message
    assert "cannot be read" in upload("a\0b").message


@pytest.mark.parametrize("change", ["shrinks", "vanishes"])
def test_a_file_that_changes_while_it_is_sent(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "big.bin"
    file.write_bytes(bytes(1000))
    original = PhaseClock.begin

    def begin(clock: PhaseClock, phase: Phase) -> None:
        if phase is Phase.SEND:
            file.write_bytes(b"x") if change == "shrinks" else file.unlink()
        original(clock, phase)

    monkeypatch.setattr(PhaseClock, "begin", begin)
    body = MultipartBody("B", (Part("file", FileRef(str(file), "f"), "text/plain"),))
    with serving(catalogue.echo) as server:
        told = failure(prepared(server.url, method="POST", body=body))
    assert ("became shorter" if change == "shrinks" else "cannot be read") in told.message


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    with serving(catalogue.huge) as server:
        told = failure(prepared(server.url), ClientSettings(folder=folder))
    assert told.phase is Phase.RECEIVE
    assert "could not be written to disk" in told.message
    assert told.partial is not None


# Cancelling


@pytest.mark.parametrize(
    ("handler", "phase"),
    [
        (catalogue.never_answers, Phase.WAIT),
        (catalogue.slow_drip, Phase.RECEIVE),
        (catalogue.never_reads, Phase.SEND),
    ],
)
def test_cancelling_is_immediate_and_keeps_what_came(handler: catalogue.Handler, phase: Phase) -> None:
    async def use(client: HttpClient) -> tuple[Exchange, float]:
        client.warm_up()
        body = BytesBody(bytes(50_000_000)) if phase is Phase.SEND else None
        task = asyncio.create_task(client.send(prepared(server.url, method="POST", body=body), "POST /"))
        await asyncio.sleep(0.3)
        assert not task.done()
        before = time.perf_counter()
        task.cancel()
        done = await task
        assert task.cancelling() == 0
        return done, time.perf_counter() - before

    with serving(handler) as server:
        done, took = run(use)
    assert took < 0.5
    assert isinstance(done.outcome, Failure)
    assert done.outcome.cancelled
    assert done.outcome.phase is phase
    assert done.outcome.message.startswith("Stopped after ")
    if phase is Phase.RECEIVE:
        assert done.response is not None
        assert done.response.body.data.startswith(b".")


def test_the_client_can_be_used_after_a_cancellation() -> None:
    async def use(client: HttpClient) -> Exchange:
        task = asyncio.create_task(client.send(prepared(stuck.url), "GET /"))
        await asyncio.sleep(0.1)
        task.cancel()
        await task
        return await client.send(prepared(fine.url), "GET /")

    with serving(catalogue.never_answers) as stuck, serving(catalogue.hello) as fine:
        outcome = run(use).outcome
    assert isinstance(outcome, Response)


def test_many_at_once() -> None:
    async def use(client: HttpClient) -> list[Exchange]:
        return await asyncio.gather(*(client.send(prepared(server.url), f"GET /{n}") for n in range(50)))

    with serving(catalogue.hello) as server:
        done = run(use)
    assert all(isinstance(each.outcome, Response) for each in done)


# Proxies


def test_a_proxy_of_the_environment_is_used_but_not_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(catalogue.echo) as proxy, serving(catalogue.echo) as server:
        monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
        far = answer(prepared("http://far.example", target="/a%2Fb"))
        near = answer(prepared(server.url, target="/near"))
    assert far.body.data.startswith(b"GET http://far.example/a%2Fb HTTP/1.1\r\nHost: far.example\r\n")
    assert near.body.data.startswith(b"GET /near HTTP/1.1")


def test_a_tunnel_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, certificate = self_signed(tmp_path, name="far.example")
    asked: list[bytes] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server.port)
        try:
            await asyncio.gather(pipe(reader, far_writer), pipe(far_reader, writer))
        finally:
            far_writer.close()
            with contextlib.suppress(ConnectionError):
                await far_writer.wait_closed()

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            sink.write(chunk)
        sink.close()

    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(catalogue.echo, context=context) as server, serving(tunnel) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        response = answer(
            prepared("https://far.example", target="/a?b=%20"), ClientSettings(new_context=lambda: trusting)
        )
    assert response.body.data.startswith(b"GET /a?b=%20 HTTP/1.1\r\nHost: far.example\r\n")
    assert asked[0].startswith(b"CONNECT far.example:443 ")


# Documents


def fetch(url: str) -> FetchedDocument | Failure:
    return run(lambda client: client.fetch_document(url))


@pytest.mark.parametrize("path", ["/v1/openapi.json", "/v1/docs", "/old", "/spec file", "/v1"])
def test_a_document_is_found(path: str) -> None:
    with serving(catalogue.api) as server:
        found = fetch(server.url.removeprefix("http://") + path)
    assert isinstance(found, FetchedDocument), found
    assert '"title": "Tiny"' in found.text
    expected = "/spec file" if path == "/spec file" else "/v1/openapi.json"
    assert found.url == server.url + expected
    assert found.media_type == "application/json"


def test_no_document_is_told() -> None:
    with serving(catalogue.api) as server:
        told = fetch(server.url)
        assert isinstance(told, Failure)
        assert told.message == f"{server.url}/openapi.json answered 404 Not Found."
        circle = fetch(f"{server.url}/circle")
        assert isinstance(circle, Failure)
        assert "redirects" in circle.message
        broken = fetch(f"{server.url}/broken-redirect")
        assert isinstance(broken, Failure)
        assert "is no URL" in broken.message
    with serving(catalogue.hello) as server:
        told = fetch(server.url)
        assert isinstance(told, Failure)
        assert "answered with text/plain that is no OpenAPI document" in told.message


def test_no_server_is_told_at_once() -> None:
    told = fetch("http://127.0.0.1:1")
    assert isinstance(told, Failure)
    assert told.phase is Phase.CONNECT
    bad = fetch("http://[")
    assert isinstance(bad, Failure)
    assert "is no URL" in bad.message


def test_importing_the_client_imports_neither_httpx_nor_asyncio() -> None:
    script = (
        "import sys; from app.adapters.http.client import HttpClient; HttpClient();"
        "print(sorted({'httpx', 'asyncio', 'truststore', 'ssl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]")
