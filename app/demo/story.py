"""The story: a form, a 422 on its fields, the fix, the 201, the routes, the alias mystery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath
from app.core.forms.edits import RenameKey
from app.demo.player import Scene
from app.features.route_map.view import RouteMapView
from app.features.trace.view import TraceView
from app.ui.marked import unmarked
from app.ui.strip import StepStrip

if TYPE_CHECKING:
    from app.demo.stage import DemoStage

_CREATED = 201
_UNPROCESSABLE = 422
_MARKED = "two-fields-marked"


def scenes() -> tuple[Scene, ...]:
    """All scenes, in order."""
    return (
        Scene("The window opens; the Bookstore starts by itself.", _nothing, _is_ready, _tell_source, "window"),
        Scene("Open POST /books: a form stands ready.", _open_books, _form_is_there, _tell_form, "form"),
        Scene("Leave the title empty, put 500 as the year, send.", _send_wrong, _both_marked, _tell_errors, _MARKED),
        Scene("Press the stage where it stopped.", _open_stage, _span_is_shown, _tell_span, "trace"),
        Scene("Mend both fields and send again.", _send_right, _is_created, _tell_created, "created"),
        Scene("Look at the routes in match order.", _open_routes, _warning_is_there, _tell_shadow, "routes"),
        Scene("Try GET /shelf/featured.", _try_shelf, _rows_are_lit, _tell_match, "route-tried"),
        Scene("Send POST /items/ with the name in the code.", _send_alias, _is_refused, _tell_why, "alias-mystery"),
        Scene("Open POST /orders: objects, rows, a union.", _open_orders, _orders_are_there, _tell_form, "nested"),
    )


def _nothing(_stage: DemoStage) -> None:
    """The window does it by itself."""


def _is_ready(stage: DemoStage) -> bool:
    return stage.ready


def _tell_source(stage: DemoStage) -> str:
    api = stage.desk.workspace.api
    return f"{len(api.entries) if api else 0} operations at {stage.desk.workspace.source.base_url}"


def _open_books(stage: DemoStage) -> None:
    stage.open("POST /books")


def _form_is_there(stage: DemoStage) -> bool:
    return stage.find("field:body/title") is not None and stage.find("field:body/year") is not None


def _tell_form(stage: DemoStage) -> str:
    tab = stage.tab
    return f"{sum(1 for _ in tab.form.walk(tab.state))} fields, made from the schema of {tab.operation.key}"


def _send_wrong(stage: DemoStage) -> None:
    stage.type_into("field:body/title", "")
    stage.type_into("field:body/author", "Donald E. Knuth")
    stage.type_into("field:body/year", "500")
    stage.send()


def _both_marked(stage: DemoStage) -> bool:
    marked = stage.label_text("error:body/title") and stage.label_text("error:body/year")
    return stage.status() == _UNPROCESSABLE and bool(marked) and stage.traced()


def _tell_errors(stage: DemoStage) -> str:
    return f"{stage.status()} · " + " · ".join(stage.findings())


def _open_stage(stage: DemoStage) -> None:
    strip = stage.find("journeyStrip")
    button = strip.button("Validation") if isinstance(strip, StepStrip) else None
    if button is not None:
        button.click()


def _trace_view(stage: DemoStage) -> TraceView | None:
    view = stage.find("traceView")
    return view if isinstance(view, TraceView) else None


def _span_is_shown(stage: DemoStage) -> bool:
    view = _trace_view(stage)
    return view is not None and bool(view.details.toPlainText())


def _tell_span(stage: DemoStage) -> str:
    view = _trace_view(stage)
    return " · ".join(view.details.toPlainText().splitlines()[:2]) if view else ""


def _send_right(stage: DemoStage) -> None:
    stage.desk.drawer.set_open(is_open=False)
    stage.type_into("field:body/title", "The Art of Computer Programming")
    stage.type_into("field:body/year", "1968")
    stage.send()


def _is_created(stage: DemoStage) -> bool:
    return stage.status() == _CREATED and stage.traced()


def _tell_created(stage: DemoStage) -> str:
    response = stage.tab.exchange.response if stage.tab.exchange else None
    return f"{stage.status()} · Location: {response.header('location') if response else None}"


def _open_routes(stage: DemoStage) -> None:
    stage.desk.drawer.show_page("routes")


def _route_view(stage: DemoStage) -> RouteMapView | None:
    return stage.window.findChild(RouteMapView)


def _warning_is_there(stage: DemoStage) -> bool:
    return stage.find("shadowWarning") is not None


def _tell_shadow(stage: DemoStage) -> str:
    view = _route_view(stage)
    never = [row for row in view.rows() if row.never] if view else []
    return " · ".join(f"route {row.number} {row.path}: {row.shadow}" for row in never)


def _try_shelf(stage: DemoStage) -> None:
    stage.type_into("routeTry", "GET /shelf/featured")
    view = _route_view(stage)
    if view is not None:
        view.try_text("GET /shelf/featured")


def _rows_are_lit(stage: DemoStage) -> bool:
    view = _route_view(stage)
    return view is not None and any(row.encounter is not None for row in view.rows())


def _tell_match(stage: DemoStage) -> str:
    return stage.label_text("routeTrySentence")


def _send_alias(stage: DemoStage) -> None:
    stage.desk.drawer.set_open(is_open=False)
    stage.open("POST /items/")
    rename = RenameKey(FieldPath.parse("body/item_name"), "name")
    stage.desk.workspace.edit(stage.tab.identity, (rename,), by="demo")
    stage.send()


def _is_refused(stage: DemoStage) -> bool:
    return stage.status() == _UNPROCESSABLE and stage.tab.operation.path == "/items/" and stage.traced()


def _tell_why(stage: DemoStage) -> str:
    diagnosis = stage.tab.diagnosis
    reasons = [finding.why.sentence for finding in diagnosis.findings if finding.why] if diagnosis else []
    return unmarked(" · ".join(reasons))


def _open_orders(stage: DemoStage) -> None:
    stage.open("POST /orders")


def _orders_are_there(stage: DemoStage) -> bool:
    return stage.find("field:body/lines/0/quantity") is not None
