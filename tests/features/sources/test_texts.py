"""Source texts: of the document, and only of what was read for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.core.base.errors import SourceError
from app.core.operations.opening import Part
from app.core.workspace.workspace import Workspace
from app.features.sources.orders import recognise
from app.features.sources.texts import SourceTexts
from tests.support.sources import Bench, a_document, opened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.jobs.runner import Runner


class Reader:
    async def read(self, place: str) -> str:
        return f"text of {place}"


def read(texts: SourceTexts, place: str = "") -> str:
    return asyncio.run(texts.read_text(place))


def test_only_what_belongs_to_the_open_document_is_read(runner: Runner, qtbot: QtBot) -> None:
    bench = Bench(Workspace(), runner)
    sources = bench.make()
    texts = SourceTexts(sources, Reader())
    with pytest.raises(SourceError, match="no longer open"):
        read(texts)
    parts = (Part("/a.json", ""), Part("file:///b.json", ""))
    bench.opener.results["/a.json"] = opened(a_document(), "/a.json", parts=parts)
    sources.open(recognise("/a.json"))
    qtbot.waitUntil(lambda: sources.opened is not None)
    assert read(texts) == "text of /a.json"
    assert read(texts, "file:///b.json") == "text of file:///b.json"
    with pytest.raises(SourceError, match="not read for"):
        read(texts, "file:///etc/passwd")


def test_a_pasted_text_is_at_hand(runner: Runner, qtbot: QtBot) -> None:
    bench = Bench(Workspace(), runner)
    sources = bench.make()
    bench.opener.results["Pasted text"] = opened(a_document(), "")
    sources.open(recognise("openapi: 3.1.0\npaths: {}"))
    qtbot.waitUntil(lambda: sources.opened is not None)
    assert read(SourceTexts(sources, Reader())) == "openapi: 3.1.0\npaths: {}"
