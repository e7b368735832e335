"""What the page of the event loop shows and does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.trace.loop import LoopBlock, LoopRequest, LoopSample
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from tests.features.event_loop.conftest import BLOCK, PLACE, SHORT, open_lesson
from tests.support.exchanges import answer, finish, open_tab

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.event_loop.presenter import EventLoopPresenter


class Listener:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def on_sampled(self) -> None:
        self.told.append("sampled")

    def on_blocks(self) -> None:
        self.told.append("blocks")

    def on_source(self) -> None:
        self.told.append("source")


def heard(workspace: Workspace, event: type) -> list[Any]:
    found: list[Any] = []
    workspace.events.subscribe(event, found.append)
    return found


def test_blocks_are_listed_newest_first(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((BLOCK, SHORT))
    newest, oldest = presenter.rows()
    assert (oldest.request, oldest.held, oldest.where, oldest.source) == (
        "GET /lab/blocking",
        "412 ms",
        "lab.py:24",
        "time.sleep(seconds)",
    )
    assert (oldest.waited, oldest.serious) == ("2", True)
    assert (newest.request, newest.held, newest.waited, newest.serious) == ("outside any request", "60 ms", "", False)


def test_a_block_that_lasts_and_one_of_threads(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    lasting = replace(BLOCK, lasts=True, place=None)
    workspace.event_loop.take((lasting, LoopBlock(9, 999.0, 80, gil=True)))
    threads, row = presenter.rows()
    assert (row.held, row.where, row.source) == ("412 ms …", "", "")
    assert threads.request == "worker threads"


def test_a_request_that_nobody_could_tell_of_yet(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((LoopBlock(0, 999.0, 1500, place=PLACE, held=True, lasts=True),))
    assert presenter.rows()[0].request == "not known yet"


def test_details_tell_who_waited_and_how(presenter: EventLoopPresenter) -> None:
    details = presenter.details(BLOCK)
    assert details.sentence.startswith("GET /lab/blocking held the event loop for 412 ms at lab.py:24")
    assert details.waited == (("GET /books", "arrived meanwhile"), ("GET /stream", "was under way"))
    assert [place.line for place in details.stack] == [7, 24]
    assert "run_in_threadpool" in details.advice
    assert not details.is_ours


def test_without_a_stack_the_place_stands_for_it(presenter: EventLoopPresenter) -> None:
    assert presenter.details(SHORT).stack == (PLACE,)
    assert presenter.details(LoopBlock(1, 1.0, 60)).stack == ()


def test_a_request_of_ours_is_opened_with_its_trace(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    pages = heard(workspace, ev.PageRequested)
    assert workspace.api is not None
    tab = open_tab(workspace)
    result = finish(workspace, answer({}), tab)
    ours = replace(BLOCK, request=LoopRequest(result.exchange.request.trace_id, "POST", "/books"))
    other = next(operation.key for operation in workspace.api.operations if operation.key != tab.operation.key)
    assert open_tab(workspace, other).identity == workspace.active
    assert presenter.details(ours).is_ours
    presenter.open_request(ours)
    assert workspace.active == tab.identity
    assert [event.page for event in pages] == ["trace"]


def test_somebody_elses_request_is_not_opened(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    pages = heard(workspace, ev.PageRequested)
    presenter.open_request(BLOCK)
    presenter.open_request(SHORT)
    assert pages == []


def test_a_line_is_opened_in_the_editor(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    asked = heard(workspace, ev.CodeRequested)
    presenter.open_code(PLACE)
    assert [(event.file, event.line) for event in asked] == [("/shop/lab.py", 24)]


def test_the_strip_stands_still_while_it_is_paused(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((LoopSample(990.0, 1.0, 2, 40),))
    presenter.pause(on=True)
    workspace.event_loop.take((LoopSample(995.0, 1.0), BLOCK))
    assert (presenter.paused, len(presenter.picture().bars), presenter.picture().marks) == (True, 1, ())
    presenter.pause(on=False)
    assert (presenter.paused, len(presenter.picture().bars), len(presenter.picture().marks)) == (False, 2, 1)


def test_clearing_forgets_everything_and_goes_on(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((LoopSample(990.0, 1.0, 2, 40), BLOCK))
    presenter.pause(on=True)
    presenter.clear()
    assert (presenter.paused, presenter.rows(), presenter.picture().bars) == (False, (), ())
    assert (presenter.lag(), presenter.pool()) == ("not measured", "not known")


def test_values_are_the_newest(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((LoopSample(990.0, 1.0, 2, 40), LoopSample(991.0, 7.2, 3, 40)))
    assert (presenter.lag(), presenter.pool()) == ("7 ms late", "3 of 40 busy")


def test_everything_that_changes_is_told(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    workspace.event_loop.take((LoopSample(1.0),))  # nobody listens yet
    workspace.event_loop.take((BLOCK,))
    workspace.event_loop.forget()
    workspace.set_source(workspace.source)
    listener = Listener()
    presenter.listen(listener)
    workspace.event_loop.take((LoopSample(1.0), BLOCK))
    workspace.event_loop.forget()
    workspace.set_source(workspace.source)
    assert listener.told == ["sampled", "blocks", "blocks", "source"]


@pytest.mark.parametrize(
    ("source", "foreign"),
    [
        (Source("Bookstore", SourceStatus.RUNNING, inside=True), False),
        (Source("Bookstore", SourceStatus.STARTING), False),
        (Source("Elsewhere", SourceStatus.RUNNING), True),
    ],
)
def test_what_can_be_looked_into(
    workspace: Workspace, presenter: EventLoopPresenter, source: Source, foreign: bool
) -> None:
    workspace.set_source(source)
    assert presenter.is_foreign is foreign


def test_the_lesson_is_sent_where_there_is_one(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    sent = heard(workspace, ev.SendRequested)
    found = [presenter.has_lesson]
    presenter.try_lesson()
    assert sent == []
    open_lesson(workspace)
    found.append(presenter.has_lesson)
    assert found == [False, True]
    presenter.try_lesson()
    assert [event.tab for event in sent] == [workspace.active]


def test_looking_lets_the_server_measure(workspace: Workspace, presenter: EventLoopPresenter) -> None:
    asked = heard(workspace, ev.LoopWatchAsked)
    presenter.watch(on=True)
    presenter.watch(on=True)
    presenter.watch(on=False)
    assert [event.on for event in asked] == [True, False]
