from __future__ import annotations

from typing import Any

from app.core.operations.model import Operation
from app.core.operations.servers import (
    Server,
    ServerLevel,
    ServerVariable,
    document_servers,
    has_gaps,
    own_servers,
)
from app.core.spec.document import Document

REGION = {
    "url": "https://{region}.example.com/{version}",
    "description": "By region",
    "variables": {"region": {"default": "eu", "enum": ["eu", "us"], "description": "Where"}, "version": {"default": 2}},
}


def document(**members: Any) -> Document:
    return Document({"openapi": "3.1.0", **members}, version="3.1.0")


def operation(pointer: str = "/paths/~1a/get") -> Operation:
    return Operation("GET /a", "GET", "/a", pointer)


def test_a_servers_variables_are_described_in_the_order_of_its_url() -> None:
    [server] = document_servers(document(servers=[REGION]), ())
    assert server.description == "By region"
    assert server.variables == (
        ServerVariable("region", "eu", ("eu", "us"), "Where"),
        ServerVariable("version", "2"),
    )
    assert server.url() == "https://eu.example.com/2"
    assert server.url({"region": "us"}) == "https://us.example.com/2"


def test_values_can_be_read_back_from_a_url() -> None:
    [server] = document_servers(document(servers=[REGION]), ())
    assert server.values_in("https://us.example.com/3") == {"region": "us", "version": "3"}
    assert server.values_in("https://elsewhere.org") == {}
    assert Server("https://plain.example").values_in("https://plain.example") == {}


def test_a_value_may_hold_slashes_behind_the_host_or_where_it_is_a_whole_address() -> None:
    assert Server("https://h.example/{base}/x").values_in("https://h.example/api/v2/x") == {"base": "api/v2"}
    assert Server("{base}/v1").values_in("http://h:1/v1") == {"base": "http://h:1"}
    assert Server("/{tenant}").values_in("/a") == {"tenant": "a"}
    assert Server("https://{host}/{base}").values_in("https://h/a/b") == {"host": "h", "base": "a/b"}


def test_a_url_with_braces_waits_for_values() -> None:
    assert has_gaps("https://{tenant}.example.com")
    assert not has_gaps("https://example.com/{}")


def test_openapi_3_2_gives_servers_names() -> None:
    [server] = document_servers(document(servers=[{"url": "/a", "name": "prod", "description": "Live"}]), ())
    assert (server.name, server.description) == ("prod", "Live")


def test_a_variable_that_nobody_describes_stays_in_the_url_until_it_has_a_value() -> None:
    [server] = document_servers(document(servers=[{"url": "{base}/v1", "variables": 3}]), ())
    assert server.variables == (ServerVariable("base", ""),)
    assert server.url() == "{base}/v1"
    assert server.url({"base": "http://h"}) == "http://h/v1"


def test_an_operations_own_servers_come_before_those_of_its_path() -> None:
    item = {"servers": [{"url": "/path"}], "get": {"servers": [{"url": "/own"}]}, "put": {}}
    whole = document(paths={"/a": item, "/b": {"get": {}}})
    assert own_servers(whole, operation()) == (Server("/own", level=ServerLevel.OPERATION),)
    assert own_servers(whole, operation("/paths/~1a/put")) == (Server("/path", level=ServerLevel.PATH),)
    assert own_servers(whole, operation("/paths/~1b/get")) == ()
    assert own_servers(whole, operation("/nowhere/at/all")) == ()


def test_what_is_no_server_is_left_out() -> None:
    broken = document(servers=[3, {"url": 3}, {"description": "no url"}, {"url": "/a", "description": 3}])
    assert document_servers(broken, ()) == (Server("/a"),)
    assert document_servers(document(servers="http://h"), ("http://from-elsewhere", "https://{tenant}.example")) == (
        Server("http://from-elsewhere"),
        Server("https://{tenant}.example", variables=(ServerVariable("tenant", ""),)),
    )


def test_a_url_of_very_many_variables_is_reversed_at_once() -> None:
    names = [f"v{index}" for index in range(2000)]
    server = Server("http://" + "-".join(f"{{{name}}}" for name in names) + ".example.com/x")
    assert server.values_in("http://" + "-" * 5000 + ".example.com/y") == {}
    values = {name: str(index) for index, name in enumerate(names)}
    assert server.values_in(server.url(values)) == values


def test_a_url_with_too_little_between_its_ends_is_not_the_servers() -> None:
    server = Server("http://a.{v}.example.com")
    assert server.values_in("http://a.example.com") == {}
    assert server.values_in("http://a..example.com") == {"v": ""}
    assert server.values_in("http://a.b/c.example.com") == {}
    assert Server("http://{a}-{b}.example.com").values_in("http://x.example.com") == {}
    assert Server("http://plain").values_in("http://plain") == {}
