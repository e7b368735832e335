"""The recorder's route dicts → the values of `model`; wrong data gives a `RecordError` that says where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.base.json_record import JsonRecord, RecordError
from app.core.routes.explain import explain_decision, fix_for
from app.core.routes.model import Dependency, Encounter, MatchResult, Route, RouteKind, RouteTable, Shadow, Step

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


def read_table(value: JsonValue) -> RouteTable:
    """The route table from `{"routes": [...], "shadows": [...]}`, with a fix for every shadow.

    Raises:
        RecordError: Something is missing, of the wrong type, or the numbers do not fit together.
    """
    record = JsonRecord(value)
    routes = tuple(_read_route(item, index + 1) for index, item in enumerate(record.records("routes")))
    table = RouteTable(routes)
    shadows = tuple(_read_shadow(item, len(routes)) for item in record.records("shadows"))
    return RouteTable(routes, tuple(replace(shadow, fix=fix_for(table, shadow)) for shadow in shadows))


def read_match(value: JsonValue, table: RouteTable) -> MatchResult:
    """A simulated request from the recorder's dict, with the sentence that explains it.

    Raises:
        RecordError: Something is missing or of the wrong type.
    """
    record = JsonRecord(value)
    result = MatchResult(
        method=record.text("method"),
        target=record.text("target"),
        steps=tuple(_read_step(item) for item in record.records("steps")),
        decision=record.text("decision"),
        winner=record.optional_whole("winner"),
        status=record.optional_whole("status"),
        sentence="",
        redirect_to=record.text("redirect_to", ""),
        taken_by=record.optional_whole("taken_by"),
        near=record.optional_whole("near"),
    )
    return replace(result, sentence=explain_decision(table, result))


def read_names(value: JsonValue) -> dict[str, dict[str, str]]:
    """Python names behind wire names from the recorder's dict: model or operation → {Python name: name on the wire}.

    Raises:
        RecordError: Something is of the wrong type.
    """
    names: dict[str, dict[str, str]] = {}
    for owner, members in JsonRecord(value).members.items():
        record = JsonRecord(members, f"/{owner}")
        names[owner] = {name: record.text(name) for name in record.members}
    return names


def _read_route(record: JsonRecord, expected: int) -> Route:
    number = record.whole("number")
    if number != expected:
        raise RecordError(
            f"Routes are numbered in order, so this should be {expected}.", where=f"{record.where}/number"
        )
    kind = record.text("kind")
    types = JsonRecord(record.mapping("param_types"), f"{record.where}/param_types")
    return Route(
        number=number,
        kind=RouteKind(kind) if kind in set(RouteKind) else RouteKind.OTHER,
        path=record.text("path"),
        methods=record.texts("methods"),
        name=record.text("name", ""),
        endpoint=record.text("endpoint", ""),
        file=record.text("file", ""),
        line=record.whole("line", 0),
        dependencies=tuple(_read_dependency(item) for item in record.records("dependencies")),
        in_schema=record.flag("in_schema", default=True),
        parent=record.optional_whole("parent"),
        regex=record.text("regex", ""),
        tags=record.texts("tags"),
        path_format=record.text("path_format", ""),
        param_types=tuple((name, types.text(name)) for name in types.members),
    )


def _read_dependency(record: JsonRecord) -> Dependency:
    return Dependency(
        name=record.text("name"),
        scope=record.whole("scope", 0),
        file=record.text("file", ""),
        line=record.whole("line", 0),
    )


def _read_shadow(record: JsonRecord, routes: int) -> Shadow:
    shadow = Shadow(
        number=record.whole("number"),
        method=record.text("method", ""),
        winner=record.whole("winner"),
        witness=record.text("witness"),
        always=record.flag("always", default=False),
        fix="",
    )
    for name, number in (("number", shadow.number), ("winner", shadow.winner)):
        if not 0 < number <= routes:
            raise RecordError(f"There is no route {number}; the table has {routes}.", where=f"{record.where}/{name}")
    return shadow


def _read_step(record: JsonRecord) -> Step:
    encounter = record.text("encounter")
    if encounter not in set(Encounter):
        known = ", ".join(f"`{item}`" for item in Encounter)
        raise RecordError(f"This should be one of {known}, but is `{encounter}`.", where=f"{record.where}/encounter")
    return Step(record.whole("number"), Encounter(encounter), record.pairs("path_params"))
