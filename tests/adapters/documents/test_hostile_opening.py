"""Opening what is odd, and leaving off at an odd moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.adapters.documents.process import ReadingProcess
from app.core.base.errors import DocumentError
from app.core.operations.opening import OpenRequest
from tests.adapters.documents.test_opener import Opening, document, large, put

if TYPE_CHECKING:
    from pathlib import Path

    from app.adapters.documents.opener import DocumentOpener


def test_halves_of_surrogate_pairs_are_read_listed_and_examined(tmp_path: Path) -> None:
    half, cache = "\ud800", tmp_path / "cache"
    paths = {f"/{half}/{{id}}": {"get": {"summary": half, "tags": [half]}}, "/b": {"$ref": f"http://h/{half}"}}
    raw = document(paths, x={"$ref": f"{half}.json"}, tags=[{"name": half}])
    path = put(tmp_path / "spec" / "api.json", raw)
    opened = Opening(cache).open(path)
    (entry,) = opened.api.entries
    assert (entry.path, entry.summary) == (f"/{half}/{{id}}", half)
    assert opened.api.operations[0].tags == (half,)
    assert any(half in problem.pointer for problem in opened.problems)
    assert opened.missing == ("http://h/%ED%A0%80",)
    assert Opening(cache).open(path).problems == opened.problems
    with pytest.raises(DocumentError, match="is not read"):
        Opening(cache).open(put(tmp_path / "odd.json", {"openapi": half, "x": {"$ref": "b.json"}}))


def test_a_process_is_ended_by_close_where_its_end_was_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "api.json", large())
    kill = ReadingProcess.kill
    seen: list[ReadingProcess] = []

    async def late(process: ReadingProcess) -> None:
        seen.append(process)
        if len(seen) == 1:
            await asyncio.Event().wait()
        await kill(process)

    async def work(opener: DocumentOpener) -> None:
        opened = await opener.open(OpenRequest(str(path)))
        monkeypatch.setattr(ReadingProcess, "kill", late)
        examining = asyncio.ensure_future(opener.examine(opened))
        while not seen:
            await asyncio.wait({examining}, timeout=0.01)
        # As when the window closes in the very moment in which everything is known.
        examining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await examining
        await opener.close()
        assert seen == [seen[0]] * 2
        assert seen[0]._errors.closed

    Opening(tmp_path / "cache").run(work)
