from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.events import SendRequested
from app.core.workspace.next_step import NextStep, next_step, take_step
from app.core.workspace.workspace import Workspace

LONG = "/things/" + "x" * 60


def workspace_with(*operations: tuple[str, str]) -> Workspace:
    paths: dict[str, Any] = {}
    for method, path in operations:
        paths.setdefault(path, {})[method] = {"responses": {}}
    document = Document({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}, version="3.1.0")
    workspace = Workspace()
    workspace.open_document(document, read_api(document))
    return workspace


def test_where_nothing_is_open_there_is_no_step() -> None:
    assert next_step(Workspace()) is None
    assert next_step(workspace_with()) is None
    take_step(Workspace(), by="test")


def test_without_a_tab_an_operation_is_opened_that_changes_nothing() -> None:
    workspace = workspace_with(("post", "/books"), ("get", "/books"))
    assert next_step(workspace) == NextStep("GET /books", "Open GET /books")
    take_step(workspace, by="test")
    assert [tab.operation.key for tab in workspace.tabs] == ["GET /books"]
    assert next_step(workspace_with(("post", "/books"))) == NextStep("POST /books", "Open POST /books")
    assert next_step(workspace_with(("get", LONG))) == NextStep(f"GET {LONG}", "Open an operation")


def test_the_tab_in_front_is_sent() -> None:
    workspace, asked = workspace_with(("get", "/books"), ("get", LONG)), list[SendRequested]()
    workspace.events.subscribe(SendRequested, asked.append)
    tab = workspace.open_operation("GET /books")
    assert tab is not None
    assert next_step(workspace) == NextStep("GET /books", "Send GET /books", tab.identity)
    take_step(workspace, by="test")
    assert asked == [SendRequested(tab.identity, "test")]
    long = workspace.open_operation(f"GET {LONG}")
    assert long is not None
    step = next_step(workspace)
    assert step == NextStep(f"GET {LONG}", "Send the request", long.identity)
    assert step.sends


def test_what_is_under_way_or_gone_is_not_sent() -> None:
    workspace = workspace_with(("get", "/books"))
    tab = workspace.open_operation("GET /books")
    assert tab is not None
    workspace.begin_send(tab.identity)
    assert next_step(workspace) is None
    workspace.abandon_send(tab.identity)
    workspace._tabs.put(replace(tab, gone=True))
    assert next_step(workspace) is None
