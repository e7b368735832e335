"""What a new form of every operation of the real documents would send, judged by a validator that knows no form.

Files count as given: only a person can choose them. Where no valid value exists the form has to say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.model import FieldKind
from app.core.forms.scalars import entry_text, parse_entry
from app.core.forms.shapes import Shapes
from app.core.forms.state import get
from app.core.operations.read import read_api
from app.core.spec.bundle import bundle
from tests.support.corpora import ROOT, find_corpora
from tests.support.documents import public_document, public_entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.core.forms.model import Field, FormState
    from app.core.spec.document import Document

pytestmark = pytest.mark.corpora

IMPOSSIBLE: Final = {
    # `additionalProperties: false` beside `allOf` forbids the members that the allOf demands.
    "large/atlassian-jira.json": 2,
    # A pattern that is written between slashes, as in JavaScript, is found in no text.
    "medium/peertube.json": 2,
    # Two alternatives of a `oneOf` that take the same values; a discriminator may not change that.
    "small/readme-3.0-discriminators.json": 1,
    # Bodies whose `allOf` wants two types at once.
    "small/readme-3.1-schema-types.json": 2,
}
"""Per document how many of its operations have no valid request."""

SCALARS: Final = (FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.BOOLEAN, FieldKind.ENUM, FieldKind.CONST)


class Validators:
    """Compiled schemas of one document, by the pointer of the schema."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, ...], Any] = {}
        self._patterns: dict[str, bool] = {}

    def is_valid(self, form: Form, field: Field, state: FormState, value: Any) -> bool:
        nodes = form.nodes(field, state)
        key = tuple(node.pointer for node in nodes)
        if key not in self._known:
            schema = bundle(self._document, nodes, self._is_pattern)
            self._known = {key: jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)}
        return bool(self._known[key].is_valid(value))

    def _is_pattern(self, pattern: str) -> bool:
        if pattern not in self._patterns:
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
                self._patterns[pattern] = True
            except jsonschema_rs.ValidationError:
                self._patterns[pattern] = False
        return self._patterns[pattern]


def sent(form: Form, field: Field, state: FormState) -> Any:
    """The value of a field as its server reads it: text that stands for a number is one, a chosen file is text."""
    if field.kind is FieldKind.FILE:
        return "content of the file"
    value = get(state, field.path)
    place = form.place(field.path, state.media_type)
    if isinstance(value, dict | list) and place.child("").carries_text:
        members = {child.path.tokens[-1]: child for child in form.children(field, state)}
        read = {name: sent(form, child, state) for name, child in members.items() if counts(child, state)}
        return read if isinstance(value, dict) else list(read.values())
    if not place.carries_text:
        return value
    inner = form.chosen(field, state)
    if isinstance(value, str) and inner.kind in SCALARS:
        return parse_entry(inner.kind, value, inner.choices)
    is_written = inner.kind is FieldKind.STRING and isinstance(value, bool | int | float)
    return entry_text(value) if is_written and value is not OMIT else value


def counts(field: Field, state: FormState) -> bool:
    return get(state, field.path) is not OMIT or (field.kind is FieldKind.FILE and field.required)


def broken(form: Form, state: FormState, validators: Validators) -> Iterator[FieldPath]:
    """The parameters and bodies that are missing or not valid."""
    for root in form.sections(state):
        for field in (root,) if root.path == FieldPath(Location.BODY) else form.children(root, state):
            if field.kind is FieldKind.FILE:
                continue
            if counts(field, state):
                if not validators.is_valid(form, field, state, sent(form, field, state)):
                    yield field.path
            elif field.required:
                yield field.path


@pytest.mark.timeout(600)
@pytest.mark.parametrize("entry", public_entries(find_corpora()), ids=lambda entry: entry["file"])
def test_every_new_request_is_valid_where_one_can_be(corpora: Path, tmp_path: Path, entry: dict[str, Any]) -> None:
    document = public_document(corpora, entry, tmp_path)
    operations = read_api(document).operations
    shapes, validators = Shapes(document), Validators(document)
    impossible = []
    for operation in operations:
        form = Form(document, operation, shapes)
        state = form.default_state()
        wrong = list(broken(form, state, validators))
        if wrong:
            impossible.append(f"{operation.key}: {', '.join(map(str, wrong))}")
            told = [warning for warning in check(form, state) if any(warning.path.is_within(path) for path in wrong)]
            assert told, impossible[-1]
    assert len(operations) >= entry["operations"] - len(entry["broken_refs"] or ())
    assert len(impossible) == IMPOSSIBLE.get(entry["file"], 0), impossible


def test_the_readme_says_how_many() -> None:
    entries = public_entries(find_corpora())
    if not entries:
        pytest.skip("no real inputs here")
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    count = sum(entry["operations"] for entry in entries)
    impossible = sum(IMPOSSIBLE.values())
    assert f"Of the {count:,} operations of {len(entries)} real documents all but {impossible} start with" in words
