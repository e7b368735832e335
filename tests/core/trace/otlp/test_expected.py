"""Only spans of our own requests are expected."""

from __future__ import annotations

import threading

from app.core.trace.otlp.expected import EXPECTED_LIMIT, ExpectedTraces
from tests.support.telemetry import TRACE


def test_only_requests_of_ours_are_expected() -> None:
    expected = ExpectedTraces()
    assert not expected.is_ours(TRACE)
    expected.expect(TRACE)
    assert expected.is_ours(TRACE)


def test_old_requests_are_forgotten() -> None:
    expected = ExpectedTraces()
    for number in range(EXPECTED_LIMIT + 1):
        expected.expect(f"{number:032x}")
    assert (expected.is_ours(f"{0:032x}"), expected.is_ours(f"{1:032x}")) == (False, True)


def test_expecting_from_many_threads() -> None:
    expected = ExpectedTraces()

    def expect(begin: int) -> None:
        for number in range(begin, begin + 200):
            expected.expect(f"{number:032x}")

    threads = [threading.Thread(target=expect, args=(200 * index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(expected.is_ours(f"{number:032x}") for number in range(800))
