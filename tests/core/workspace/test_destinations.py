"""Where requests go, and who has agreed to it."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.operations.read import read_api
from app.core.operations.servers import ServerLevel
from app.core.spec.document import Document
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace

UPLOAD = {"servers": [{"url": "https://up.example/v1/"}], "post": {"responses": {}}}


def opened(source: Source, **members: Any) -> Workspace:
    raw = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {}}}, "/up": UPLOAD}, **members}
    document, workspace = Document(raw, version="3.1.0"), Workspace()
    workspace.open_source(source, document, read_api(document))
    return workspace


def a_source(place: str = "/api/a.json", base_url: str = "https://api.example", **facts: Any) -> Source:
    return Source("A", SourceStatus.RUNNING, base_url, key=facts.pop("key", place), place=place, **facts)


def base(workspace: Workspace, key: str) -> str:
    assert workspace.api is not None
    return workspace.destinations.base_url(workspace.api.operation(key))


def test_most_operations_go_where_the_source_says_and_some_have_a_server_of_their_own() -> None:
    workspace = opened(a_source())
    assert base(workspace, "GET /a") == workspace.destinations.base_url(None) == "https://api.example"
    assert base(workspace, "POST /up") == "https://up.example/v1"
    ours = opened(a_source(inside=True))
    assert base(ours, "POST /up") == "https://api.example"


def test_what_is_chosen_holds_for_all_or_for_the_operation_with_its_own_server() -> None:
    workspace = opened(a_source())
    heard: list[object] = []
    workspace.events.subscribe(ev.DestinationChanged, heard.append)
    assert workspace.api is not None
    workspace.destinations.choose("http://u:p@localhost:8000", workspace.api.operation("GET /a"))
    assert base(workspace, "GET /a") == workspace.source.base_url == "http://u:p@localhost:8000"
    assert workspace.destinations.chosen == "http://localhost:8000"
    assert base(workspace, "POST /up") == "https://up.example/v1"
    workspace.destinations.choose("http://localhost:9000", workspace.api.operation("POST /up"))
    assert base(workspace, "POST /up") == "http://localhost:9000"
    workspace.destinations.choose("http://localhost:9001", workspace.api.operation("POST /up"))
    assert base(workspace, "POST /up") == "http://localhost:9001"
    assert base(workspace, "GET /a") == "http://u:p@localhost:8000"
    assert len(heard) == 3
    workspace.destinations.forget()
    assert (base(workspace, "POST /up"), workspace.destinations.chosen) == ("https://up.example/v1", "")


@pytest.mark.parametrize(
    ("key", "agreed"),
    [
        ("https://api.example/openapi.json", True),
        ("http://api.example:80", True),
        ("api.example", True),
        ("https://api.example:8443/openapi.json", False),
        ("https://docs.example/openapi.json", False),
        ("/api/a.json", False),
        ("", False),
    ],
)
def test_a_host_that_the_person_named_needs_no_question(key: str, agreed: bool) -> None:
    workspace = opened(a_source("/api/a.json", key=key))
    assert workspace.destinations.is_agreed("https://api.example/v1") is agreed


def test_this_machine_has_many_names() -> None:
    workspace = opened(a_source(key="127.0.0.1:8000"))
    assert workspace.destinations.is_agreed("http://localhost:8000")
    assert workspace.destinations.is_agreed("http://[::1]:8000/v1")
    assert not workspace.destinations.is_agreed("http://localhost:8001")
    assert not workspace.destinations.is_agreed("http://127.0.0.1.evil.example:8000")


def test_a_yes_holds_for_its_host() -> None:
    workspace = opened(a_source())
    assert not workspace.destinations.is_agreed("https://api.example")
    workspace.destinations.agree("https://api.example/v1")
    assert workspace.destinations.is_agreed("https://api.example/v2")
    assert not workspace.destinations.is_agreed("https://other.example")
    assert opened(a_source(inside=True)).destinations.is_agreed("https://anywhere.example")


@pytest.mark.parametrize(
    ("place", "base_url", "url", "absolute"),
    [
        ("http://h:1/docs/openapi.json", "", "/v1/", "http://h:1/v1"),
        ("http://h:1/docs/openapi.json", "", "v1", "http://h:1/docs/v1"),
        ("/api/a.json", "", "/v1", ""),
        ("/api/a.json", "http://h:2/root", "v1", "http://h:2/root/v1"),
        ("", "", "https://x/", "https://x"),
        ("", "", "https://[::1/", ""),
        ("http://h/a.json", "", "//h:port", ""),
        ("http://h/a.json", "", "/{tenant}", ""),
        ("http://h/a.json", "", "{base}/v1", ""),
    ],
)
def test_a_relative_server_is_relative_to_the_document(place: str, base_url: str, url: str, absolute: str) -> None:
    assert opened(a_source(place, base_url)).destinations.absolute(url) == absolute


@pytest.mark.parametrize(
    ("place", "base_url", "template", "anchored"),
    [
        ("http://h/docs/a.json", "", "/{tenant}/", "http://h/{tenant}"),
        ("http://h/docs/a.json", "", "{base}/v1", "{base}/v1"),
        ("http://h/a.json", "", "https://{region}.x:{port}/", "https://{region}.x:{port}"),
        ("/a.json", "", "/{tenant}", ""),
        ("/a.json", "http://h", "{tenant}/x", "{tenant}/x"),
    ],
)
def test_a_relative_template_keeps_its_variables(place: str, base_url: str, template: str, anchored: str) -> None:
    assert opened(a_source(place, base_url)).destinations.anchored(template) == anchored


def test_a_choice_among_a_paths_servers_holds_for_the_path() -> None:
    item = {"servers": [{"url": "https://up.example"}], "get": {"responses": {}}, "post": {"responses": {}}}
    item |= {"put": {"responses": {}, "servers": [{"url": "https://put.example"}]}}
    workspace = opened(a_source(), paths={"/up": item, "/b": {"get": {"responses": {}}}})
    assert workspace.api is not None
    workspace.destinations.choose("http://localhost:1", workspace.api.operation("GET /up"))
    assert [base(workspace, f"{method} /up") for method in ("GET", "POST", "PUT")] == [
        "http://localhost:1",
        "http://localhost:1",
        "https://put.example",
    ]
    workspace.destinations.choose("http://u:p@localhost:2", workspace.api.operation("PUT /up"))
    assert workspace.destinations.chosen_own == {"/up": "http://localhost:1", "PUT /up": "http://localhost:2"}


def test_choices_come_back_with_their_agreement() -> None:
    workspace = opened(a_source())
    workspace.destinations.restore("http://localhost:8000", {"/up": "https://kept.example/v1", "GET /gone": "http://x"})
    assert base(workspace, "GET /a") == "http://localhost:8000"
    assert base(workspace, "POST /up") == "https://kept.example/v1"
    assert workspace.destinations.is_agreed("https://kept.example")
    workspace.destinations.restore("", {})
    assert base(workspace, "GET /a") == "http://localhost:8000"


def test_a_document_without_servers_is_about_the_one_it_came_from() -> None:
    web = opened(a_source("https://docs.example/openapi.json", base_url="http://localhost:1"))
    assert [server.template for server in web.destinations.offered(None)] == ["/"]
    assert web.destinations.absolute("/") == "https://docs.example"
    assert opened(a_source("/a.json")).destinations.offered(None) == ()


def test_leaving_the_documents_own_host_is_noticed() -> None:
    web = opened(a_source("https://docs.example/openapi.json"))
    assert web.destinations.is_elsewhere("https://api.example")
    assert not web.destinations.is_elsewhere("http://docs.example")
    assert not web.destinations.is_elsewhere("")
    assert not opened(a_source("/api/a.json")).destinations.is_elsewhere("https://api.example")


def test_all_servers_are_offered_the_operations_own_first() -> None:
    workspace = opened(a_source(), servers=[{"url": "https://api.example"}])
    assert workspace.api is not None
    offered = workspace.destinations.offered(workspace.api.operation("POST /up"))
    assert [(one.template, one.level) for one in offered] == [
        ("https://up.example/v1/", ServerLevel.PATH),
        ("https://api.example", ServerLevel.DOCUMENT),
    ]
    assert len(workspace.destinations.offered(None)) == 1
    assert Workspace().destinations.offered(None) == ()
    assert workspace.api.operation("GET /a") is not None
    assert Workspace().destinations.own(workspace.api.operations[0]) == ()
