"""The reading process, as a real one: what it tells, how it dies, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.documents.index_file import IndexFile
from app.adapters.documents.model import Examined, Given, Limits, Ready, Refusal, Refused, Task, Text, Want
from app.adapters.documents.problem_file import problem_path, read_problems
from app.adapters.documents.process import ReadingProcess
from app.core.base.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals and limits")
SECONDS = 60.0


def task(folder: Path, text: str, *, memory: int = Limits().memory) -> Task:
    path = folder / "api.yaml"
    path.write_text(text)
    return Task(
        Text(f"file://{path}", str(path), stamp="s"), "the label", str(path), str(folder / "cache"), "n", memory
    )


def with_process(given: Task, work: Callable[[ReadingProcess], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        process = await ReadingProcess.start(given)
        try:
            return await work(process)
        finally:
            await process.kill()
            assert not is_alive(process.pid)

    return asyncio.run(run())


def is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def document(paths: dict[str, Any]) -> str:
    return json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths})


def test_it_lists_then_examines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It finds its own modules from anywhere, and no others.
    (tmp_path / "msgspec.py").write_text("raise RuntimeError")
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)

    async def work(process: ReadingProcess) -> tuple[Any, Any]:
        return await process.receive(SECONDS), await process.receive(SECONDS)

    ready, examined = with_process(task(tmp_path, document({"/a/{b}": {"get": {}}})), work)
    assert isinstance(ready, Ready)
    assert examined == Examined(ready.path)
    index = IndexFile(Path(ready.path))
    assert [entry.key for entry in index.header.entries] == ["GET /a/{b}"]
    assert index.header.source == str(tmp_path / "api.yaml")
    (problem,) = read_problems(problem_path(index.path)) or ()
    assert (problem.pointer, problem.line) == ("/paths/~1a~1{b}/get", 1)
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".index", ".problems"]


def test_it_asks_for_what_references_lead_to(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(
        "Pet: {$ref: 'deeper.yaml#/Pet'}\nPet: {type: object}\nOther: {$ref: 'gone.yaml'}"
    )
    (tmp_path / "broken.yaml").write_text("a: [")
    paths = {"/a": {"$ref": "part.yaml#/Pet"}, "/b": {"$ref": "broken.yaml"}, "/c": {"$ref": "http://x.example/c"}}
    made = task(tmp_path, document(paths))
    own, base = made.text.uri, f"file://{tmp_path}"

    async def work(process: ReadingProcess) -> list[Any]:
        answers: list[Any] = [await process.receive(SECONDS)]
        texts = tuple(Text(f"{base}/{name}", str(tmp_path / name)) for name in ("part.yaml", "broken.yaml"))
        await process.send(Given(texts, (Refusal("http://x.example/c"),)))
        answers.append(await process.receive(SECONDS))
        await process.send(Given((), (Refusal(f"{base}/gone.yaml", "it is gone"),)))
        return [*answers, await process.receive(SECONDS), await process.receive(SECONDS)]

    first, second, ready, _ = with_process(made, work)
    assert first == Want(((f"{base}/part.yaml", own), (f"{base}/broken.yaml", own), ("http://x.example/c", own)))
    assert second == Want(((f"{base}/gone.yaml", f"{base}/part.yaml"),))
    index = IndexFile(Path(ready.path))
    assert index.header.missing == ("http://x.example/c",)
    assert [part.uri for part in index.header.parts] == [own, f"{base}/part.yaml"]
    told = {
        problem.message.partition(" could")[0]: problem for problem in read_problems(problem_path(index.path)) or ()
    }
    assert {f"{base}/gone.yaml", f"{base}/broken.yaml"} < told.keys()
    twice = next(problem for words, problem in told.items() if "twice" in words)
    assert (twice.pointer, twice.line) == (f"{base}/part.yaml#/Pet", 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", "instead of an OpenAPI document"),
        ("a: b", "no OpenAPI document"),
        ("openapi: '9.1'", "not read"),
        ("[" * 100_000, "deeper"),
        ("a: " + "{a: " * 100_000, "deep"),
    ],
)
def test_what_is_no_document_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    refused = with_process(task(tmp_path, text), lambda process: process.receive(SECONDS))
    assert isinstance(refused, Refused)
    assert words in refused.what
    assert not (tmp_path / "cache").exists()


@posix
def test_memory_is_bounded(tmp_path: Path) -> None:
    text = json.dumps({"openapi": "3.1.0", "paths": {}, "x": [{}] * 3_000_000})
    refused = with_process(task(tmp_path, text, memory=300_000_000), lambda process: process.receive(SECONDS))
    assert isinstance(refused, Refused)
    assert "300 MB of memory" in refused.what
    assert not list((tmp_path / "cache").glob("*"))


def test_time_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="longer than 0 seconds"):
        with_process(task(tmp_path, document({})), lambda process: process.receive(0))


@posix
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGKILL, "memory runs out"),
        (signal.SIGSEGV, "stopped by SIGSEGV"),
        (signal.SIGTERM, "stopped by SIGTERM"),
    ],
)
def test_its_death_is_told_in_words(tmp_path: Path, number: int, words: str) -> None:
    async def work(process: ReadingProcess) -> None:
        assert isinstance(await process.receive(SECONDS), Want)
        os.kill(process.pid, number)
        await process.send(Given())
        await process.receive(SECONDS)

    with pytest.raises(DocumentError, match=words) as told:
        with_process(task(tmp_path, document({"/a": {"$ref": "b.yaml"}})), work)
    assert told.value.where == "the label"
    assert "Nothing else is affected" in told.value.hint


def test_a_mistake_in_it_is_told_with_its_traceback(tmp_path: Path) -> None:
    made = task(tmp_path, document({}))
    (tmp_path / "api.yaml").unlink()
    with pytest.raises(DocumentError, match="it ended with 1") as told:
        with_process(made, lambda process: process.receive(SECONDS))
    assert "FileNotFoundError" in told.value.detail


@posix
def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    async def work(process: ReadingProcess) -> None:
        assert isinstance(await process.receive(SECONDS), Want)
        stdin = process._process.stdin
        assert stdin is not None
        stdin.close()
        with pytest.raises(DocumentError, match="ended with 1"):
            await process.receive(SECONDS)

    with_process(task(tmp_path, document({"/a": {"$ref": "b.yaml"}})), work)
