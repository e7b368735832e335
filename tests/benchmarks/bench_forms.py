"""From the click on an operation to its form, beside as many lines to type in as it has fields."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.features.request_form.field_view import FieldRow
from app.features.request_form.view import RequestFormView
from app.ui.lists import ItemChosen
from tests.benchmarks.desks import Painted, rest, running_desk
from tests.benchmarks.documents import opened, with_fields
from tests.benchmarks.model import Benchmark, Samplers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.bootstrap import Desk

SETTLE_MS = 200
"""Live checks and late blocks come within this time."""


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark("click -> form of POST /orders", orders, peer_name="as many QLineEdits", limit=100),
        Benchmark("click -> form of 500 fields", partial(generated, 500), peer_name="500 QLineEdits", limit=150),
        Benchmark(
            "click -> first screen of 5,000 fields",
            partial(generated, 5000),
            peer_name="5,000 QLineEdits",
            limit=150,
            rounds=5,
        ),
    )


@contextmanager
def orders() -> Iterator[Samplers]:
    """The Bookstore's largest form."""
    with running_desk() as desk:
        open_form(desk, "POST /orders")
        count = len(desk.window.findChildren(FieldRow))
        yield Samplers(partial(open_form, desk, "POST /orders"), partial(open_lines, count))


@contextmanager
def generated(count: int) -> Iterator[Samplers]:
    """A form with so many fields, of a document that was just opened."""
    with running_desk() as desk:
        workspace = desk.workspace

        def sample() -> float:
            # A document that nothing has been read of yet: that is what a person opens.
            workspace.open_document(*opened(with_fields(count)))
            workspace.set_source(replace(workspace.source, label="Generated"))
            return open_form(desk, f"POST /form/{count}")

        yield Samplers(sample, partial(open_lines, count))


def open_form(desk: Desk, key: str) -> float:
    """Milliseconds from the choice in the list to the painted form; the tab is closed before and not after."""
    workspace = desk.workspace
    for tab in workspace.tabs:
        workspace.close_tab(tab.identity)
    rest(SETTLE_MS)
    start = time.perf_counter()
    desk.browser.list.announce(ItemChosen(key, activated=True))
    assert workspace.active is not None, key
    view = desk.tab_area.view(workspace.active)
    assert isinstance(view, RequestFormView)
    taken = (Painted(view.page.viewport()).moment - start) * 1000
    rest(SETTLE_MS)
    return taken


def open_lines(count: int) -> float:
    """Milliseconds until a scrolling column of `count` lines is painted."""
    start = time.perf_counter()
    area = QScrollArea()
    area.resize(600, 800)
    column = QWidget()
    layout = QVBoxLayout(column)
    for number in range(count):
        layout.addWidget(QLineEdit(str(number)))
    area.setWidget(column)
    area.setWidgetResizable(True)
    painted = Painted(column)
    area.show()
    taken = (painted.moment - start) * 1000
    area.close()
    area.deleteLater()
    rest(SETTLE_MS)
    return taken
