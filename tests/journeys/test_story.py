"""The story of the README, played in the real window against the real server through the objectNames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.trace.model import StageName
from app.features.route_map.view import RouteMapView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage


def test_a_book_is_refused_on_its_fields_then_created(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/title") is not None)

    person.type_into("field:body/title", "")
    person.type_into("field:body/author", "Donald E. Knuth")
    person.type_into("field:body/year", "500")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 422 and person.traced())

    # The messages stand there once they are laid out, a moment after the answer.
    qtbot.waitUntil(lambda: "at least 1 character" in person.label_text("error:body/title"))
    qtbot.waitUntil(lambda: "greater than or equal to 1000" in person.label_text("error:body/year"))
    assert not person.label_text("error:body/author")
    assert person.tab.journey is not None
    assert person.tab.journey.stopped_at is StageName.VALIDATION

    person.type_into("field:body/title", "The Art of Computer Programming")
    person.type_into("field:body/year", "1968")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 201)
    exchange = person.tab.exchange
    assert exchange is not None
    assert exchange.response is not None
    assert (exchange.response.header("location") or "").startswith("/books/")
    assert not person.label_text("error:body/title")
    assert not person.label_text("error:body/year")


def test_the_routes_say_what_can_never_be_reached(person: DemoStage, qtbot: QtBot) -> None:
    person.desk.drawer.show_page("routes")
    qtbot.waitUntil(lambda: person.find("shadowWarning") is not None)
    view = person.window.findChild(RouteMapView)
    assert view is not None
    assert [row.path for row in view.rows() if row.never] == ["/shelf/featured"]

    view.try_text("GET /shelf/featured")
    qtbot.waitUntil(lambda: person.find("routeTrySentence") is not None)
    met = {row.path: row.encounter.value for row in view.rows() if row.encounter}
    assert met["/shelf/{name}"] == "match"
    assert met["/shelf/featured"] == "never reached"
    assert met["/books"] == "no match"
