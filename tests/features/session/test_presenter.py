"""Tabs and what was typed come back; secrets do not."""

from __future__ import annotations

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.session.presenter import Session, SessionPresenter
from tests.support.form_documents import bookstore_document

YEAR = FieldPath.parse("body/year")


class MemoryKeeper:
    """Keeps a session in memory."""

    def __init__(self) -> None:
        self.session = Session()
        self.others: dict[str, Session] = {}
        self.saved = 0

    def load_session(self, source: str) -> Session:
        return self.session if not source else self.others.get(source, Session())

    def save_session(self, source: str, session: Session) -> None:
        if source:
            self.others[source] = session
        else:
            self.session = session
        self.saved += 1


def start(keeper: MemoryKeeper) -> tuple[Workspace, SessionPresenter]:
    workspace = Workspace()
    presenter = SessionPresenter(workspace, keeper)
    open_document(workspace)
    return workspace, presenter


def open_document(workspace: Workspace) -> None:
    document = Document(bookstore_document(), version="3.1.0")
    workspace.open_document(document, read_api(document))


def test_tabs_come_back_in_order_with_what_was_typed() -> None:
    keeper = MemoryKeeper()
    workspace, presenter = start(keeper)
    for key in ("GET /books", "POST /books", "GET /health"):
        workspace.open_operation(key)
    tab = workspace.open_operation("POST /books")
    assert tab is not None
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    presenter.save()

    again, _ = start(keeper)
    assert [tab.operation.key for tab in again.tabs] == ["GET /books", "POST /books", "GET /health"]
    assert again.current is not None
    assert again.current.operation.key == "POST /books"
    assert get(again.current.state, YEAR) == 500


def test_a_password_is_not_kept() -> None:
    keeper = MemoryKeeper()
    workspace, presenter = start(keeper)
    tab = workspace.open_operation("POST /token")
    assert tab is not None
    password = FieldPath.parse("body/password")
    workspace.edit(tab.identity, [SetValue(password, "hunter2")], by="test")
    presenter.save()
    assert get(keeper.session.drafts["POST /token"], password) is OMIT
    assert "hunter2" not in repr(keeper.session)


def test_an_operation_that_is_gone_is_left_out() -> None:
    keeper = MemoryKeeper()
    keeper.session = Session(("GET /nowhere", "GET /health"), "GET /nowhere")
    workspace, _ = start(keeper)
    assert [tab.operation.key for tab in workspace.tabs] == ["GET /health"]


def test_a_source_that_never_started_does_not_wipe_what_was_kept() -> None:
    keeper = MemoryKeeper()
    SessionPresenter(Workspace(), keeper).save()
    assert keeper.saved == 0


def test_a_second_document_restores_nothing() -> None:
    keeper = MemoryKeeper()
    keeper.session = Session(("GET /health",))
    workspace, _ = start(keeper)
    workspace.close_tab(workspace.tabs[0].identity)
    open_document(workspace)
    assert workspace.tabs == ()


def show(workspace: Workspace, key: str) -> None:
    document = Document(bookstore_document(), version="3.1.0")
    workspace.open_source(Source(key, SourceStatus.RUNNING, "http://h", key=key), document, read_api(document))


def test_each_source_has_its_own_tabs_and_they_come_back_with_it() -> None:
    keeper = MemoryKeeper()
    workspace = Workspace()
    presenter = SessionPresenter(workspace, keeper)
    show(workspace, "one")
    tab = workspace.open_operation("POST /books")
    assert tab is not None
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    show(workspace, "two")
    assert not workspace.tabs
    workspace.open_operation("GET /health")
    show(workspace, "one")
    assert [one.operation.key for one in workspace.tabs] == ["POST /books"]
    assert get(workspace.tabs[0].state, YEAR) == 500
    presenter.save()
    assert keeper.others["two"].tabs == ("GET /health",)
    assert keeper.others["one"].tabs == ("POST /books",)


def test_a_chosen_address_comes_back_except_for_our_own_server() -> None:
    keeper = MemoryKeeper()
    workspace = Workspace()
    SessionPresenter(workspace, keeper)
    show(workspace, "one")
    workspace.destinations.choose("http://u:p@localhost:8000")
    show(workspace, "two")
    assert workspace.source.base_url == "http://h"
    show(workspace, "one")
    assert workspace.source.base_url == "http://localhost:8000"
    keeper.others["ours"] = Session(base_url="http://127.0.0.1:1", own_urls={"GET /books": "http://127.0.0.1:1"})
    document = Document(bookstore_document(), version="3.1.0")
    ours = Source("ours", SourceStatus.RUNNING, "http://127.0.0.1:2", inside=True, key="ours")
    workspace.open_source(ours, document, read_api(document))
    assert workspace.source.base_url == "http://127.0.0.1:2"
    assert workspace.destinations.chosen_own == {}


def test_what_was_chosen_for_an_operation_with_its_own_server_comes_back() -> None:
    keeper = MemoryKeeper()
    raw = bookstore_document()
    raw["paths"]["/books"]["get"]["servers"] = [{"url": "https://read.example"}]
    document = Document(raw, version="3.1.0")

    def shown() -> tuple[Workspace, SessionPresenter]:
        workspace = Workspace()
        presenter = SessionPresenter(workspace, keeper)
        source = Source("one", SourceStatus.RUNNING, "http://h", key="one")
        workspace.open_source(source, document, read_api(document))
        return workspace, presenter

    workspace, presenter = shown()
    assert workspace.api is not None
    operation = workspace.api.operation("GET /books")
    workspace.destinations.choose("http://u:p@localhost:9000", operation)
    presenter.save()
    again, _ = shown()
    assert again.destinations.base_url(operation) == "http://localhost:9000"
    assert again.destinations.base_url(None) == "http://h"
