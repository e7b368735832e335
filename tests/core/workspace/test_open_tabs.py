"""The open tabs by themselves; what the workspace does with them is in `test_workspace.py`."""

from __future__ import annotations

from app.core.base.events import EventHub
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.open_tabs import CLOSED_LIMIT, OpenTabs
from tests.support.form_documents import bookstore_document

BOOKS = "POST /books"


def test_only_so_many_closed_tabs_are_remembered() -> None:
    tabs = OpenTabs(EventHub())
    document = Document(bookstore_document(), version="3.1.0")
    operation = read_api(document).operation(BOOKS)
    assert operation is not None
    for _ in range(CLOSED_LIMIT + 5):
        tabs.close(tabs.open(document, operation, None).identity)
    remembered = 0
    while (closed := tabs.take_closed()) is not None:
        assert closed[0] == BOOKS
        remembered += 1
    assert remembered == CLOSED_LIMIT
