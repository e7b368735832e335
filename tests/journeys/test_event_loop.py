"""What holds the Bookstore's event loop is named in the window, and the window's own work never is.

The long proof (twenty blocks, and a minute of load) runs where `ROUTEGLASS_LONG_PROOFS` is set.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import httpx2
import pytest
from PySide6.QtWidgets import QLabel

from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.features.event_loop.details_view import BlockDetails
from app.features.event_loop.view import EventLoopView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.trace.loop import LoopBlock
    from app.demo.stage import DemoStage

LONG = bool(os.environ.get("ROUTEGLASS_LONG_PROOFS"))
TIMES = 20 if LONG else 2
LOAD_S = 60.0 if LONG else 3.0
WAIT_MS = 60_000


def page(person: DemoStage) -> EventLoopView:
    """The page of the event loop, opened."""
    person.desk.drawer.show_page("loop")
    found = person.window.findChild(EventLoopView)
    assert found is not None
    return found


def test_the_lesson_is_named_with_its_line_and_leads_to_its_trace(person: DemoStage, qtbot: QtBot) -> None:
    view = page(person)
    qtbot.waitUntil(lambda: bool(person.desk.workspace.event_loop.samples), timeout=WAIT_MS)
    values = view.findChild(QLabel, "loopValues")
    assert values is not None
    person.press("tryBlocking")
    qtbot.waitUntil(lambda: any(not row.block.lasts for row in view.rows()), timeout=WAIT_MS)
    row = view.rows()[0]
    assert (row.request, row.where.split(":")[0], row.source) == ("GET /lab/blocking", "lab.py", "time.sleep(seconds)")
    qtbot.waitUntil(person.traced, timeout=WAIT_MS)
    details = view.findChild(BlockDetails)
    assert details is not None
    assert "held the event loop for 1.0" in details.toPlainText()
    view.refresh()
    assert "Show the request and its trace" in details.toPlainText()
    view.table.activated.emit(view.table.currentIndex())
    assert person.desk.drawer.current_key() == "trace"


class Busy:
    """Work of this process that has nothing to do with the Bookstore: documents are read, the window is used."""

    def __init__(self, person: DemoStage) -> None:
        self._person = person
        self._ended = threading.Event()
        api = person.desk.workspace.api
        assert api is not None
        self._keys = [operation.key for operation in api.operations]
        self._turn = 0
        self.documents = 0
        paths = {
            f"/things/{number}": {"get": {"responses": {"200": {"description": "fine"}}, "tags": [f"t{number % 50}"]}}
            for number in range(3000)
        }
        self._text = json.dumps({"openapi": "3.1.0", "info": {"title": "Many", "version": "1"}, "paths": paths})
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Busy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def use_window(self) -> None:
        """One step: another operation, another place of the list."""
        self._turn += 1
        self._person.desk.workspace.open_operation(self._keys[self._turn % len(self._keys)])
        bar = self._person.desk.browser.list.verticalScrollBar()
        bar.setValue(self._turn * 37 % max(1, bar.maximum()))

    def _read(self) -> None:
        while not self._ended.is_set():
            read_api(load_document(self._text, source="many.json"))
            self.documents += 1


@pytest.fixture
def busy(person: DemoStage) -> Iterator[Busy]:
    page(person)
    with Busy(person) as made:
        yield made


def blocks(person: DemoStage) -> tuple[LoopBlock, ...]:
    """What was told so far."""
    return person.desk.workspace.event_loop.blocks


def send(url: str, paths: tuple[str, ...], end: float, counts: Counter[int]) -> None:
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        while time.monotonic() < end:
            counts.update(client.get(path).status_code for path in paths)


def test_ordinary_load_and_a_busy_window_name_nobody(person: DemoStage, qtbot: QtBot, busy: Busy) -> None:
    url, end, counts = person.desk.workspace.source.base_url, time.monotonic() + LOAD_S, Counter[int]()
    paths = ("/books", "/books/1", "/health", "/lab/thread?seconds=0.06", "/lab/async?seconds=0.06", "/missing")
    clients = [threading.Thread(target=send, args=(url, paths, end, counts)) for _ in range(3)]
    for client in clients:
        client.start()

    def is_over() -> bool:
        busy.use_window()
        return not any(client.is_alive() for client in clients)

    qtbot.waitUntil(is_over, timeout=int(LOAD_S * 1000) + WAIT_MS)
    assert set(counts) == {200, 404}
    assert blocks(person) == ()
    if LONG:
        print(f"{counts.total()} requests, {busy.documents} documents in {LOAD_S} s, no false alarm")


def test_a_block_of_a_tenth_of_a_second_is_named_while_the_window_works(
    person: DemoStage, qtbot: QtBot, busy: Busy
) -> None:
    url, latest = person.desk.workspace.source.base_url, 0.0
    for number in range(1, TIMES + 1):
        client = threading.Thread(target=httpx2.get, args=(f"{url}/lab/blocking?seconds=0.1",), kwargs={"timeout": 60})
        client.start()

        def is_told(wanted: int = number) -> bool:
            busy.use_window()
            return len(blocks(person)) == wanted

        qtbot.waitUntil(is_told, timeout=WAIT_MS)
        block = blocks(person)[-1]
        latest = max(latest, time.time() - block.at_s)
        client.join()
        assert block.request is not None
        assert block.place is not None
        assert (block.request.words, block.place.name) == ("GET /lab/blocking", "sleep_blocking")
        assert block.place.text.startswith("time.sleep(seconds)")
    if LONG:
        print(f"{TIMES} of {TIMES}, told after {latest:.2f} s at the latest, {busy.documents} documents read meanwhile")
        assert latest < 1.0
