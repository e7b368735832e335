from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.json_types import FileRef
from app.core.requests.credentials import CertificateCredential, DigestCredential
from app.core.requests.curl import to_curl
from app.core.requests.model import (
    Authentication,
    BytesBody,
    FileBody,
    MultipartBody,
    Part,
    PreparedRequest,
    RequestBody,
    Sent,
)
from app.core.requests.multipart import encode_multipart
from tests.servers import catalogue
from tests.servers.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

NASTY = 'it\'s "$HOME" `id` \\n %d ! * ~ {a,b}\n\té'


def prepared(
    *headers: tuple[str, str],
    url: str = "http://h/books",
    target: str = "/books",
    method: str = "POST",
    body: RequestBody | None = None,
) -> PreparedRequest:
    return PreparedRequest(method, url, target, headers, body, Sent(), "ab" * 16)


def words(command: str) -> list[str]:
    """What a POSIX shell hands to curl."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return [word.decode("utf-8", "surrogateescape") for word in done.stdout.split(b"\0")[:-1]]


def test_a_plain_get_is_short() -> None:
    command = to_curl(
        prepared(
            ("Accept", "*/*"),
            ("User-Agent", "Routeglass"),
            ("traceparent", "00"),
            ("x-routeglass-trace", "1"),
            method="GET",
        )
    )
    assert command == "curl http://h/books \\\n  --header 'Accept: */*'"


def test_every_word_survives_the_shell() -> None:
    request = prepared(
        ("X-Nasty", NASTY),
        ("X-Empty", ""),
        ("Content-Type", "application/json"),
        ("User-Agent", "mine"),
        url="http://h/a?b='c'&d=e f",
        method="PUT",
        body=BytesBody(NASTY.encode()),
    )
    with_latin = words(to_curl(request))
    assert with_latin == [
        *(
            "--request",
            "PUT",
            "http://h/a?b='c'&d=e f",
            "--header",
            f"X-Nasty: {NASTY}".encode("latin-1").decode("utf-8", "surrogateescape"),
        ),
        *("--header", "X-Empty;", "--header", "Content-Type: application/json", "--header", "User-Agent: mine"),
        *("--data-raw", NASTY),
    ]


def test_methods() -> None:
    assert "--request" not in to_curl(prepared(body=BytesBody(b"x")))
    assert words(to_curl(prepared()))[:2] == ["--request", "POST"]
    assert words(to_curl(prepared(method="GET", body=BytesBody(b"x"))))[:2] == ["--request", "GET"]
    assert words(to_curl(prepared(method="HEAD")))[0] == "--head"
    assert words(to_curl(prepared(method="HEAD", body=BytesBody(b"x"))))[:2] == ["--request", "HEAD"]
    assert words(to_curl(prepared(method="get")))[:2] == ["--request", "get"]


def test_urls_that_curl_would_change() -> None:
    command = to_curl(prepared(method="GET", url="http://h/a/../b?x[0]={1}", target="/a/../b?x[0]={1}"))
    assert words(command) == ["--path-as-is", "--globoff", "http://h/a/../b?x[0]={1}"]


def test_a_body_without_a_type_gets_none_from_curl() -> None:
    assert words(to_curl(prepared(body=BytesBody(b"x"))))[-4:] == ["--header", "Content-Type:", "--data-raw", "x"]


def test_multipart_and_file_bodies() -> None:
    body = MultipartBody(
        "B",
        (
            Part("note", "@a;type=x"),
            Part("meta", '{"a": "b\\c"}', "application/json"),
            Part("file", FileRef('/t/a "b".png', "c;d.png"), "image/png"),
        ),
    )
    assert words(to_curl(prepared(("Content-Type", "multipart/form-data; boundary=B"), body=body))) == [
        "http://h/books",
        *("--form-string", "note=@a;type=x"),
        *("--form", 'meta="{\\"a\\": \\"b\\\\c\\"}";type=application/json'),
        *("--form", 'file=@"/t/a \\"b\\".png";filename="c;d.png";type=image/png'),
    ]
    assert words(to_curl(prepared(("Content-Type", "x/y"), body=FileBody(FileRef("/t/a b", "b")))))[-2:] == [
        "--data-binary",
        "@/t/a b",
    ]
    untyped = MultipartBody("B", (Part("f", FileRef("/t/x", "x")),))
    assert words(to_curl(prepared(body=untyped)))[-1] == 'f=@"/t/x";filename="x"'


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs the curl program")
@pytest.mark.parametrize(
    "body",
    [
        None,
        BytesBody(b""),
        BytesBody(b"@not-a-file & it's\r\n\ttext"),
        BytesBody(bytes(range(256)) + b"\\0101%d" + bytes(10)),
        BytesBody("日本".encode("utf-16")),
    ],
)
def test_real_curl_sends_the_same_bytes(body: RequestBody | None) -> None:
    with serving(catalogue.echo) as server:
        request = prepared(
            ("Accept", "*/*"),
            ("User-Agent", "x"),
            ("X-Nasty", 'it\'s "$HOME" \\ é %'),
            ("X-Empty", ""),
            ("Content-Type", "application/json"),
            url=f"{server.url}/a/../b%2F?q=%5B1%5D&r=[2]",
            target="/a/../b%2F?q=%5B1%5D&r=[2]",
            method="PATCH",
            body=body,
        )
        done = subprocess.run(["sh", "-c", f"{to_curl(request)} --silent"], capture_output=True, check=True)
    head, _, sent = done.stdout.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"PATCH /a/../b%2F?q=%5B1%5D&r=[2] HTTP/1.1"
    wanted = {b"Accept: */*", b"User-Agent: x", b'X-Nasty: it\'s "$HOME" \\ \xe9 %', b"X-Empty:"}
    assert wanted <= {line.rstrip() for line in lines}
    assert lines.count(b"Content-Type: application/json") == 1
    assert sent == (body.data if isinstance(body, BytesBody) else b"")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs the curl program")
def test_real_curl_sends_the_same_parts(tmp_path: Path) -> None:
    file = tmp_path / 'a "b", c;d.bin'
    file.write_bytes(bytes(range(256)))
    body = MultipartBody(
        "B",
        (
            Part("note", '@x;y="z"\nü'),
            Part("meta", '{"a": "\\"b"}', "application/json"),
            Part("f", FileRef(str(file), "n;ame.bin"), "application/x-thing"),
        ),
    )
    with serving(catalogue.echo) as server:
        request = prepared(url=server.url + "/", target="/", body=body)
        done = subprocess.run(["sh", "-c", f"{to_curl(request)} --silent"], capture_output=True, check=True)
    head, _, sent = done.stdout.partition(b"\r\n\r\n")
    boundary = head.partition(b"boundary=")[2].partition(b"\r\n")[0]
    parts = [part.strip(b"\r\n") for part in sent.split(b"--" + boundary)[1:-1]]
    assert parts == [
        'Content-Disposition: form-data; name="note"\r\n\r\n@x;y="z"\nü'.encode(),
        b'Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a": "\\"b"}',
        b'Content-Disposition: form-data; name="f"; filename="n;ame.bin"\r\n'
        b"Content-Type: application/x-thing\r\n\r\n" + bytes(range(256)),
    ]


def test_what_curl_does_itself_is_left_to_it() -> None:
    certificate = CertificateCredential("my cert.pem", "key.pem", "s3cret")
    login = DigestCredential("ann", "p w")
    made = PreparedRequest("GET", "http://h/", "/", (), None, Sent(), "0" * 32, Authentication(login=login))
    assert to_curl(made) == "curl http://h/ \\\n  --digest \\\n  --user 'ann:p w'"
    made = replace(made, authentication=Authentication(certificate=certificate))
    assert to_curl(made) == "curl http://h/ \\\n  --cert 'my cert.pem' \\\n  --key key.pem"
    made = replace(made, authentication=Authentication(certificate=CertificateCredential("both.pem")))
    assert to_curl(made) == "curl http://h/ \\\n  --cert both.pem"
    made = replace(made, authentication=Authentication(certificate=CertificateCredential("me.PFX", "", "s3cret")))
    assert to_curl(made) == "curl http://h/ \\\n  --cert me.PFX \\\n  --cert-type P12"


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs the curl program")
@pytest.mark.parametrize(
    ("media_type", "part"),
    [
        ("multipart/form-data", Part("meta", "{}", "application/json", (("X-Id", "it's 5 %"),))),
        ("multipart/mixed", Part(None, "text\\n\0")),
        ("multipart/related", Part("named", "x")),
    ],
)
def test_parts_that_curl_cannot_make_are_written_out(tmp_path: Path, media_type: str, part: Part) -> None:
    file = tmp_path / "-a 'b'.bin"
    file.write_bytes(bytes(range(256)))
    body = MultipartBody("B", (part, Part(None, FileRef(str(file), "n.bin"), "application/x-thing")))
    wanted = b"".join(file.read_bytes() if isinstance(piece, FileRef) else piece for piece in encode_multipart(body))
    with serving(catalogue.echo) as server:
        request = prepared(("Content-Type", f"{media_type}; boundary=B"), url=server.url + "/", target="/", body=body)
        done = subprocess.run(["sh", "-c", f"{to_curl(request)} --silent"], capture_output=True, check=True)
    head, _, sent = done.stdout.partition(b"\r\n\r\n")
    assert f"Content-Type: {media_type}; boundary=B".encode() in head
    assert sent == wanted
