"""How an exchange travelled, in words and in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.adapters.files.saving import save_body
from app.core.exchange.model import Certificate, Failure, Hop, Phase, Travel
from app.core.workspace import events as ev
from app.features.response.hops_view import HopsView
from app.features.response.presenter import ResponsePresenter
from app.features.response.status_view import StatusView
from app.features.response.timing_view import TimingView
from app.ui.code_view import CodeView
from tests.support.exchanges import answer, finish, open_tab
from tests.support.widgets import part, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Exchange, Outcome
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner

REDIRECT = answer(b"", 302, "", ("Location", "/me"))
CERTIFICATE = Certificate("CN=api.example", "CN=Root", "Jan  1 00:00:00 2026 GMT", "Jan  1 00:00:00 2027 GMT")
SECURE = Travel(proxy="http://proxy:3128", reused=True, tls="TLSv1.3 AES", certificate=CERTIFICATE)


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner) -> ResponsePresenter:
    open_tab(workspace)
    return ResponsePresenter(workspace, runner, save_body, runner)


def came_back(workspace: Workspace, outcome: Outcome, *hops: Exchange, travel: Travel | None = None) -> Exchange:
    """Lets the tab have an exchange with these hops."""
    result = finish(workspace, outcome)
    told = tuple(Hop(hop, "302 to there.") for hop in hops)
    exchange = replace(result.exchange, hops=told, travel=travel or Travel())
    tab = workspace.current
    assert tab is not None
    workspace.finish_send(tab.identity, replace(result, exchange=exchange))
    return exchange


def test_the_status_line_names_the_way(presenter: ResponsePresenter, workspace: Workspace) -> None:
    first = finish(workspace, REDIRECT).exchange
    came_back(workspace, answer({}), first)
    assert presenter.status().text == "302 → 200 OK"
    lost = replace(first, outcome=Failure(Phase.WAIT, "gone"))
    came_back(workspace, answer({}), first, lost)
    assert presenter.status().text == "302 → – → 200 OK"  # noqa: RUF001
    came_back(workspace, answer({}), *[first] * 7)
    assert presenter.status().text == "302 → 6 more → 200 OK"


def test_each_hop_is_listed_with_its_reason_and_headers_on_demand(
    presenter: ResponsePresenter, workspace: Workspace, qtbot: QtBot
) -> None:
    view = shown(qtbot, HopsView(presenter), 420, 400)
    assert "There was one round" in view.findChildren(QLabel)[0].text()
    first = finish(workspace, REDIRECT).exchange
    came_back(workspace, answer({}), replace(first, travel=Travel(checked=False)))
    view.refresh()
    card = part(view, QWidget, "hop:1")
    words = [label.text() for label in card.findChildren(QLabel)]
    assert words[0] == "POST http://127.0.0.1:9/books"
    assert "302 to there." in words
    assert card.findChild(CodeView) is None
    part(card, QPushButton, "hopHeaders:1").click()
    headers = card.findChild(CodeView)
    assert headers is not None
    assert headers.isVisible()
    text = headers.editor.toPlainText()
    assert text.startswith("POST /books HTTP/1.1")
    assert "Location: /me" in text
    part(card, QPushButton, "hopHeaders:1").click()
    assert not headers.isVisible()
    view.refresh()
    assert part(view, QWidget, "hop:1") is card
    assert part(view, QWidget, "hop:2").accessibleName().startswith("2: POST http://127.0.0.1:9/books, 200 OK")


def test_a_redirect_that_was_not_followed_can_be(
    presenter: ResponsePresenter, workspace: Workspace, qtbot: QtBot
) -> None:
    asked: list[ev.FollowRequested] = []
    workspace.events.subscribe(ev.FollowRequested, asked.append)
    view = shown(qtbot, StatusView(presenter), 420, 400)
    came_back(workspace, REDIRECT)
    view.refresh()
    assert (
        "http://127.0.0.1:9/me. POST became GET, and its body was left out."
        in part(view, QLabel, "redirectWords").text()
    )
    part(view, QPushButton, "follow").click()
    assert [event.by for event in asked] == ["response"]
    came_back(workspace, answer(b"", 302, "", ("Location", "mailto:a@b")))
    view.refresh()
    assert "no HTTP address" in part(view, QWidget, "redirect").findChildren(QLabel)[-1].text()
    came_back(workspace, answer({}))
    view.refresh()
    assert not part(view, QWidget, "redirect").isVisible()


@pytest.mark.parametrize(
    "outcome", [answer({}), Failure(Phase.WAIT, "gone"), Failure(Phase.RECEIVE, "cut", partial=answer({}))]
)
def test_what_was_not_checked_is_marked_on_the_status_line(
    presenter: ResponsePresenter, workspace: Workspace, qtbot: QtBot, outcome: Outcome
) -> None:
    view = shown(qtbot, StatusView(presenter), 420, 400)
    mark = part(view, QWidget, "travelUnchecked")
    came_back(workspace, outcome)
    view.refresh()
    assert not mark.isVisible()
    came_back(workspace, outcome, travel=Travel(checked=False))
    view.refresh()
    assert mark.isVisible()
    assert mark.accessibleName() == "The certificate of 127.0.0.1:9 was not checked."


def test_a_hop_that_was_not_checked_is_marked_too(presenter: ResponsePresenter, workspace: Workspace) -> None:
    first = replace(finish(workspace, REDIRECT).exchange, travel=Travel(checked=False))
    came_back(workspace, answer({}), first)
    assert presenter.status().unchecked == "127.0.0.1:9"


def test_facts_stand_under_the_time_line(presenter: ResponsePresenter, workspace: Workspace, qtbot: QtBot) -> None:
    view = shown(qtbot, TimingView(presenter), 420, 400)
    facts = part(view, QWidget, "travelFacts")
    came_back(workspace, answer({}))
    view.refresh()
    assert facts.accessibleName() == "Proxy: none, directly, Connection: a new one, HTTP/1.1"
    came_back(workspace, answer({}), travel=SECURE)
    view.refresh()
    words = facts.accessibleName()
    assert "Proxy: http://proxy:3128, Connection: one that was open already" in words
    assert "TLS: TLSv1.3 AES, Certificate: CN=api.example, Issued by: CN=Root" in words
    assert "Valid: Jan  1 00:00:00 2026 GMT to Jan  1 00:00:00 2027 GMT" in words
    came_back(workspace, answer({}), travel=Travel(repeated=True, tls="TLSv1.3", checked=False))
    view.refresh()
    assert "sent again (RFC 9112 9.3.1)" in facts.accessibleName()
    assert "Certificate: not checked: whoever sits" in facts.accessibleName()
    came_back(workspace, Failure(Phase.DNS, "gone"))
    view.refresh()
    assert facts.accessibleName() == "Proxy: none, directly"


def test_before_anything_was_sent_there_is_nothing(presenter: ResponsePresenter) -> None:
    assert (presenter.hops(), presenter.facts(), presenter.onward()) == ((), (), None)
