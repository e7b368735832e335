"""Broken promises of the source in view."""

from __future__ import annotations

from app.core.operations.read import read_api
from app.core.workspace.workspace import Workspace
from tests.support.forms import document
from tests.support.hidden_things import HIDDEN, hidden_things


def test_they_follow_routes_and_document() -> None:
    workspace = Workspace()
    assert workspace.promises.broken == {}
    workspace.set_routes(hidden_things())
    assert workspace.promises.broken == {}
    made = document({"/things": {"get": {"responses": {}}}})
    workspace.open_document(made, read_api(made))
    assert list(workspace.promises.broken) == [HIDDEN]
    assert workspace.promises.broken is workspace.promises.broken
    other = document({"/else": {"get": {"responses": {}}}})
    workspace.open_document(other, read_api(other))
    assert workspace.promises.broken == {}
