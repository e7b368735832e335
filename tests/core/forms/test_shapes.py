from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.forms.flat import MAX_ALTERNATIVES
from app.core.forms.shapes import Shapes
from tests.support.forms import document

if TYPE_CHECKING:
    from app.core.forms.shape import Shape


def shape_of(schema: Any, schemas: dict[str, Any] | None = None, *, version: str = "3.1.0") -> Shape:
    made = document({}, {**(schemas or {}), "It": schema}, version=version)
    return Shapes(made).shape((made.at("/components/schemas/It"),))


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


# References and allOf


def test_a_reference_is_followed() -> None:
    shape = shape_of(ref("Name"), {"Name": {"type": "string", "title": "Name"}})
    assert shape.types == frozenset({"string"})
    assert shape.node.pointer == "/components/schemas/Name"
    assert shape.keywords["title"] == "Name"


def test_words_beside_a_reference_come_first_in_3_1_and_are_ignored_in_3_0() -> None:
    schemas = {"Name": {"type": "string", "description": "A name.", "maxLength": 9}}
    beside = {**ref("Name"), "description": "The author.", "maxLength": 5}
    shape = shape_of(beside, schemas)
    assert shape.keywords["description"] == "The author."
    assert shape.keywords["maxLength"] == 5
    assert shape.node.pointer == "/components/schemas/Name"
    assert shape_of(beside, schemas, version="3.0.0").keywords["description"] == "A name."


def test_members_of_all_of_hold_together() -> None:
    parts = [
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"maxLength": 5}}, "required": ["a"]},
        ref("More"),
        {"additionalProperties": {"type": "string"}},
    ]
    more = {"properties": {"b": {"type": "string"}, "c": {}}, "required": ["c"], "minProperties": 1}
    shape = shape_of({"description": "Both.", "allOf": parts}, {"More": more})
    assert list(shape.properties) == ["a", "b", "c"]
    assert [node.pointer for node in shape.properties["b"]] == [
        "/components/schemas/It/allOf/0/properties/b",
        "/components/schemas/More/properties/b",
    ]
    assert shape.required == {"a", "c"}
    assert shape.types == frozenset({"object"})
    assert shape.keywords["description"] == "Both."
    assert isinstance(shape.additional, tuple)
    assert not shape.nullable


def test_the_stricter_limit_wins() -> None:
    parts = [
        {"type": "integer", "minimum": 1, "maximum": 10},
        {"type": "number", "minimum": 3, "maximum": 20, "multipleOf": 3},
    ]
    shape = shape_of({"allOf": parts})
    assert shape.types == frozenset({"integer"})
    assert (shape.keywords["minimum"], shape.keywords["maximum"], shape.keywords["multipleOf"]) == (3, 10, 3)
    assert shape_of({"allOf": parts[::-1]}).types == frozenset({"integer"})


def test_types_that_exclude_each_other_allow_nothing() -> None:
    assert shape_of({"allOf": [{"type": "string"}, {"type": "integer"}]}).never
    assert shape_of({"allOf": [{"enum": [1]}, {"const": 2}]}).never
    assert shape_of({"allOf": [{"type": "string"}, False]}).never
    assert shape_of(False).never


@pytest.mark.parametrize("schema", [{}, True, {"description": "Anything."}, 5, "broken", None, {"type": "integr"}])
def test_what_says_nothing_allows_anything(schema: Any) -> None:
    shape = shape_of(schema)
    assert shape.is_any
    assert shape.nullable
    assert not shape.never
    assert shape.allows("string")


def test_schemas_that_refer_to_themselves_end() -> None:
    assert shape_of(ref("It")).is_any
    assert shape_of({"allOf": [ref("It"), {"type": "object"}]}).types == frozenset({"object"})
    tree = shape_of({"type": "object", "properties": {"child": ref("It")}})
    assert tree.properties["child"][0].value == ref("It")


@pytest.mark.parametrize("reference", ["#/nowhere", "other.json", "#/components/schemas/It"])
def test_a_reference_without_end_is_told(reference: str) -> None:
    shape = shape_of({"allOf": [{"$ref": reference}, {"minLength": 2}]})
    assert shape.types == frozenset({"string"})
    assert bool(shape.problem) is (reference != "#/components/schemas/It")


def test_shapes_are_remembered() -> None:
    made = document({}, {"It": {"type": "string"}})
    shapes = Shapes(made)
    nodes = (made.at("/components/schemas/It"),)
    assert shapes.shape(nodes) is shapes.shape(nodes)
    assert shapes.shape(()).is_any


# null


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        ({"type": "string"}, False),
        ({"type": ["string", "null"]}, True),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, True),
        ({"oneOf": [{"type": "null"}, {"type": "string"}]}, True),
        ({"anyOf": [{"type": "string"}, {"const": None}]}, True),
        ({"anyOf": [{"type": "string"}, {"enum": [None]}]}, True),
        ({"enum": ["a", None]}, True),
        ({"enum": ["a"]}, False),
        ({"const": "a"}, False),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"type": "null"}]}, False),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, False),
        ({"allOf": [{"type": ["string", "null"]}, {"minLength": 1}]}, True),
        ({"anyOf": [{}, {"type": "string"}]}, False),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, False),
        ({"properties": {"a": {}}}, False),
        ({"type": "string", "nullable": True}, False),
    ],
)
def test_null_is_allowed_where_it_is_meant(schema: dict[str, Any], *, nullable: bool) -> None:
    assert shape_of(schema).nullable is nullable


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        ({"type": "string", "nullable": True}, True),
        ({"nullable": True, "allOf": [ref("Name")]}, True),
        ({"nullable": True, "enum": ["a"]}, True),
        ({"allOf": [ref("Name")]}, False),
    ],
)
def test_null_in_3_0(schema: dict[str, Any], *, nullable: bool) -> None:
    shape = shape_of(schema, {"Name": {"type": "string"}}, version="3.0.3")
    assert shape.nullable is nullable
    assert shape.types in ({"string"}, None)


def test_one_alternative_beside_null_is_no_union() -> None:
    schema = {"title": "Pet", "anyOf": [ref("Cat"), {"type": "null"}]}
    shape = shape_of(schema, {"Cat": {"type": "object", "properties": {"name": {}}}})
    assert shape.alternatives == ()
    assert shape.types == frozenset({"object"})
    assert shape.keywords["title"] == "Pet"
    assert shape.nullable


def test_only_null_is_null() -> None:
    for schema in (
        {"type": "null"},
        {"type": ["null"]},
        {"const": None},
        {"enum": [None]},
        {"anyOf": [{"type": "null"}]},
    ):
        shape = shape_of(schema)
        assert (shape.types, shape.nullable, shape.never, shape.choices) == (frozenset(), True, False, None)


# Unions


CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "meow": {"type": "integer"}}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "bark": {"type": "integer"}}, "required": ["kind"]}
PETS = {"Cat": CAT, "Dog": DOG}


def test_a_union_has_its_alternatives_with_what_holds_for_all() -> None:
    union = {
        "type": "object",
        "properties": {"age": {}},
        "title": "Pet",
        "default": {},
        "anyOf": [ref("Cat"), ref("Dog"), {"type": "null"}],
    }
    shape = shape_of(union, PETS)
    assert [found.label for found in shape.alternatives] == ["Cat", "Dog"]
    cat = shape.alternatives[0]
    assert list(cat.shape.properties) == ["age", "kind", "meow"]
    assert cat.node.pointer == "/components/schemas/Cat"
    assert cat.steps == (("/components/schemas/It/anyOf", 0),)
    assert cat.tags == ()
    assert "default" not in cat.shape.keywords
    assert "title" not in cat.shape.keywords
    assert not shape.nullable


@pytest.mark.parametrize(
    ("mapping", "tags"),
    [
        (
            {"c": "#/components/schemas/Cat", "kitty": "#/components/schemas/Cat", "d": "#/components/schemas/Dog"},
            [("c", "kitty"), ("d",)],
        ),
        ({"c": "Cat", "d": "Dog"}, [("c",), ("d",)]),
        ({"c": {"broken": 1}}, [("cat",), ("dog",)]),
        ("broken", [("cat",), ("dog",)]),
        (None, [("cat",), ("dog",)]),
    ],
)
def test_a_discriminator_gives_tags(mapping: Any, tags: list[tuple[str, ...]]) -> None:
    discriminator = {"propertyName": "kind"} if mapping is None else {"propertyName": "kind", "mapping": mapping}
    shape = shape_of({"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}, PETS)
    assert shape.discriminator == "kind"
    assert [found.tags for found in shape.alternatives] == [(("kind", found),) for found in tags]
    assert [found.label for found in shape.alternatives] == [found[0] for found in tags]


def test_without_mapping_and_constant_the_schemas_name_is_the_tag() -> None:
    schemas = {"Cat": {"properties": {"kind": {"type": "string"}}}, "Dog": {"properties": {"bark": {}}}}
    union = {"oneOf": [ref("Cat"), ref("Dog"), {"type": "object"}], "discriminator": {"propertyName": "kind"}}
    shape = shape_of(union, schemas)
    assert [found.tags for found in shape.alternatives] == [(("kind", ("Cat",)),), (("kind", ("Dog",)),), ()]
    assert (
        shape_of({"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": 5}}, schemas).discriminator
        is None
    )
    assert shape_of({"oneOf": [ref("Cat"), ref("Dog")], "discriminator": 5}, schemas).discriminator is None


def test_unions_inside_unions_become_one() -> None:
    schemas = {
        **PETS,
        "Black": {"properties": {"color": {"const": "black"}}},
        "White": {"properties": {"color": {"const": "white"}}},
        "AnyCat": {
            "oneOf": [ref("Black"), ref("White")],
            "discriminator": {"propertyName": "color", "mapping": {"black": "Black", "white": "White"}},
        },
    }
    mapping = {"cat": "#/components/schemas/AnyCat", "dog": "#/components/schemas/Dog"}
    shape = shape_of(
        {"oneOf": [ref("AnyCat"), ref("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}}, schemas
    )
    assert [found.label for found in shape.alternatives] == ["cat · black", "cat · white", "dog"]
    white = shape.alternatives[1]
    assert white.tags == (("kind", ("cat",)), ("color", ("white",)))
    assert white.steps == (("/components/schemas/It/oneOf", 0), ("/components/schemas/AnyCat/oneOf", 1))
    assert list(white.shape.properties) == ["color"]


def test_two_unions_at_one_place_multiply() -> None:
    schema = {
        "properties": {"a": {}, "b": {}},
        "allOf": [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"oneOf": [{"title": "X"}, {"title": "Y"}]}],
    }
    shape = shape_of(schema)
    assert [(sorted(found.shape.required), found.label) for found in shape.alternatives] == [
        (["a"], "X"),
        (["a"], "Y"),
        (["b"], "X (2)"),
        (["b"], "Y (2)"),
    ]


def test_unions_that_multiply_without_end_stop() -> None:
    many = [{"anyOf": [{"required": [f"{index}{name}"]} for name in "abcd"]} for index in range(12)]
    shape = shape_of({"type": "object", "allOf": many})
    assert 1 < len(shape.alternatives) <= MAX_ALTERNATIVES
    recursive = shape_of({"anyOf": [ref("It"), {"type": "string"}, {"type": "array", "items": ref("It")}]})
    assert 2 <= len(recursive.alternatives) <= 4


def test_an_alternative_that_leads_nowhere_allows_anything() -> None:
    shape = shape_of({"anyOf": [{"$ref": "#/nowhere"}, {"type": "string"}]})
    assert [found.shape.is_any for found in shape.alternatives] == [True, False]
    assert shape.alternatives[0].shape.problem


def test_hostile_documents_come_to_an_end() -> None:
    chain = {f"C{index}": ref(f"C{index + 1}") for index in range(5000)}
    assert shape_of(ref("C0"), chain).problem
    assert shape_of({"anyOf": [ref("C0"), {"type": "string"}]}, chain).alternatives
    many = {f"M{index}": {"allOf": [ref(f"M{index + 1}")] * 9} for index in range(100)}
    assert shape_of(ref("M0"), {**many, "M100": {"type": ["string", "null"]}}).nullable
    nested = {f"U{index}": {"anyOf": [ref(f"U{index + 1}"), {"title": f"T{index}"}]} for index in range(5000)}
    assert 2 <= len(shape_of(ref("U0"), nested).alternatives) <= MAX_ALTERNATIVES


def test_names_that_occur_twice_are_numbered() -> None:
    shape = shape_of({"anyOf": [{"title": "Same", "type": "object"}, {"title": "Same", "type": "array"}]})
    assert [found.label for found in shape.alternatives] == ["Same", "Same (2)"]


def test_a_list_of_types_is_a_union() -> None:
    shape = shape_of({"type": ["integer", "string", "null"], "minimum": 3, "minLength": 2})
    assert [found.shape.types for found in shape.alternatives] == [frozenset({"string"}), frozenset({"integer"})]
    assert shape.nullable
    assert shape.alternatives[1].shape.keywords["minimum"] == 3
    assert shape_of({"type": ["integer", "number"]}).types == frozenset({"number"})
    assert shape_of({"type": ["string", "number", "boolean", "array", "object", "null"]}).is_any


def test_alternatives_that_allow_nothing_are_dropped() -> None:
    shape = shape_of({"type": "string", "anyOf": [{"type": "integer"}, {"minLength": 2}, False]})
    assert shape.alternatives == ()
    assert shape.types == frozenset({"string"})
    assert shape.keywords["minLength"] == 2


def test_alternatives_that_are_choices_become_choices() -> None:
    schema = {"oneOf": [{"const": 1, "title": "One"}, {"const": 2}, {"enum": ["a", "b"]}, {"type": "null"}]}
    shape = shape_of(schema)
    assert shape.choices == (1, 2, "a", "b")
    assert shape.alternatives == ()
    assert shape.nullable
    typed = shape_of({"oneOf": [{"const": "a", "type": "string"}, {"const": 2, "type": "integer"}]})
    assert typed.types == frozenset({"string", "integer"})


# Keywords


def test_choices_keep_the_words_of_their_alternatives() -> None:
    low = {"const": 1, "title": "low", "description": "Slow."}
    shape = shape_of({"oneOf": [low, {"enum": [2, 3], "description": "Fast."}, {"const": 4, "title": 5}]})
    assert shape.choices == (1, 2, 3, 4)
    assert shape.choice_notes == ("low: Slow.", "Fast.", "Fast.", "")
    assert shape_of({"anyOf": [{"const": 1}, {"const": 2}]}).choice_notes == ()


def test_an_alternative_is_called_by_the_title_of_what_it_adds() -> None:
    base = {"$ref": "#/components/schemas/Base"}
    added = {"title": "Round", "properties": {"r": {}}}
    shape = shape_of(
        {"oneOf": [{"allOf": [base, added]}, {"allOf": [base, {"title": 5}]}, {"allOf": 5, "title": "Flat"}]},
        {"Base": {"title": "Base", "type": "object", "properties": {"a": {}}}},
    )
    assert [found.label for found in shape.alternatives] == ["Round", "", "Flat"]


def test_choices_are_those_that_all_schemas_allow() -> None:
    shape = shape_of({"allOf": [{"enum": ["a", 1, True, None]}, {"enum": [1.0, "a", False]}]})
    assert shape.choices == ("a", 1)
    assert shape_of({"type": "string", "enum": ["a", 1]}).choices == ("a",)
    assert shape_of({"enum": "broken"}).choices is None


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"properties": {"a": {}}}, {"object"}),
        ({"additionalProperties": {}}, {"object"}),
        ({"items": {}}, {"array"}),
        ({"minLength": 2}, {"string"}),
        ({"format": "date"}, {"string"}),
        ({"minimum": 2}, {"number"}),
        ({"enum": ["a"], "minLength": 1}, None),
    ],
)
def test_keywords_imply_a_type_that_is_left_out(schema: dict[str, Any], types: set[str] | None) -> None:
    assert shape_of(schema).types == types


def test_items_and_prefix() -> None:
    shape = shape_of({"prefixItems": [{"type": "string"}, {}], "items": {"type": "integer"}})
    assert [[node.pointer[-14:] for node in nodes] for nodes in shape.prefix] == [
        ["/prefixItems/0"],
        ["/prefixItems/1"],
    ]
    assert isinstance(shape.items, tuple)
    old = shape_of({"items": [{"type": "string"}], "additionalItems": False})
    assert (len(old.prefix), old.items) == (1, False)
    both = shape_of({"allOf": [{"prefixItems": [{}]}, {"prefixItems": [{}, {}], "items": False}, {"items": {}}]})
    assert [len(nodes) for nodes in both.prefix] == [2, 1]
    assert both.items is False
    assert shape_of({"type": "array"}).items is None
    assert shape_of({"items": True}).items == ()
    assert shape_of({"prefixItems": "broken"}).prefix == ()


def test_other_members() -> None:
    assert shape_of({"type": "object"}).additional is None
    assert shape_of({"additionalProperties": True}).additional == ()
    assert shape_of({"additionalProperties": False}).additional is False
    assert shape_of({"properties": {"a": {}}, "unevaluatedProperties": False}).additional is False
    assert list(shape_of({"patternProperties": {"^x": {}}}).patterns) == ["^x"]


def test_keywords_with_impossible_values_are_not_believed() -> None:
    broken = {
        "minLength": "1",
        "maxLength": -1,
        "minimum": True,
        "multipleOf": 0,
        "properties": [],
        "required": "a",
        "title": 5,
        "deprecated": "yes",
        "examples": {},
    }
    keywords = shape_of(broken).keywords
    assert keywords == {}


def test_a_number_with_a_decimal_point_may_be_an_integer() -> None:
    assert shape_of({"type": "integer", "enum": [1.0, 2.5]}).choices == (1.0,)
