"""What of the last two exchanges is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.history.model import Kind, Row, Section
from app.core.workspace import events as ev
from app.features.comparison.presenter import ComparisonPresenter
from tests.support.exchanges import answer, finish, open_tab

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import ResponseBody
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices


def digest(body: ResponseBody) -> str:
    return f"digest of {body.file}"


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner) -> ComparisonPresenter:
    return ComparisonPresenter(workspace, runner, digest, runner)


@pytest.fixture
def tab(workspace: Workspace) -> Tab:
    return open_tab(workspace, "GET /books")


def made(presenter: ComparisonPresenter, qtbot: QtBot) -> list[Row]:
    presenter.prepare()
    qtbot.waitUntil(lambda: presenter.comparison() is not None)
    return list(presenter.rows())


def test_before_the_second_answer_there_is_nothing(
    workspace: Workspace, presenter: ComparisonPresenter, runner: Runner
) -> None:
    presenter.prepare()
    assert (presenter.has_two, presenter.operation, presenter.rows(), presenter.comparison()) == (False, "", (), None)
    tab = open_tab(workspace, "GET /books")
    finish(workspace, answer({"a": 1}), tab)
    presenter.prepare()
    assert (presenter.has_two, presenter.operation, runner.running) == (False, "GET /books", 0)


def test_two_answers_are_compared_once(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, runner: Runner, qtbot: QtBot
) -> None:
    for value in (1, 2):
        finish(workspace, answer({"a": value, "b": 0}), tab)
    rows = made(presenter, qtbot)
    assert [(row.what, row.before, row.after) for row in rows if row.section is Section.BODY] == [("/a", "1", "2")]
    assert [row.what for row in rows if row.section is Section.RESULT][:2] == ["Sent at", "Status"]
    assert not [row for row in rows if row.section is Section.HEADERS]
    presenter.prepare()
    assert runner.running == 0


def test_what_is_the_same_can_be_shown_too(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot
) -> None:
    for _ in range(2):
        finish(workspace, answer({"a": 1}), tab)
    assert all(row.section is Section.RESULT for row in made(presenter, qtbot))
    calls: list[int] = []
    presenter.listen(lambda: calls.append(1))
    presenter.show_all(everything=True)
    assert calls == [1]
    assert ("content-type", Kind.SAME) in [(row.what, row.kind) for row in presenter.rows()]


def test_lines_around_a_difference_of_a_text_stay(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot
) -> None:
    for last in "xy":
        finish(workspace, answer(f"a\nb\nc\nd\n{last}", 200, "text/plain"), tab)
    kinds = [row.kind for row in made(presenter, qtbot) if row.section is Section.BODY]
    assert kinds == [Kind.LEFT_OUT, Kind.SAME, Kind.SAME, Kind.CHANGED]


def test_the_next_answer_makes_it_anew(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot
) -> None:
    for value in (1, 2):
        finish(workspace, answer({"a": value}), tab)
    made(presenter, qtbot)
    finish(workspace, answer({"a": 3}), tab)
    assert presenter.comparison() is None
    assert ("/a", "2", "3") in [(row.what, row.before, row.after) for row in made(presenter, qtbot)]


def test_what_is_overtaken_is_not_shown(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot
) -> None:
    for value in (1, 2):
        finish(workspace, answer({"a": value}), tab)
    presenter.prepare()
    finish(workspace, answer({"a": 3}), tab)
    presenter.prepare()
    presenter.prepare()
    qtbot.waitUntil(lambda: presenter.comparison() is not None)
    assert ("/a", "2", "3") in [(row.what, row.before, row.after) for row in presenter.rows()]


def test_each_tab_has_its_own(workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot) -> None:
    for value in (1, 2):
        finish(workspace, answer({"a": value}), tab)
    made(presenter, qtbot)
    open_tab(workspace, "POST /books")
    assert not presenter.has_two
    workspace.activate(tab.identity)
    assert presenter.comparison() is not None


def test_bodies_on_disk_are_told_apart_by_their_digests(
    workspace: Workspace, presenter: ComparisonPresenter, tab: Tab, qtbot: QtBot
) -> None:
    for name in ("one", "two"):
        finish(workspace, answer("same beginning", 200, "text/plain", file=name, size=2_000_000), tab)
    rows = made(presenter, qtbot)
    assert ("2,000,000 bytes, SHA-256 digest of one", "2,000,000 bytes, SHA-256 digest of two") in [
        (row.before, row.after) for row in rows
    ]


def test_a_row_leads_to_its_node(workspace: Workspace, presenter: ComparisonPresenter, tab: Tab) -> None:
    heard: list[ev.NodeRevealRequested] = []
    workspace.events.subscribe(ev.NodeRevealRequested, heard.append)
    presenter.reveal(Row(Section.BODY, "/a", "1", "2", Kind.CHANGED, ("a",)))
    presenter.reveal(Row(Section.BODY, "/b", "1", "", Kind.REMOVED))
    assert heard == [ev.NodeRevealRequested(tab.identity, ("a",), "comparison")]


def test_a_mistake_of_ours_is_told(
    workspace: Workspace,
    presenter: ComparisonPresenter,
    tab: Tab,
    notices: Notices,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("app.core.history.difference.compare", broken)
    for value in (1, 2):
        finish(workspace, answer({"a": value}), tab)
    presenter.prepare()
    qtbot.waitUntil(lambda: notices.titles == ["The two answers could not be compared."])
    assert presenter.comparison() is None
