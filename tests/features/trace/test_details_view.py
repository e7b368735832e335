"""The page about one row: words of a server stay words, links lead to source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl

from app.core.trace.span_details import CodePlace, SpanDetails, SpanFact
from app.core.trace.span_values import ErrorLine, ValueLine
from app.features.trace.details_view import DetailsView, details_html
from tests.support.widgets import shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

DETAILS = SpanDetails(
    title="Check the <b>body</b>",
    sentence="`body/<i>x</i>` does not fit.",
    facts=(SpanFact("Took", "1 ms"), SpanFact("Exception", "E: <script>", danger=True)),
    values=(
        ValueLine("body", "book", '"<u>"', "", "", "does not fit", failed=True),
        ValueLine("query", "limit", "", "10", "shop.Int", "default"),
    ),
    errors=(ErrorLine("body/title", "Too <s>short</s>", "short", '""'), ErrorLine("body/year", "No", "low", "")),
    stack='Traceback:\n  File "a.py"\n<b>E</b>: no',
    places=(CodePlace("raised", "/shop/a.py", 4), CodePlace("defined", "/shop/b.py", 0)),
)


@pytest.fixture
def view(qtbot: QtBot) -> DetailsView:
    return shown(qtbot, DetailsView(), 400, 300)


def test_words_first_then_errors_values_and_facts(view: DetailsView) -> None:
    view.show_details(DETAILS)
    text = view.toPlainText().replace("\xa0", " ")
    order = [
        "Check the <b>body</b>",
        "body/<i>x</i> does not fit.",
        "raised in a.py:4",
        "defined in b.py",
        "Does not fit",
        "Too <s>short</s>",
        "Values, before and after",
        '"<u>"',
        "not sent",
        "Int",
        "Facts",
        "E: <script>",
        "Stack",
        '  File "a.py"',
        "<b>E</b>: no",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_of_less_there_is_less(view: DetailsView) -> None:
    view.show_details(SpanDetails("Client", "What this program did."))
    assert view.toPlainText().split("\n")[:2] == ["Client", "What this program did."]
    assert "Values" not in details_html(SpanDetails("Client", ""))
    view.show_words("Route: Not reached: the request stopped at `Request`.")
    assert view.toPlainText() == "Route: Not reached: the request stopped at Request."
    view.show_details(None)
    assert view.toPlainText() == ""


def test_links_lead_to_places(view: DetailsView) -> None:
    heard: list[CodePlace] = []
    view.place_chosen.connect(heard.append)
    view.show_details(DETAILS)
    view.anchorClicked.emit(QUrl("place:1"))
    view.anchorClicked.emit(QUrl("https://example.org/"))
    view.show_details(None)
    view.anchorClicked.emit(QUrl("place:1"))
    assert heard == [DETAILS.places[1]]


def test_it_follows_the_theme(view: DetailsView, look: ThemeManager) -> None:
    from app.ui.theme_manager import ThemeMode

    view.show_details(DETAILS)
    pictures = []
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        look.set_mode(mode)
        pictures.append(view.toHtml())
    assert pictures[0] != pictures[1]
