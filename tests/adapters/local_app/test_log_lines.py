"""What a process prints becomes lines, whatever and however much it is."""

from __future__ import annotations

import pytest

from app.adapters.local_app.log_lines import BYTES_PER_SECOND, LAST_LINES, LINES_PER_SECOND, LONGEST_LINE, LogLines


def texts(chunks: bytes | list[bytes], now: float = 1.0) -> list[str]:
    lines = LogLines()
    parts = chunks if isinstance(chunks, list) else [chunks]
    return [line.text for chunk in parts for line in lines.feed(chunk, now)] + [line.text for line in lines.end(now)]


def test_lines_are_cut_wherever_the_bytes_were() -> None:
    assert texts([b"one\ntw", b"o\n\nthr", b"ee"]) == ["one", "two", "", "three"]


def test_nothing_gives_nothing() -> None:
    lines = LogLines()
    assert lines.feed(b"", 1.0) == []
    assert lines.tick(2.0) == []
    assert lines.end(3.0) == []


def test_a_line_carries_its_time() -> None:
    (line,) = LogLines(epoch=1000.0).feed(b"x\n", 5.0)
    assert (line.time, line.logger) == (1005.0, "app")


def test_bytes_that_are_no_utf_8_are_shown_as_they_are() -> None:
    assert texts(b"caf\xe9 \x00 \xf0\x9f\x98\x80\n") == ["caf\\xe9 \\x00 😀"]


def test_a_character_that_is_cut_between_two_reads_stays_whole() -> None:
    assert texts([b"\xf0\x9f", b"\x98\x80\n"]) == ["😀"]


def test_colours_of_terminals_are_taken_away() -> None:
    assert texts(b"\x1b[32mINFO\x1b[0m:     Started\r\n") == ["Started"]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        (b"hello", "INFO"),
        (b"ERROR:    Exception in ASGI application", "ERROR"),
        (b"2026-01-01 10:00:00,123 - shop - WARNING - slow", "WARNING"),
        (b"[2026-01-01] [WARN] slow", "WARNING"),
        (b"10:00 | FATAL | gone", "CRITICAL"),
        (b"DEBUG x", "DEBUG"),
        (b"this is no ERRORS line", "INFO"),
    ],
)
def test_levels_are_read_from_the_usual_forms(line: bytes, level: str) -> None:
    assert LogLines().feed(line + b"\n", 1.0)[0].level == level


def test_a_traceback_is_an_error_to_its_last_line() -> None:
    printed = b"a\nTraceback (most recent call last):\n  File\n    x()\nValueError: bad\nINFO:     b\n"
    levels = [line.level for line in LogLines().feed(printed, 1.0)]
    assert levels == ["INFO", "ERROR", "ERROR", "ERROR", "ERROR", "INFO"]


def test_a_question_without_an_end_is_shown_after_a_moment() -> None:
    lines = LogLines()
    assert lines.feed(b"Password: ", 1.0) == []
    assert lines.tick(1.2) == []
    assert [line.text for line in lines.tick(1.6)] == ["Password: "]
    assert [line.text for line in lines.feed(b"thanks\n", 1.7)] == ["thanks"]


def test_the_rest_of_a_very_long_line_is_counted() -> None:
    (text,) = texts(b"x" * (LONGEST_LINE + 5000) + b"\n")
    assert text == "x" * LONGEST_LINE + " … (5.0 kB more in this line)"


def test_a_long_line_in_many_parts_is_counted_the_same() -> None:
    parts = [b"x" * 1000] * 30 + [b"\n", b"next\n"]
    assert texts(parts) == [
        "x" * LONGEST_LINE + f" … ({(30_000 - LONGEST_LINE) / 1000:.1f} kB more in this line)",
        "next",
    ]


def test_a_line_that_never_ends_is_shown_piece_by_piece() -> None:
    lines = LogLines()
    shown = [line.text for second in range(5) for line in lines.feed(b"x" * 100_000, 10.0 + second)]
    assert len(shown) == 4
    assert all(text.endswith("more in this line)") for text in shown)


def test_more_than_can_be_shown_is_counted_and_its_end_is_shown() -> None:
    lines = LogLines()
    many = b"".join(b"line %d\n" % number for number in range(10_000))
    first = lines.feed(many, 1.0)
    assert len(first) == LINES_PER_SECOND
    rest = [line.text for line in lines.tick(2.5)]
    left_out = 10_000 - LINES_PER_SECOND - LAST_LINES
    assert rest[0].startswith(f"… {left_out:,} lines (")
    assert rest[0].endswith("were left out: the app prints faster than can be shown.")
    assert rest[1:] == [f"line {number}" for number in range(10_000 - LAST_LINES, 10_000)]


def test_few_lines_too_many_are_shown_without_a_word() -> None:
    lines = LogLines()
    lines.feed(b"x\n" * (LINES_PER_SECOND + 3), 1.0)
    assert [line.text for line in lines.end(1.1)] == ["x", "x", "x"]


def test_many_bytes_are_too_much_as_well() -> None:
    lines = LogLines()
    shown = lines.feed((b"y" * 10_000 + b"\n") * 400, 1.0)
    assert len(shown) == BYTES_PER_SECOND // 10_000 + 1
    assert "lines (" in lines.tick(3.0)[0].text


def test_a_gigabyte_takes_no_memory() -> None:
    lines = LogLines()
    chunk = b"z" * 79 + b"\n"
    chunk = chunk * 800
    shown = sum(len(lines.feed(chunk, 10 + turn / 5000)) for turn in range(16_000))
    shown += len(lines.end(14))
    assert shown < 6 * (LINES_PER_SECOND + LAST_LINES + 1)
    assert len(lines._tail) + len(lines._partial) < 200_000


def test_what_came_before_and_after_a_flood_stays_whole() -> None:
    lines = LogLines()
    assert lines.feed(b"begun", 1.0) == []
    flood = lines.feed(b" line\n" + b"x\n" * 5000 + b"last ", 1.0)
    assert flood[0].text == "begun line"
    assert lines.tick(2.5)[-1].text == "x"
    assert [line.text for line in lines.feed(b"words\n", 2.6)] == ["last words"]


def test_the_last_lines_are_kept_for_the_story_of_a_crash() -> None:
    lines = LogLines()
    lines.feed(b"".join(b"%d\n" % number for number in range(100)), 1.0)
    assert lines.last.split("\n") == [str(number) for number in range(100 - LAST_LINES, 100)]


@pytest.mark.parametrize(("size", "words"), [(5, "5 bytes"), (2_500_000, "2.5 MB"), (3 * 10**9, "3.0 GB")])
def test_sizes_are_told_in_their_unit(size: int, words: str) -> None:
    lines = LogLines()
    lines._partial, lines._cut = b"x" * LONGEST_LINE, size
    assert words in lines.end(1.0)[0].text
