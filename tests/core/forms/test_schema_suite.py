"""The official JSON-Schema-Test-Suite as bodies of requests: what is valid survives its form, what is not is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.edits import SetBodyText, SetValue
from app.core.forms.raw import body_text
from app.core.forms.state import apply, get
from app.core.operations.read import read_api
from app.core.spec.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.forms.model import FormState
    from tests.support.schema_suite import SchemaCase, SchemaSuite

pytestmark = pytest.mark.corpora

BODY = FieldPath(Location.BODY)

DIFFERENT: Final = {
    # Formats are told in the form although the draft lets validators ignore them: a server seldom does.
    "format.json": 19,
    # A schema's own meta-schema may take whole vocabularies away from it; OpenAPI documents do not do that.
    "vocabulary.json": 1,
}
"""Per file how many of its values are judged in another way on purpose."""


def form_of(schema: Any, name: str, resources: dict[str, Any]) -> Form:
    """The form of a request whose JSON body has the schema; its `#` is itself."""
    if isinstance(schema, dict):
        schema = {"$id": f"http://example.com/{name}", **schema}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    paths = {"/": {"post": {"requestBody": body, "responses": {"200": {"description": "OK"}}}}}
    raw = {"openapi": "3.1.0", "info": {"title": "Suite", "version": "1"}, "paths": paths}
    document = Document(raw, version="3.1.0", source="http://example.com/openapi.json", resources=resources)
    return Form(document, read_api(document).operations[0])


def tried(suite: SchemaSuite) -> Iterator[tuple[SchemaCase, Form, str, FormState, Any, bool]]:
    """Every value of the suite in its form."""
    resources = suite.remotes()
    for number, case in enumerate(suite.cases()):
        form = form_of(case.schema, f"{case.file}/{number}", resources)
        for words, value, is_valid in case.values:
            state = apply(form.default_state(), SetValue(BODY, value))
            yield case, form, f"{case.file}: {case.words}: {words}", state, value, is_valid


def test_every_value_survives_its_form(schema_suite: SchemaSuite) -> None:
    lost = []
    count = objects = 0
    for _, form, name, state, value, is_valid in tried(schema_suite):
        paths = [found.path for found in form.walk(state) if found.path.is_within(BODY)]
        again = apply(form.default_state(), SetBodyText(body_text(form, state)))
        # Built up again from what the form shows at each of its fields, parents before children.
        rebuilt = form.default_state()
        for path in paths:
            shown = get(state, path)
            if shown is not OMIT:
                bare = type(shown)() if isinstance(shown, dict | list) else shown
                rebuilt = apply(rebuilt, SetValue(path, bare))
        whole = same_value(get(again, BODY), value) and same_value(get(rebuilt, BODY), value)
        lost += [] if whole and len(set(paths)) == len(paths) else [name]
        count += 1
        objects += is_valid and isinstance(value, dict)
    assert not lost
    assert count >= 1257
    assert objects >= 150


def test_every_invalid_value_is_told_and_no_valid_one(schema_suite: SchemaSuite) -> None:
    wrong: dict[str, list[str]] = {}
    for case, form, name, state, _, is_valid in tried(schema_suite):
        if bool(check(form, state)) is is_valid:
            wrong.setdefault(case.file, []).append(name)
    assert {file: len(names) for file, names in wrong.items()} == DIFFERENT, wrong


def test_what_is_asked_while_a_form_is_made_agrees(schema_suite: SchemaSuite) -> None:
    wrong: dict[str, list[str]] = {}
    for case, form, name, state, value, is_valid in tried(schema_suite):
        if form.shapes.judge.fits(form.nodes(form.sections(state)[-1], state), value) is not is_valid:
            wrong.setdefault(case.file, []).append(name)
    assert {file: len(names) for file, names in wrong.items()} == DIFFERENT, wrong


def test_large_real_schemas_become_forms(schema_suite: SchemaSuite) -> None:
    schemas = dict(schema_suite.real_schemas())
    assert len(schemas) >= 26
    for name, schema in schemas.items():
        form = form_of(schema, name, {})
        state = form.default_state()
        assert [found.path for found in form.walk(state)]
        assert body_text(form, state) or get(state, BODY) == ""
        check(form, state)
