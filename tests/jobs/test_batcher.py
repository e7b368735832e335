from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QElapsedTimer, QObject, QThread

from app.jobs.batcher import Batch, Batcher
from app.jobs.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Sink(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.batches: list[tuple[object, ...]] = []
        self.times: list[int] = []
        self.values: list[int] = []
        self.clock = QElapsedTimer()
        self.clock.start()
        self.on_main: list[bool] = []

    def take(self, batch: Batch) -> None:
        self.batches.append(batch.items)
        self.times.append(self.clock.elapsed())
        self.on_main.append(QThread.currentThread() is self.thread())

    def take_value(self, value: int) -> None:
        self.values.append(value)

    @property
    def items(self) -> list[object]:
        return [item for batch in self.batches for item in batch]


@pytest.fixture
def sink(qtbot: QtBot) -> Iterator[Sink]:
    made = Sink()
    yield made
    made.deleteLater()


def test_a_flood_from_threads_arrives_whole_in_few_batches(sink: Sink, qtbot: QtBot) -> None:
    batcher = Batcher(sink.take, sink)

    def flood(base: int) -> None:
        for number in range(5_000):
            batcher.put(base + number)

    threads = [threading.Thread(target=flood, args=(base,)) for base in (0, 10_000)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(sink.items) == 10_000)
    for thread in threads:
        thread.join()
    assert [item for item in sink.items if isinstance(item, int) and item < 10_000] == list(range(5_000))
    assert all(sink.on_main)
    gaps = [later - earlier for earlier, later in zip(sink.times, sink.times[1:], strict=False)]
    assert all(gap >= 45 for gap in gaps), gaps


def test_the_first_item_does_not_wait(sink: Sink, qtbot: QtBot) -> None:
    batcher = Batcher(sink.take, sink, interval_ms=60_000)
    batcher.put("at once")
    qtbot.waitUntil(lambda: sink.batches == [("at once",)])
    batcher.put("later")
    with qtbot.assertNotEmitted(batcher.destroyed, wait=20):
        pass
    assert len(sink.batches) == 1
    batcher.close()
    assert sink.items == ["at once", "later"]
    batcher.put("too late")
    batcher.flush()
    assert sink.items == ["at once", "later"]


def test_a_target_that_is_gone_is_no_error(sink: Sink, qtbot: QtBot) -> None:
    target = Sink()
    batcher = Batcher(target.take, sink)
    del target
    batcher.put(1)
    batcher.flush()
    batcher.close()


def test_throttle_passes_the_first_and_the_newest(sink: Sink, qtbot: QtBot) -> None:
    throttle = Throttle(sink.take_value, sink, interval_ms=40)
    for value in range(100):
        throttle.put(value)
    assert sink.values == [0]
    qtbot.waitUntil(lambda: sink.values == [0, 99])
    throttle.put(100)
    throttle.put(101)
    throttle.flush()
    throttle.flush()
    assert sink.values[-1] == 101


def test_throttle_after_a_pause_is_immediate(sink: Sink, qtbot: QtBot) -> None:
    throttle = Throttle(sink.take_value, sink, interval_ms=0)
    throttle.put(1)
    throttle.put(2)
    assert sink.values == [1, 2]
