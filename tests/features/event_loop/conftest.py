"""Blocks and a page that shows them, at a time that stands still."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.operations.read import read_api
from app.core.projects.model import CodePlace
from app.core.spec.document import Document
from app.core.trace.loop import LoopBlock, LoopRequest
from app.features.event_loop.presenter import EventLoopPresenter
from tests.support.exchanges import open_workspace

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace

NOW = 1000.0
PLACE = CodePlace("/shop/lab.py", 24, "sleep_blocking", "time.sleep(seconds)  # the mistake")
GUILTY = LoopRequest("t-1", "GET", "/lab/blocking")
BLOCK = LoopBlock(
    1,
    990.0,
    412.4,
    GUILTY,
    PLACE,
    stack=(CodePlace("/shop/main.py", 7, "handle", "await call()"), PLACE),
    waited=(LoopRequest("t-2", "GET", "/books", arrived=True), LoopRequest("t-3", "GET", "/stream")),
)
SHORT = replace(BLOCK, number=2, at_s=995.0, ms=60.0, request=None, waited=(), stack=())


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


@pytest.fixture
def presenter(workspace: Workspace) -> EventLoopPresenter:
    return EventLoopPresenter(workspace, clock=_now)


def _now() -> float:
    return NOW


def open_lesson(workspace: Workspace) -> None:
    """Opens a document with the operation that blocks on purpose."""
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Lab", "version": "1"},
        "paths": {"/lab/blocking": {"get": {"responses": {"200": {"description": "slept"}}}}},
    }
    document = Document(raw, version="3.1.0")
    workspace.open_document(document, read_api(document))
