"""Whatever a person does with a form, it stays a form: every field is found, every value is shown and can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.json_equal import same_value
from app.core.base.json_text import decode_json
from app.core.base.json_types import OMIT
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.edits import InsertItem, MoveItem, Omit, RenameKey, SetBodyText, SetValue
from app.core.forms.model import FieldKind, Presence
from app.core.forms.raw import body_text
from app.core.forms.scalars import parse_entry
from app.core.forms.state import apply_all, get
from app.core.operations.read import read_api
from app.core.spec.document import Document
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from app.core.forms.edits import Edit
    from app.core.forms.model import Field, FormState

DOCUMENT = Document(bookstore_document(), version="3.1.0")
OPERATIONS = read_api(DOCUMENT).operations
TEXTS = st.sampled_from(["", "5", "500", "true", "null", "abc", '"5"', '{"a": [1]}', "[]", "1e400"])


def step(data: st.DataObject, form: Form, fields: list[Field], state: FormState) -> tuple[Edit, ...]:
    """One thing that a person does with one field."""
    chosen = data.draw(st.sampled_from(fields))
    kind = form.chosen(chosen, state).kind
    what = data.draw(st.sampled_from(["type", "presence", "branch", "item", "remove", "move", "rename", "raw"]))
    if what == "type":
        return (SetValue(chosen.path, parse_entry(kind, data.draw(TEXTS), chosen.choices)),)
    if what == "presence":
        return form.set_presence(chosen, data.draw(st.sampled_from(Presence)), state)
    if what == "branch":
        return form.choose_branch(chosen, data.draw(st.integers(0, 3)), state)
    if what == "item" and kind is FieldKind.ARRAY:
        value = form.new_item(chosen, state)
        return () if value is OMIT else (InsertItem(chosen.path, 0, value),)
    if what == "move":
        return (MoveItem(chosen.path, data.draw(st.integers(0, 2))),)
    if what == "rename":
        return (RenameKey(chosen.path, data.draw(st.sampled_from(["kind", "title", "new"]))),)
    if what == "raw":
        return (SetBodyText(data.draw(TEXTS)),)
    return (Omit(chosen.path),)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_form_stays_a_form(data: st.DataObject) -> None:
    form = Form(DOCUMENT, data.draw(st.sampled_from(OPERATIONS)))
    state = form.default_state()
    for _ in range(data.draw(st.integers(1, 8))):
        fields = [found for found in form.walk(state) if found.path.tokens or found.path.location.value == "body"]
        if not fields:
            break
        edits = step(data, form, fields, state)
        once = apply_all(state, edits)
        assert once == apply_all(state, edits)
        state = once
    paths = [found.path for found in form.walk(state)]
    assert len(set(paths)) == len(paths)
    for found in form.walk(state):
        assert form.field_at(found.path, state) == found
        if found.presences and get(state, found.path) is not OMIT:
            assert form.presence(found, state) is not Presence.OMIT
    for warning in check(form, state):
        assert form.nearest(warning.path, state)[0].path in set(paths)
    text = body_text(form, state)
    if text and state.body_text is None and state.media_type == "application/json":
        assert same_value(decode_json(text), get(state, form.sections(state)[-1].path))
