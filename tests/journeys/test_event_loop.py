"""What holds the Bookstore's event loop is named in the window, and the window's own work never is.

The Bookstore shares its interpreter with the window. What is ordinary there is a person who scrolls, opens operations
and now and then a document, while requests are answered: then each block is named, and nobody is blamed for nothing.
Reading documents on a thread without a pause is beyond that: whenever the interpreter collects garbage, everything
stands still for longer than a block lasts, so all that is promised there is that nobody is blamed.

The long proof (twenty blocks, and a minute of each load) runs where `ROUTEGLASS_LONG_PROOFS` is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Self

import httpx2
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import TimeoutError as StillWaiting

from app.adapters.documents.opener import DocumentOpener
from app.adapters.http.client import HttpClient
from app.core.operations.opening import OpenRequest
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.features.event_loop.details_view import BlockDetails
from app.features.event_loop.view import EventLoopView

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.core.trace.loop import LoopBlock
    from app.demo.stage import DemoStage

LONG = bool(os.environ.get("ROUTEGLASS_LONG_PROOFS"))
TIMES = 20 if LONG else 2
LOAD_S = 60.0 if LONG else 3.0
ATTEMPTS = 1 if LONG else 4
WAIT_MS = 60_000
TOLD_MS = 5_000
PAUSE_S = 1.0


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


def document(paths: int, title: str) -> str:
    """An API of so many paths."""
    made = {
        f"/things/{number}": {"get": {"responses": {"200": {"description": "fine"}}, "tags": [f"t{number % 50}"]}}
        for number in range(paths)
    }
    return json.dumps({"openapi": "3.1.0", "info": {"title": title, "version": "1"}, "paths": made})


class Busy(ABC):
    """Work of this process that has nothing to do with the Bookstore: documents are read, the window is used.

    Attributes:
        step: Steps taken in the window.
        opens_every: Steps in the window between two operations that are opened.
        documents: How many were read.
    """

    opens_every = 1

    def __init__(self, person: DemoStage) -> None:
        self._person = person
        api = person.desk.workspace.api
        assert api is not None
        self._keys = [operation.key for operation in api.operations]
        self.step = 0
        self.documents = 0
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self.read)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self._thread.join()

    def use_window(self) -> int:
        """One step: another place of the list, now and then another operation; how many steps were taken so far."""
        self.step += 1
        if self.step % self.opens_every == 0:
            self._person.desk.workspace.open_operation(self._keys[self.step // self.opens_every % len(self._keys)])
        bar = self._person.desk.browser.list.verticalScrollBar()
        bar.setValue(self.step * 37 % max(1, bar.maximum()))
        return self.step

    @abstractmethod
    def read(self) -> None:
        """Reads documents until it is over."""


class Person(Busy):
    """Scrolls, opens an operation twice a second, and a document after each pause, small and large in turn."""

    opens_every = 50

    def __init__(self, person: DemoStage, folder: Path) -> None:
        super().__init__(person)
        self._folder = folder

    def read(self) -> None:
        """As the window does: the small ones on a thread, the large ones in a process of their own."""
        asyncio.run(self._open())

    async def _open(self) -> None:
        client = HttpClient()
        opener = DocumentOpener(client)
        while not await asyncio.to_thread(self.ended.wait, PAUSE_S):
            path = self._folder / f"{self.documents}.json"
            path.write_text(document(4000 if self.documents % 2 else 300, f"Number {self.documents}"))
            await opener.open(OpenRequest(str(path)))
            self.documents += 1
        await opener.close()
        await client.close()


class Overload(Busy):
    """Another operation with every step, and a thread that reads without a pause."""

    def read(self) -> None:
        """One large document again and again."""
        text = document(3000, "Many")
        while not self.ended.is_set():
            read_api(load_document(text, source="many.json"))
            self.documents += 1


@pytest.fixture
def busy(person: DemoStage, tmp_path: Path) -> Iterator[Person]:
    page(person)
    # As the program does once it has started.
    gc.freeze()
    with Person(person, tmp_path) as made:
        yield made
    gc.unfreeze()


@pytest.fixture
def overload(person: DemoStage) -> Iterator[Overload]:
    page(person)
    with Overload(person) as made:
        yield made


def blocks(person: DemoStage) -> tuple[LoopBlock, ...]:
    """What was told so far."""
    return person.desk.workspace.event_loop.blocks


def send(url: str, paths: tuple[str, ...], end: float, counts: Counter[int]) -> None:
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        while time.monotonic() < end:
            counts.update(client.get(path).status_code for path in paths)


def nobody_is_named_under(person: DemoStage, qtbot: QtBot, busy: Busy) -> None:
    """Answers requests that block nothing for a while."""
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


def test_ordinary_load_names_nobody(person: DemoStage, qtbot: QtBot, busy: Person) -> None:
    nobody_is_named_under(person, qtbot, busy)


def test_a_process_with_more_to_do_than_it_can_blames_nobody(
    person: DemoStage, qtbot: QtBot, overload: Overload
) -> None:
    nobody_is_named_under(person, qtbot, overload)


def _has_come_to(busy: Busy, step: int) -> bool:
    return busy.use_window() >= step


def provoke(person: DemoStage, qtbot: QtBot, busy: Busy) -> tuple[LoopBlock, float]:
    """Holds the loop for a tenth of a second until it is told; the block and seconds from its beginning until then."""
    url, before = person.desk.workspace.source.base_url, len(blocks(person))

    def is_told() -> bool:
        busy.use_window()
        return len(blocks(person)) > before

    for _ in range(ATTEMPTS):
        client = threading.Thread(target=httpx2.get, args=(f"{url}/lab/blocking?seconds=0.1",), kwargs={"timeout": 60})
        client.start()
        # A machine with much else to do may let nobody look in time.
        with contextlib.suppress(StillWaiting):
            qtbot.waitUntil(is_told, timeout=TOLD_MS)
        told_at = time.time()
        client.join()
        if is_told():
            block = blocks(person)[-1]
            return block, told_at - block.at_s
    raise AssertionError(f"nothing was told in {ATTEMPTS} attempts")


def test_a_block_of_a_tenth_of_a_second_is_named_while_the_window_works(
    person: DemoStage, qtbot: QtBot, busy: Person
) -> None:
    latest = 0.0
    for number in range(1, TIMES + 1):
        # At another moment of all that goes on each time.
        step = busy.step + number * 37 % 100
        qtbot.waitUntil(partial(_has_come_to, busy, step), timeout=WAIT_MS)
        block, after = provoke(person, qtbot, busy)
        latest = max(latest, after)
        assert block.request is not None
        assert block.place is not None
        assert (block.request.words, block.place.name) == ("GET /lab/blocking", "sleep_blocking")
        # Where nobody could look in time the endpoint is named by itself.
        assert block.place.text.startswith("time.sleep(seconds)") or not block.share
    if LONG:
        print(f"{TIMES} of {TIMES}, told after {latest:.2f} s at the latest, {busy.documents} documents read meanwhile")
        assert len(blocks(person)) == TIMES
        assert latest < 1.0
