from __future__ import annotations

import pytest

from app.core.operations.model import Api, Operation
from app.core.requests.urls import Base, base_of, is_url, join, server_urls, split_base, without_login


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://127.0.0.1:8000", Base("http://127.0.0.1:8000")),
        ("http://127.0.0.1:8000/", Base("http://127.0.0.1:8000")),
        (" https://h/v1/ ", Base("https://h", "/v1")),
        ("localhost:8000/a b", Base("http://localhost:8000", "/a%20b")),
        ("http://h/v1?key=a b#frag", Base("http://h", "/v1", "key=a%20b")),
        ("http://[::1]:80/x", Base("http://[::1]:80", "/x")),
        ("http://us%40er:p:w@h", Base("http://h", authorization="Basic dXNAZXI6cDp3")),
        ("http://[", Base("http://[")),
        ("", Base("http://")),
    ],
)
def test_split(url: str, base: Base) -> None:
    assert split_base(url) == base


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://ann:s3cret@h:8/a?b=c@d#e", "http://h:8/a?b=c@d#e"),
        ("http://h/ann@h", "http://h/ann@h"),
        ("http://[", "http://["),
        ("localhost:8000", "localhost:8000"),
    ],
)
def test_without_login(url: str, shown: str) -> None:
    assert without_login(url) == shown


@pytest.mark.parametrize(
    ("base", "reference", "url"),
    [
        ("http://h:1", "token", "http://h:1/token"),
        ("http://h/v1", "token", "http://h/v1/token"),
        ("http://h/v1/", "/token", "http://h/token"),
        ("http://h", "https://other/t", "https://other/t"),
        ("http://[", "token", "token"),
    ],
)
def test_join(base: str, reference: str, url: str) -> None:
    assert join(base, reference) == url


@pytest.mark.parametrize(
    ("servers", "document_url", "urls"),
    [
        ((), "http://h:8000/openapi.json", ("http://h:8000",)),
        (("/v1", "https://prod/api/"), "http://h/docs/openapi.json", ("http://h/v1", "https://prod/api")),
        ((".",), "http://h/docs/openapi.json", ("http://h/docs",)),
        (("/v1", "https://prod"), "", ("https://prod",)),
        ((), "", ()),
        (("/", "http://h"), "http://h/openapi.json", ("http://h",)),
        (("//h/v1",), "https://d/swagger.json", ("https://h/v1",)),
        (("//h/v1",), "file:///apis/swagger.json", ("https://h/v1",)),
        (("//h/v1",), "", ("https://h/v1",)),
        (("https://{tenant}.x", "http://ok/{v}", "http://ok"), "http://h/openapi.json", ("http://ok",)),
        (("http://[", "http://h:port", "http://ok"), "http://h/openapi.json", ("http://ok",)),
    ],
)
def test_servers(servers: tuple[str, ...], document_url: str, urls: tuple[str, ...]) -> None:
    assert server_urls(Api("t", "1", "", (), servers=servers), document_url) == urls


@pytest.mark.parametrize(
    ("url", "is_one"), [("http://h:80/a", True), ("/a", True), ("http://[", False), ("//h:x", False)]
)
def test_what_is_no_url(url: str, is_one: bool) -> None:
    assert is_url(url) is is_one


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ((), "localhost:8000/v1"),
        (("https://files.example/up", "https://other"), "https://files.example/up"),
        (("/v2",), "http://localhost:8000/v2"),
        (("v2",), "http://localhost:8000/v1/v2"),
    ],
)
def test_an_operation_may_have_a_server_of_its_own(servers: tuple[str, ...], url: str) -> None:
    assert base_of(Operation("GET /", "GET", "/", "", servers=servers), "localhost:8000/v1") == url
