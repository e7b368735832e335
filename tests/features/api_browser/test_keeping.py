"""What comes into view is kept as a list, where it can be told later that it has not changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from app.core.operations.kept_list import KeptHeading, KeptList, KeptRow
from app.core.operations.opening import Opened, Part
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.api_browser.keeping import ListKeeping, files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytestqt.qtbot import QtBot

    from app.jobs.runner import Runner


class Keeper:
    """Keeps lists in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[tuple[tuple[str, str], ...], KeptList]] = {}
        self.written = 0

    def read(self, source: str) -> KeptList | None:
        return self.kept[source][1] if source in self.kept else None

    def write(self, source: str, files: Sequence[tuple[str, str]], lines: Sequence[bytes]) -> None:
        self.written += 1
        self.kept[source] = (tuple(files), KeptList(lines))


class InView:
    """The document in view, told by a test."""

    def __init__(self) -> None:
        self.opened: Opened | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def show(self, opened: Opened | None) -> None:
        self.opened = opened
        for listener in self._listeners:
            listener()


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def in_view(workspace: Workspace, runner: Runner, keeper: Keeper) -> InView:
    made = InView()
    ListKeeping(workspace, made, runner, keeper, runner)
    return made


def opened(workspace: Workspace, *parts: Part) -> Opened:
    assert workspace.document is not None
    assert workspace.api is not None
    return Opened(workspace.document, workspace.api, "/api.json", (), (), True, (), parts, "print")


def settle(runner: Runner, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not runner.running)


def test_the_bookstore_is_kept_group_by_group(
    workspace: Workspace, in_view: InView, keeper: Keeper, runner: Runner, qtbot: QtBot
) -> None:
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, inside=True, key="bookstore"))
    in_view.show(None)
    settle(runner, qtbot)
    files, kept = keeper.kept["bookstore"]
    entries = [kept.entry(place) for place in range(len(kept))]
    headings = [entry for entry in entries if isinstance(entry, KeptHeading)]
    assert files == ()
    assert workspace.api is not None
    assert sum(entry.total for entry in headings) == len(workspace.api.operations)
    assert {entry.key for entry in entries if isinstance(entry, KeptRow)} == {
        operation.key for operation in workspace.api.operations
    }
    in_view.show(None)
    settle(runner, qtbot)
    assert keeper.written == 1


def test_a_document_of_files_is_kept_with_their_stamps_and_once(
    workspace: Workspace, in_view: InView, keeper: Keeper, runner: Runner, qtbot: QtBot
) -> None:
    workspace.set_source(Source("API", SourceStatus.RUNNING, key="/api.json"))
    found = opened(workspace, Part("file:///api.json", "d", "1:2:3:4"), Part("file:///a%20b.json", "d", "5:6:7:8"))
    in_view.show(found)
    settle(runner, qtbot)
    assert keeper.kept["/api.json"][0] == (("/api.json", "1:2:3:4"), ("/a b.json", "5:6:7:8"))
    # What is kept and still right is not made again.
    in_view.show(replace(found, fingerprint="other"))
    settle(runner, qtbot)
    assert keeper.written == 1


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Part("", "d", "text"),),
        (Part("https://h/api.json", "d", '"etag"'),),
        (Part("file:///api.json", "d", "1:2:3:4"), Part("https://h/more.json", "d", "x")),
        (Part("file:///api.json", "d", ""),),
    ],
)
def test_what_could_change_unseen_is_not_kept(workspace: Workspace, parts: tuple[Part, ...]) -> None:
    assert files_of(opened(workspace, *parts)) is None
    assert files_of(None) is None


def test_an_app_of_ones_own_is_not_kept(
    workspace: Workspace, in_view: InView, keeper: Keeper, runner: Runner, qtbot: QtBot
) -> None:
    workspace.set_source(Source("App", SourceStatus.RUNNING, inside=True, key="main:app"))
    in_view.show(None)
    settle(runner, qtbot)
    assert keeper.kept == {}


def test_nothing_is_kept_of_nothing(keeper: Keeper, runner: Runner) -> None:
    made = InView()
    ListKeeping(Workspace(), made, runner, keeper, QObject(runner))
    made.show(None)
    assert not runner.running
