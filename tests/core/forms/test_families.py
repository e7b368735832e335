from __future__ import annotations

from typing import Any

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms import shapes, unions
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.edits import SetBodyText, SetValue
from app.core.forms.families import Tags, reference_name
from app.core.forms.model import FieldKind
from app.core.forms.state import apply, apply_all, get
from app.core.operations.read import read_api
from app.core.spec.document import Document
from tests.support.forms import body_form, field

BODY = FieldPath.parse("body")


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def child(name: str, members: dict[str, Any], base: str = "Pet", **more: Any) -> dict[str, Any]:
    own = {"type": "object", "properties": members, "required": list(members), **more}
    return {"allOf": [ref(base), own]}


PET = {
    "type": "object",
    "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
    "required": ["kind"],
    "discriminator": {"propertyName": "kind"},
}
PETS = {
    "Pet": PET,
    "Cat": child("Cat", {"lives": {"type": "integer"}}),
    "Dog": child("Dog", {"barks": {"type": "boolean"}}),
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_base_schema_offers_its_children(version: str) -> None:
    form = body_form(ref("Pet"), PETS, version=version)
    state = form.default_state()
    body = field(form, state, "body")
    assert (body.kind, body.discriminator) == (FieldKind.UNION, "kind")
    assert [(branch.label, branch.tag) for branch in body.branches] == [("Cat", "Cat"), ("Dog", "Dog")]
    assert get(state, BODY) == {"kind": "Cat", "lives": 1}
    assert [each.label for each in form.children(body, state)] == ["kind", "name", "lives"]


def test_choosing_a_child_sets_its_tag_and_raw_text_chooses_a_child() -> None:
    form = body_form(ref("Pet"), PETS)
    state = apply(form.default_state(), SetValue(BODY, {"kind": "Cat", "name": "Tom", "lives": 9}))
    state = apply_all(state, form.choose_branch(field(form, state, "body"), 1, state))
    assert get(state, BODY) == {"kind": "Dog", "name": "Tom", "barks": False}
    state = apply(state, SetBodyText('{"kind": "Cat"}'))
    assert field(form, state, "body").branch == 0


def test_a_child_alone_is_no_union() -> None:
    form = body_form(ref("Cat"), PETS)
    assert field(form, form.default_state(), "body").kind is FieldKind.OBJECT


def test_a_mapping_names_children_by_reference_and_by_name() -> None:
    mapping = {"c": "#/components/schemas/Cat", "d": "Dog", "hound": "Dog", "x": "Nowhere", "y": 5}
    pet = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    form = body_form(ref("Pet"), {**PETS, "Pet": pet, "Fish": child("Fish", {})})
    body = field(form, form.default_state(), "body")
    assert [(branch.label, branch.tag) for branch in body.branches] == [("c", "c"), ("d", "d"), ("Fish", "Fish")]
    state = apply(form.default_state(), SetValue(BODY, {"kind": "hound"}))
    assert field(form, state, "body").branch == 1


def test_grandchildren_with_the_same_tag_stand_beside_children_with_another_below() -> None:
    schemas = {
        **PETS,
        "Tiger": child("Tiger", {}, base="Cat"),
        "Fish": child("Fish", {"sort": {"type": "string"}}, discriminator={"propertyName": "sort"}),
        "Shark": child("Shark", {}, base="Fish"),
        "Salmon": child("Salmon", {}, base="Fish"),
    }
    schemas["Fish"] = {**schemas["Fish"], "discriminator": {"propertyName": "sort"}}
    form = body_form(ref("Pet"), schemas)
    body = field(form, form.default_state(), "body")
    assert [branch.label for branch in body.branches] == ["Cat", "Dog", "Fish · Shark", "Fish · Salmon", "Tiger"]
    state = apply_all(form.default_state(), form.choose_branch(body, 3, form.default_state()))
    assert get(state, BODY) == {"kind": "Fish", "sort": "Salmon"}


def test_a_base_schema_without_children_is_itself() -> None:
    for discriminator in ({"propertyName": "kind"}, {}, "kind"):
        form = body_form(ref("Pet"), {"Pet": {**PET, "discriminator": discriminator}})
        assert field(form, form.default_state(), "body").kind is FieldKind.OBJECT


def test_a_lone_child_has_its_tag() -> None:
    form = body_form({**PET, "discriminator": {"propertyName": "kind", "mapping": {"c": ref("Cat")["$ref"]}}}, PETS)
    state = form.default_state()
    assert get(state, BODY) == {"kind": "c", "lives": 1}
    assert field(form, state, "body/kind").choices == ("c",)
    mapping = {"c": ref("Fixed")["$ref"]}
    fixed = child("Fixed", {"kind": {"const": "fixed"}})
    form = body_form({**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}, {**PETS, "Fixed": fixed})
    assert get(form.default_state(), BODY) == {"kind": "fixed"}


def test_the_default_mapping_holds_where_no_tag_is_known() -> None:
    discriminator = {"propertyName": "kind", "defaultMapping": "#/components/schemas/Dog"}
    schema = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}
    form = body_form(schema, {**PETS, "Pet": {"type": "object", "properties": {"kind": {"type": "string"}}}})
    state = apply(form.default_state(), SetValue(BODY, {"kind": "other"}))
    assert field(form, state, "body").branch == 1


def test_the_children_of_a_large_family_are_read_when_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_EAGER", 1)
    monkeypatch.setattr(unions, "MAX_COMPARED", 1)
    form = body_form(ref("Pet"), PETS)
    state = form.default_state()
    assert get(state, BODY) == {"kind": "Cat", "lives": 1}
    values: list[tuple[Any, int]] = [({"kind": "Dog"}, 1), ({"kind": "Dogg"}, 1), ({"kind": 5}, 0), ({}, 0)]
    for value, branch in values:
        changed = apply(state, SetValue(BODY, value))
        body = field(form, changed, "body")
        assert body.branch == branch
        assert [each.label for each in form.children(body, changed)][:2] == ["kind", "name"]


def test_tags_and_names_of_references() -> None:
    assert reference_name("#/components/schemas/a~1b%20c") == "a/b c"
    tags = Tags({"propertyName": "kind", "mapping": {"a": "#/x/A", "b": "A"}})
    assert (tags.of("#/x/A"), tags.of(""), tags.fallback(())) == (("a", "b"), (), None)
    assert Tags(None).property is None


def test_the_rules_of_the_chosen_child_are_checked() -> None:
    form = body_form({"type": "array", "items": {"anyOf": [ref("Pet"), {"type": "null"}]}}, PETS)
    value: Any = [{"kind": "Cat"}, {"kind": "Dog", "barks": "loud"}, {"kind": "Cat", "lives": 9}, None]
    state = apply(form.default_state(), SetValue(BODY, value))
    warnings = [(str(found.path), found.message) for found in check(form, state)]
    assert warnings == [
        ("body/0/lives", "is required"),
        ("body/1/barks", "needs true or false, is text"),
    ]


def test_a_base_schema_in_a_file_of_its_own_has_the_children_that_its_mapping_names() -> None:
    content = {"application/json": {"schema": {"$ref": "pet.json"}}}
    mapping = {"cat": "cat.json", "dog": "dog.json", "lost": "Lost"}
    pet = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    resources = {
        "file:///apis/pet.json": pet,
        **{f"file:///apis/{name}.json": {"allOf": [{"$ref": "pet.json"}]} for name in ("cat", "dog")},
    }
    raw = {"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"required": True, "content": content}}}}}
    document = Document(raw, version="3.1.0", source="/apis/api.json", resources=resources)
    form = Form(document, read_api(document).operations[0])
    body = field(form, form.default_state(), "body")
    assert body.shape is not None
    assert [alternative.tags for alternative in body.shape.alternatives] == [
        (("kind", ("cat",)),),
        (("kind", ("dog",)),),
    ]
