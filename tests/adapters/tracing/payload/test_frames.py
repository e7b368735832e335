from __future__ import annotations

import sys
import threading

from app.adapters.tracing.payload.frames import frame_of


class Local:
    """An object that tells on which thread it dies."""

    def __init__(self, died: list[int]) -> None:
        self._died = died

    def __del__(self) -> None:
        self._died.append(threading.get_ident())


def test_looking_at_a_thread_keeps_nothing_of_another_one_alive() -> None:
    died: list[int] = []
    ended = threading.Event()

    def look() -> None:
        own = threading.get_ident()
        while not ended.is_set():
            frame_of(own)

    def paint() -> None:
        _kept = Local(died)
        sum(range(200))

    looking, switch = threading.Thread(target=look), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    looking.start()
    try:
        for _ in range(60_000):
            paint()
            assert died.pop() == threading.get_ident()
            assert not died
    finally:
        ended.set()
        looking.join()
        sys.setswitchinterval(switch)


def test_a_thread_that_is_not_there_has_no_frame() -> None:
    assert frame_of(1) is None
