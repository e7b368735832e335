"""Lists of last time on disk: found only while they are right, and never in the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.adapters.files.stamps import file_stamp
from app.adapters.storage import kept_lists
from app.adapters.storage.kept_lists import KeptLists
from app.core.operations.kept_list import KeptRow, lines_of

if TYPE_CHECKING:
    from pathlib import Path

LINES = list(lines_of((KeptRow("GET", "/books", "List"), KeptRow("POST", "/books"))))


@pytest.fixture
def lists(tmp_path: Path) -> KeptLists:
    return KeptLists(tmp_path / "lists")


@pytest.fixture
def document(tmp_path: Path) -> tuple[str, str]:
    """A file that has been as it is for an hour."""
    path = tmp_path / "api.json"
    path.write_text("{}")
    return str(path), aged(path)


def aged(path: Path) -> str:
    found = path.stat()
    # Its inode changes now, whatever its times say: the stamp is only whole once that is a while ago.
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.files.stamps._SETTLED_NS", 0)


def test_a_list_comes_back_while_its_files_are_the_same(lists: KeptLists, document: tuple[str, str]) -> None:
    path, stamp = document
    assert lists.read(path) is None
    lists.write(path, [document], LINES)
    found = lists.read(path)
    assert found is not None
    assert [found.entry(place) for place in range(len(found))] == [
        KeptRow("GET", "/books", "List"),
        KeptRow("POST", "/books"),
    ]
    with open(path, "a") as file:  # noqa: PTH123 - the same file
        file.write(" ")
    assert lists.read(path) is None
    assert stamp


def test_a_list_is_gone_with_one_of_its_files(lists: KeptLists, document: tuple[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")
    lists.write(document[0], [document, (str(other), file_stamp(other))], LINES)
    assert lists.read(document[0]) is not None
    other.unlink()
    assert lists.read(document[0]) is None


def test_the_server_of_our_own_needs_no_file(lists: KeptLists) -> None:
    lists.write("bookstore", [], LINES)
    assert lists.read("bookstore") is not None
    assert lists.read("other") is None


@pytest.mark.parametrize(
    ("source", "files", "lines"),
    [
        ("a", [], []),
        ("", [], LINES),
        ("a\nb", [], LINES),
        ("a", [("/x", "")], LINES),
        ("a", [("", "1:2:3:4")], LINES),
        ("a", [("/x\ty", "1:2:3:4")], LINES),
    ],
)
def test_what_could_not_be_told_apart_is_not_kept(
    lists: KeptLists, source: str, files: list[tuple[str, str]], lines: list[bytes], tmp_path: Path
) -> None:
    lists.write(source, files, lines)
    assert not (tmp_path / "lists").exists()


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_half_a_list_is_none(lists: KeptLists, tmp_path: Path, cut: int) -> None:
    lists.write("bookstore", [], LINES)
    (file,) = (tmp_path / "lists").iterdir()
    file.write_bytes(file.read_bytes()[:-cut])
    assert lists.read("bookstore") is None


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"routeglass list 1 9.9\t0\nbookstore\nx\n", b"\xff\xfe", b"a\tb\nbookstore\n+\tGET\n"]
)
def test_what_is_something_else_is_none(lists: KeptLists, tmp_path: Path, data: bytes) -> None:
    lists.write("bookstore", [], LINES)
    (file,) = (tmp_path / "lists").iterdir()
    file.write_bytes(data)
    assert lists.read("bookstore") is None
    lists.write("bookstore", [], LINES)
    assert lists.read("bookstore") is not None


def test_two_sources_of_one_name_are_told_apart(lists: KeptLists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zlib.crc32", lambda _data: 7)
    lists.write("one", [], LINES)
    lists.write("two", [], LINES)
    assert lists.read("one") is None
    assert lists.read("two") is not None


def test_the_same_list_is_not_written_again(lists: KeptLists, tmp_path: Path) -> None:
    lists.write("bookstore", [], LINES)
    (file,) = (tmp_path / "lists").iterdir()
    before = file.stat().st_ino
    lists.write("bookstore", [], LINES)
    assert file.stat().st_ino == before


def test_the_oldest_lists_go(lists: KeptLists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_lists, "MOST_LISTS", 2)
    for number, source in enumerate(("one", "two", "three")):
        lists.write(source, [], LINES)
        newest = max((tmp_path / "lists").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert [lists.read(source) is not None for source in ("one", "two", "three")] == [False, True, True]


def test_a_folder_that_is_none_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "lists").write_text("a file")
    lists = KeptLists(tmp_path / "lists")
    lists.write("bookstore", [], LINES)
    assert lists.read("bookstore") is None


def test_no_half_written_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = KeptLists(tmp_path)

    def refuse(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    lists.write("bookstore", [], LINES)
    assert list(tmp_path.iterdir()) == []
