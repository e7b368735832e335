"""The folder of indexes: bounded, shared, and never trusted."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from app.adapters.documents.cache import IndexCache, index_name
from app.adapters.documents.index_file import Contents, IndexFile, write_index
from app.adapters.documents.problem_file import problem_path, read_problems, write_problems
from app.core.operations.opening import Part
from app.core.spec.document import Document
from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path


def put(folder: Path, name: str, *, age: float, size: int = 0) -> Path:
    path = folder / f"{name}.index"
    document = Document({"openapi": "3.1.0", "x": "x" * size}, version="3.1.0")
    with path.open("wb") as file:
        write_index(file, document, Contents("", name, (), (Part("", "d"),), (), ()), is_odd=False)
    write_problems(problem_path(path), (Problem("/x", Severity.WARNING, "odd", 3, 4),))
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_index_of_a_name_is_found_and_counts_as_used(tmp_path: Path) -> None:
    put(tmp_path, "a-1", age=900)
    put(tmp_path, "a-2", age=800)
    put(tmp_path, "b-1", age=0)
    found = IndexCache(tmp_path).find("a")
    assert found is not None
    assert found.header.label == "a-2"
    assert time.time() - found.path.stat().st_mtime < 60
    assert IndexCache(tmp_path).find("c") is None
    assert IndexCache(tmp_path / "none").find("a") is None


def test_broken_ones_are_deleted_and_the_next_is_taken(tmp_path: Path) -> None:
    put(tmp_path, "a-1", age=900)
    (tmp_path / "a-2.index").write_bytes(b"nonsense")
    (tmp_path / "a-3.index").mkdir()
    found = IndexCache(tmp_path).find("a")
    assert found is not None
    assert found.header.label == "a-1"
    assert not (tmp_path / "a-2.index").exists()


def test_what_is_older_too_much_or_abandoned_goes(tmp_path: Path) -> None:
    old, kept = put(tmp_path, "a-1", age=10), put(tmp_path, "a-2", age=5)
    others = [put(tmp_path, f"{letter}-1", age=20 + number) for number, letter in enumerate("bcd")]
    open_still = IndexFile(others[-1])
    young, abandoned = tmp_path / ".making-1", tmp_path / ".making-2"
    lonely = tmp_path / "z-1.problems"
    for path, age in ((young, 10), (abandoned, 7200), (lonely, 7200)):
        path.touch()
        os.utime(path, (time.time() - age, time.time() - age))
    IndexCache(tmp_path, most_files=4).tidy(kept)
    assert names(tmp_path) == [
        ".making-1",
        *(f"{name}-{n}.{end}" for name, n in (("a", 2), ("b", 1), ("c", 1)) for end in ("index", "problems")),
    ]
    assert not old.exists()
    # Whoever has it open goes on reading it.
    assert open_still.document().raw["openapi"] == "3.1.0"


def test_bytes_are_bounded_but_for_the_one_just_made(tmp_path: Path) -> None:
    kept = put(tmp_path, "a-1", age=0, size=5000)
    small, large = put(tmp_path, "b-1", age=5), put(tmp_path, "c-1", age=10, size=5000)
    IndexCache(tmp_path, most_bytes=6000).tidy(kept)
    assert kept.exists()
    assert small.exists()
    assert not large.exists()
    IndexCache(tmp_path, most_bytes=1).tidy(kept)
    assert [path for path in (kept, small) if path.exists()] == [kept]
    IndexCache(tmp_path / "none").tidy(kept)


def test_problems_are_known_or_not(tmp_path: Path) -> None:
    path = tmp_path / "a.problems"
    problems = (Problem("/x", Severity.WARNING, "odd", 3, 4), Problem("", Severity.ERROR, "bad"))
    assert read_problems(path) is None
    write_problems(path, problems)
    assert read_problems(path) == problems
    data = path.read_bytes()
    for broken in (b"", data[:-1], b"\0" * len(data)):
        path.write_bytes(broken)
        assert read_problems(path) is None
    write_problems(path, ())
    assert read_problems(path) == ()


def test_names_hide_what_was_given() -> None:
    assert index_name("file /a") != index_name("file /b")
    assert index_name("text \ud800").isalnum()
