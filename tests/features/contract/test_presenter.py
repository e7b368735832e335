from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.exchange.model import Failure, Phase
from app.core.workspace import events as ev
from app.features.contract.presenter import VALUE_LIMIT, ContractPresenter
from tests.support.contract_window import BROKEN, KEY
from tests.support.exchanges import JSON, answer, finish, open_tab

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace

TOTAL = ("X-Total", "3")


@pytest.fixture
def presenter(workspace: Workspace) -> ContractPresenter:
    return ContractPresenter(workspace)


def _title(presenter: ContractPresenter) -> str:
    verdict = presenter.verdict()
    return verdict.title if verdict is not None else ""


def test_says_why_there_is_nothing_to_say(presenter: ContractPresenter, workspace: Workspace) -> None:
    assert _title(presenter) == "Nothing sent yet"
    tab = open_tab(workspace, KEY)
    assert _title(presenter) == "Nothing sent yet"
    workspace.begin_send(tab.identity)
    assert (_title(presenter), presenter.cards()) == ("Under way", ())
    partial = Failure(Phase.RECEIVE, "It broke off.", partial=answer({"items": 5}))
    finish(workspace, partial)
    assert _title(presenter) == "No response"
    presenter.show_node(0)


def test_says_plainly_that_the_promise_is_kept(presenter: ContractPresenter, workspace: Workspace) -> None:
    open_tab(workspace, KEY)
    finish(workspace, answer({"items": []}, 200, JSON, TOTAL))
    assert _title(presenter) == "The response keeps its promise"
    open_tab(workspace, "DELETE /books")
    finish(workspace, answer(b"", 200))
    assert _title(presenter) == "Nothing was promised"


def test_tells_each_broken_promise(presenter: ContractPresenter, workspace: Workspace) -> None:
    open_tab(workspace, KEY)
    finish(workspace, answer(BROKEN, 200, JSON))
    cards = {card.title: card for card in presenter.cards()}
    assert set(cards) == {
        "Header X-Total",
        "/items/1/id",
        "/items/1/title",
        "/items/1/price",
        "/items/1/password",
        "/items/2/title",
    }
    assert cards["/items/1/price"].promise == "/components/schemas/Book/properties/price/minimum"
    assert (cards["/items/1/id"].words, cards["/items/1/id"].value) == ("needs an integer, is text", '"two"')
    assert cards["/items/2/title"].value == ""
    assert not cards["Header X-Total"].has_node


@pytest.mark.parametrize(
    ("status", "media_type", "title", "value"),
    [
        (418, JSON, "Status", "418"),
        (200, "text/html", "Media type", "text/html"),
    ],
)
def test_names_what_is_not_documented(
    presenter: ContractPresenter, workspace: Workspace, status: int, media_type: str, title: str, value: str
) -> None:
    open_tab(workspace, KEY)
    finish(workspace, answer({}, status, media_type, TOTAL))
    [card] = presenter.cards()
    assert (card.title, card.value, card.has_node) == (title, value, False)


def test_shows_the_node_of_a_violation_of_the_body(presenter: ContractPresenter, workspace: Workspace) -> None:
    tab = open_tab(workspace, KEY)
    wanted: list[ev.NodeRevealRequested] = []
    workspace.events.subscribe(ev.NodeRevealRequested, wanted.append)
    finish(workspace, answer({"items": ["x" * 1_000]}, 200, JSON, ("X-Total", "many")))
    header, body = presenter.cards()
    assert (header.title, header.value) == ("Header X-Total", "many")
    assert len(body.value) == VALUE_LIMIT
    for index in (0, 1, 2, -1):
        presenter.show_node(index)
    assert wanted == [ev.NodeRevealRequested(tab.identity, ("items", "0"), "contract")]
