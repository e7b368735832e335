from __future__ import annotations

from typing import Any

import pytest

from app.core.diagnosis import find_field
from app.core.diagnosis.find_field import FieldFinder
from app.core.diagnosis.loc_tree import LocTree
from app.core.diagnosis.schemas import Schemas
from app.core.diagnosis.walk import State
from tests.support.diagnoses import an_api, an_object

INT = {"type": "integer"}
CAT = an_object(kind={"const": "cat"}, lives=INT, shared=INT)
DOG = an_object(kind={"enum": ["dog", "wolf"]}, tricks=INT, shared={"type": "string"})
THINGS: dict[str, dict[str, Any]] = {
    "pet": {"oneOf": [CAT, DOG]},
    "counts": {"type": "object", "additionalProperties": INT, "propertyNames": {"minLength": 2}},
    "pairs": {"type": "array", "items": an_object(leftHand=INT)},
    "grid": {"type": "array", "items": {"type": "array", "items": an_object(x=INT)}},
    "book": an_object(title={"type": "string"}, author=an_object(bornIn=INT)),
    "firstName": {"type": "string"},
    "open": {"type": "object"},
}


def _start(value: Any, schema: dict[str, Any] | None = None) -> tuple[FieldFinder, State]:
    document, operation = an_api(schema or an_object("", **THINGS))
    assert operation.body is not None
    node = operation.body.contents[0].schema
    assert node is not None
    return FieldFinder(Schemas(document)), State(node, value, LocTree())


def _found(path: str, value: Any = None, *, alike: bool = True) -> str:
    finder, start = _start({} if value is None else value)
    state, left = finder.find(start, tuple(path.split(".")), alike=alike)
    return ".".join(state.tokens) + (f" + {'.'.join(left)}" if left else "")


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("firstName", None, "firstName"),
        ("first_name", None, "firstName"),
        ("FirstName", None, "firstName"),
        ("pet.lives", None, "pet.lives"),
        ("pet.tricks", None, "pet.tricks"),
        ("counts.blue", {"counts": {"blue": 1}}, "counts.blue"),
        ("counts.blue", {"counts": {}}, "counts + blue"),
        ("pairs.007.left_hand", None, "pairs.7.leftHand"),
        ("pairs.left_hand", {"pairs": [{}]}, "pairs.0.leftHand"),
        ("pairs.left_hand", {"pairs": [{}, {}]}, "pairs + left_hand"),
        ("grid.x", {"grid": [[{}]]}, "grid + x"),
        ("firstName.x", {"firstName": ["a"]}, "firstName + x"),
        ("firstName.0", None, "firstName + 0"),
        ("open.x", {"open": {"x": 1}}, "open + x"),
        ("nobody", None, " + nobody"),
    ],
)
def test_follows_names(path: str, value: Any, found: str) -> None:
    assert _found(path, value) == found


def test_takes_exact_names_alone_where_asked() -> None:
    assert _found("first_name", alike=False) == " + first_name"


def test_tells_that_the_server_has_another_name() -> None:
    finder, start = _start({})
    state, _left = finder.find(start, ("first_name",), alike=True)
    assert state.notes == ("The server calls this `first_name`; on the wire it is `firstName`.",)


@pytest.mark.parametrize(("kind", "types"), [("wolf", {"string"}), ("cat", {"integer"}), ("cow", {"integer"})])
def test_reads_the_alternative_that_the_value_is(kind: str, types: set[str]) -> None:
    finder, start = _start({"pet": {"kind": kind, "shared": 1}})
    state, _left = finder.find(start, ("pet", "shared"), alike=False)
    assert finder._schemas.types(state.node) == types


def test_compares_names_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_field, "COMPARISONS", 3)
    finder, start = _start({})
    assert finder.find(start, ("nobody",), alike=True)[1] == ("nobody",)
    assert finder.find(start, ("first_name",), alike=True)[1] == ("first_name",)


def test_looks_into_objects_within_objects_only_so_far() -> None:
    tree = an_object("", **{f"p{index}": {"$ref": "#/components/schemas/Tree"} for index in range(20)})
    document, operation = an_api({"$ref": "#/components/schemas/Tree"}, schemas={"Tree": tree})
    assert operation.body is not None
    node = operation.body.contents[0].schema
    assert node is not None
    found = list(FieldFinder(Schemas(document)).wrapped(State(node, {}, LocTree())))
    assert {len(state.tokens) for state in found} == {1, 2}
    assert len(found) < 20 * find_field.MAX_OPTIONS


def test_reads_alternatives_of_alternatives_only_so_far() -> None:
    wide = {"anyOf": [an_object("", **{f"p{index}": INT}) for index in range(200)]}
    finder, start = _start({}, wide)
    assert len(finder.options(start.node, {})) == find_field.MAX_OPTIONS


def test_reads_alternatives_in_circles_once() -> None:
    circle = {"anyOf": [{"$ref": "#/components/schemas/A"}, INT, an_object(a=INT)]}
    document, operation = an_api({"$ref": "#/components/schemas/A"}, schemas={"A": circle})
    assert operation.body is not None
    node = operation.body.contents[0].schema
    assert node is not None
    state, left = FieldFinder(Schemas(document)).find(State(node, {}, LocTree()), ("a",), alike=False)
    assert (state.tokens, left) == (("a",), ())
