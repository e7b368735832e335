"""20,000 operations: from the document's text to the list, and each key in the filter."""

from __future__ import annotations

import itertools
import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtTest import QTest

from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.api_browser.view import ApiBrowserView
from app.ui.search_field import SearchField
from app.ui.theme_manager import ThemeManager
from tests.benchmarks.desks import Painted, rest
from tests.benchmarks.documents import opened, with_operations
from tests.benchmarks.model import Benchmark, Samplers, timed
from tests.benchmarks.programs.probes import application

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = 20_000
TYPED = "orders/12"


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark("20,000 operations: text -> list", listing, peer_name="msgspec.json.decode", limit=2000, rounds=3),
        Benchmark(
            "key in the filter, 20,000 operations",
            filtering,
            peer_name="one pass over their texts",
            limit=16,
            rounds=5 * len(TYPED),
        ),
    )


class NoControl:
    """Has no source to do anything about."""

    def retry(self) -> None:
        """Nothing happens."""

    def cancel(self) -> None:
        """Nothing happens."""

    def dismiss(self) -> None:
        """Nothing happens."""

    def open_bookstore(self) -> None:
        """Nothing happens."""


@contextmanager
def browser() -> Iterator[tuple[Workspace, ApiBrowserView]]:
    """The list alone in a window."""
    themes = ThemeManager(application())
    themes.apply()
    workspace = Workspace()
    view = ApiBrowserView(workspace, NoControl())
    view.resize(300, 850)
    view.show()
    workspace.set_source(Source("Generated", SourceStatus.RUNNING))
    rest(100)
    yield workspace, view
    view.close()
    view.deleteLater()
    rest(50)


@contextmanager
def listing() -> Iterator[Samplers]:
    """Reading, finding the operations, grouping, painting."""
    text = json.dumps(with_operations(OPERATIONS)).encode()
    with browser() as (workspace, view):

        def sample() -> float:
            start = time.perf_counter()
            document = load_document(text, source="generated.json")
            api = read_api(document)
            painted = Painted(view.list.viewport())
            workspace.open_document(document, api)
            view.list.viewport().update()
            return (painted.moment - start) * 1000

        yield Samplers(sample, timed(lambda: msgspec.json.decode(text)))


@contextmanager
def filtering() -> Iterator[Samplers]:
    """Each key of some words in turn, from the press to the painted list."""
    with browser() as (workspace, view):
        document, api = opened(with_operations(OPERATIONS))
        workspace.open_document(document, api)
        field = view.findChild(SearchField, "operationFilter")
        assert field is not None
        texts = [row.haystack() for row in view.list.list_model.rows()]
        keys = itertools.cycle(enumerate(TYPED))
        typed: list[str] = []

        def press() -> float:
            place, letter = next(keys)
            if place == 0:
                field.clear()
                rest(50)
            typed[:] = TYPED[: place + 1].split()
            painted = Painted(view.list.viewport())
            start = time.perf_counter()
            QTest.keyClicks(field, letter)
            taken = (painted.moment - start) * 1000
            rest(10)
            return taken

        def scan() -> list[str]:
            (word,) = typed
            return [text for text in texts if word in text]

        yield Samplers(press, timed(scan))
