from __future__ import annotations

from app.core.base.field_path import FieldPath, Location
from app.core.operations.model import Api, Body, MediaType, Operation, Parameter


def test_a_body_is_found_by_media_type_else_the_first() -> None:
    json, form = MediaType("application/json; charset=utf-8", None), MediaType("multipart/form-data", None)
    body = Body(required=True, contents=(json, form))
    assert body.content("APPLICATION/JSON") is json
    assert body.content("multipart/form-data; boundary=x") is form
    assert body.content("text/plain") is json
    assert body.content(None) is json
    assert Body(required=False, contents=()).content("application/json") is None


def test_a_parameter_has_the_path_of_its_value() -> None:
    parameter = Parameter("book_id", Location.PATH, required=True, schema=None, pointer="")
    assert parameter.path == FieldPath(Location.PATH, ("book_id",))


def test_an_operation_is_found_by_its_key() -> None:
    operation = Operation(key="GET /books", method="GET", path="/books", pointer="")
    api = Api("", "", "", (operation,))
    assert api.operation("get  /books ") is operation
    assert api.operation("POST /books") is None
