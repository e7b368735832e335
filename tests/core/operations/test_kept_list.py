"""The list of last time: what is written is read again, also where it is odd, and it narrows as the real one does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.operations.kept_list import KeptHeading, KeptList, KeptRow, lines_of

ENTRIES = (
    KeptHeading("books", 2),
    KeptRow("GET", "/books", "List books", search="listBooks limit"),
    KeptRow("POST", "/books", "Add a book", deprecated=True),
    KeptHeading("shelf", 1),
    KeptRow("GET", "/shelf/{name}"),
)
WORDS = st.text(max_size=8)
ROWS = st.builds(KeptRow, WORDS, WORDS, WORDS, st.booleans(), WORDS)


def kept(*entries: KeptRow | KeptHeading) -> KeptList:
    return KeptList(list(lines_of(entries)))


def read(found: KeptList) -> tuple[KeptRow | KeptHeading, ...]:
    return tuple(found.entry(place) for place in range(len(found)))


def test_what_is_written_is_read_again() -> None:
    assert read(kept(*ENTRIES)) == ENTRIES
    assert [entry.key for entry in ENTRIES if isinstance(entry, KeptRow)] == [
        "GET /books",
        "POST /books",
        "GET /shelf/{name}",
    ]
    assert len(KeptList([])) == 0


def test_line_breaks_and_tabs_become_spaces_and_broken_letters_question_marks() -> None:
    odd = KeptRow("GET", "/a", "one\n two\r\n", search="x\ud800y")
    assert read(kept(odd, KeptHeading("a\nb", 1))) == (
        KeptRow("GET", "/a", "one two", search="x?y"),
        KeptHeading("a b", 1),
    )


@pytest.mark.parametrize(
    "path", ["/books ", " /a  b", "/a\u00a0b", "/tab\tx", "/two\nlines\r", "/\\t", "/\\\\n\\", "/\u2028x"]
)
def test_a_path_is_kept_to_the_letter_for_it_names_its_operation(path: str) -> None:
    found = kept(KeptRow("GET", path), KeptRow("PUT\tY", "/"))
    assert read(found) == (KeptRow("GET", path), KeptRow("PUT\tY", "/"))
    assert found.narrow(path.split()[-1]) == ([0], {})


@given(st.lists(ROWS | st.builds(KeptHeading, WORDS, st.integers(0, 10**6)), max_size=5))
def test_anything_can_be_written_in_one_line_each(entries: list[KeptRow | KeptHeading]) -> None:
    lines = list(lines_of(entries))
    assert len(lines) == len(entries)
    assert not any(b"\n" in line for line in lines)
    again = read(KeptList(lines))
    assert [type(entry) for entry in again] == [type(entry) for entry in entries]
    assert list(lines_of(again)) == lines


@given(st.lists(st.binary(max_size=30), max_size=5))
def test_lines_that_nobody_wrote_are_shown_somehow(lines: list[bytes]) -> None:
    found = KeptList(lines)
    assert len(read(found)) == len(lines)
    found.narrow("get")


def test_a_heading_without_a_number_has_none_under_it() -> None:
    assert KeptList([b"#\tbooks"]).entry(0) == KeptHeading("books", 0)
    assert KeptList([b"#\tbooks\tmany"]).entry(0) == KeptHeading("books", 0)
    assert KeptList([b"#\tbooks\t" + b"9" * 5_000]).entry(0) == KeptHeading("books", 0)
    assert KeptList([b"#", b"+\tGET\t/a"]).narrow("get") == ([0, 1], {0: 1})
    assert KeptList([b"#\tbooks", b"+\tGET\t/a"]).narrow("books") == ([0, 1], {0: 1})


def test_without_a_filter_everything_stands_there() -> None:
    places, counts = kept(*ENTRIES).narrow("  ")
    assert list(places) == [0, 1, 2, 3, 4]
    assert counts == {}


def test_every_word_has_to_be_found_in_any_of_its_words() -> None:
    found = kept(*ENTRIES)
    assert found.narrow("Books LIMIT") == ([0, 1], {0: 1})
    assert found.narrow("get") == ([0, 1, 3, 4], {0: 1, 3: 1})
    assert found.narrow("shelf books") == ([], {})
    # The heading's own words count for what stands under it.
    assert found.narrow("books") == ([0, 1, 2], {0: 2})


def test_what_a_line_says_beside_its_words_is_not_found() -> None:
    found = kept(KeptHeading("books", 77), KeptRow("GET", "/a"), KeptRow("PUT", "/b", deprecated=True))
    for word in ("77", "+", "-", "#"):
        assert found.narrow(word) == ([], {})


def test_without_headings_only_operations_are_found() -> None:
    assert kept(KeptRow("GET", "/a"), KeptRow("GET", "/b")).narrow("b") == ([1], {})
