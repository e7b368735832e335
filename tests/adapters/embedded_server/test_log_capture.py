from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from app.adapters.embedded_server.log_capture import LogCapture

if TYPE_CHECKING:
    import pytest

    from app.core.workspace.model import LogLine

LOGGER = logging.getLogger("routeglass.test.server")


def test_lines_carry_time_level_logger_and_text() -> None:
    lines: list[LogLine] = []
    with LogCapture([LOGGER.name], lines.append):
        LOGGER.info("book %d sold", 7)
        LOGGER.getChild("deeper").info("below")
        LOGGER.debug("not of interest")
    LOGGER.info("afterwards")
    assert [(line.level, line.logger, line.text) for line in lines] == [
        ("INFO", LOGGER.name, "book 7 sold"),
        ("INFO", f"{LOGGER.name}.deeper", "below"),
    ]
    assert lines[0].time > 1_700_000_000


def test_a_traceback_follows_its_message(expected_logs: object) -> None:
    expected_logs.allow("it broke")  # type: ignore[attr-defined]
    lines: list[LogLine] = []
    with LogCapture([LOGGER.name], lines.append):
        try:
            raise KeyError("isbn")  # noqa: TRY301 - it is this line that the traceback has to name
        except KeyError:
            LOGGER.exception("it broke")
    assert lines[0].text.startswith("it broke\nTraceback (most recent call last):\n")
    assert lines[0].text.endswith("KeyError: 'isbn'")


def test_logging_is_left_as_it_was() -> None:
    before = (LOGGER.level, list(LOGGER.handlers), LOGGER.propagate, logging.getLogger().level)
    with LogCapture([LOGGER.name], list[object]().append):
        assert LOGGER.isEnabledFor(logging.INFO)
    assert (LOGGER.level, list(LOGGER.handlers), LOGGER.propagate, logging.getLogger().level) == before


def test_overlapping_captures_restore_the_first_level() -> None:
    before = LOGGER.level
    first, second = LogCapture([LOGGER.name], print), LogCapture([LOGGER.name], print)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert LOGGER.isEnabledFor(logging.INFO), "the second still reads along"
    second.__exit__(None, None, None)
    assert LOGGER.level == before


def test_a_level_that_shows_more_is_kept() -> None:
    LOGGER.setLevel(logging.DEBUG)
    try:
        with LogCapture([LOGGER.name], list[object]().append):
            assert LOGGER.level == logging.DEBUG
    finally:
        LOGGER.setLevel(logging.NOTSET)


def test_each_server_thread_gets_its_own_lines() -> None:
    heard: dict[str, list[str]] = {"one": [], "two": []}
    together = threading.Barrier(2)

    def serve(name: str) -> None:
        with LogCapture([LOGGER.name], lambda line: heard[name].append(line.text)):
            together.wait(5)
            LOGGER.info(name)
            together.wait(5)

    threads = [threading.Thread(target=serve, args=(name,)) for name in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"one": ["one"], "two": ["two"]}


def test_a_callback_that_fails_does_not_reach_the_code_that_logs(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_line: object) -> None:
        message = "the window is gone"
        raise RuntimeError(message)

    with LogCapture([LOGGER.name], fail):
        LOGGER.info("still served")
    assert "the window is gone" in capsys.readouterr().err
