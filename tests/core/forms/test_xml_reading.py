"""XML read back into the value of a form: the other way of writing it, and honest about the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT
from app.core.forms import xml_reading
from app.core.forms.xml_difference import differences
from app.core.forms.xml_parse import ParsedXml, parse_xml
from app.core.forms.xml_reading import XmlReading, read_xml
from app.core.forms.xml_text import xml_text
from app.core.spec.document import Node
from tests.support.forms import document

if TYPE_CHECKING:
    from app.core.base.json_types import Value
    from app.core.spec.document import Document

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def read(text: str, schema: Any, schemas: dict[str, Any] | None = None) -> XmlReading:
    return read_xml(document({}, schemas), (Node("/components/schemas/r", schema),), text)


def value_of(text: str, schema: Any, schemas: dict[str, Any] | None = None) -> Any:
    """The value of a text that says nothing else."""
    found = read(text, schema, schemas)
    assert (found.error, found.losses) == (None, ())
    return found.value


def losses(text: str, schema: Any, schemas: dict[str, Any] | None = None) -> list[tuple[int, int, str]]:
    found = read(text, schema, schemas)
    assert found.error is None
    return [(each.line, each.column, each.message) for each in found.losses]


STRINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (of(n={"type": "integer"}, s={"type": "string"}), "<r><n>5</n><s>5</s></r>", {"n": 5, "s": "5"}),
        (of(b={"type": "boolean"}), "<r><b>\n true </b></r>", {"b": True}),
        (of(n={"type": "number"}), "<r><n>10.50</n></r>", {"n": 10.5}),
        (of(n={"type": "integer"}), "<r><n>many</n></r>", {"n": "many"}),
        (of(n={"type": "integer"}), f"<r><n>{2**70}</n></r>", {"n": 2**70}),
        (of(e={"enum": [1, "b"]}), "<r><e>1</e></r>", {"e": 1}),
        (of(e={"enum": [1, "b"]}), "<r><e>c</e></r>", {"e": "c"}),
        (of(c={"const": True}), "<r><c>true</c></r>", {"c": True}),
        (of(s={"type": "string"}), "<r><s>  a\n b </s></r>", {"s": "  a\n b "}),
        (of(s={"type": "string"}), "<r><s/></r>", {"s": ""}),
        (of(z={"type": "null"}), "<r><z>x</z></r>", {"z": "x"}),
        (of(z={"type": "null"}), f'<r xmlns:x="{XSI}"><z x:nil="true"/></r>', {"z": None}),
        (of(o=of(a={"type": "string"})), "<r><o/></r>", {"o": {}}),
        (of(id={"type": "integer", "xml": {"attribute": True}}), '<r id="7"/>', {"id": 7}),
        (of(id={"type": "integer", "xml": {"nodeType": "attribute"}}), '<r id="7"/>', {"id": 7}),
        (of(t={"type": "integer", "xml": {"nodeType": "text"}}), "<r>7</r>", {"t": 7}),
        (of(t={"type": "string", "xml": {"nodeType": "cdata"}}), "<r><![CDATA[<x>]]></r>", {"t": "<x>"}),
        (of(a={"type": "string", "xml": {"name": "b"}}), "<r><b>x</b></r>", {"a": "x"}),
        (of(l=STRINGS), "<r><l>1</l><l>2</l></r>", {"l": ["1", "2"]}),
        (of(l={**STRINGS, "xml": {"wrapped": True}}), "<r><l><l>1</l><l>2</l></l></r>", {"l": ["1", "2"]}),
        (of(l={**STRINGS, "xml": {"wrapped": True}}), "<r><l/></r>", {"l": []}),
        (of(l={"type": "array", "items": STRINGS}), "<r><l><l>1</l></l><l/></r>", {"l": [["1"], []]}),
        (
            of(
                l={
                    "type": "array",
                    "prefixItems": [{"type": "integer", "xml": {"name": "one"}}],
                    "items": {"type": "string"},
                }
            ),
            "<r><one>1</one><l>2</l></r>",
            {"l": [1, "2"]},
        ),
        (
            of(g={**of(a={"type": "integer"}, b={"xml": {"attribute": True}}), "xml": {"nodeType": "none"}}),
            '<r b="x"><a>1</a></r>',
            {"g": {"b": "x", "a": 1}},
        ),
        (of(j={**STRINGS, "xml": {"attribute": True}}), "<r j='[\"x\"]'/>", {"j": ["x"]}),
        (of(j={"type": "object", "xml": {"attribute": True}}), "<r j='no'/>", {"j": "no"}),
        ({"type": "array", "items": {"type": "integer"}}, "<r><item>1</item><item>2</item></r>", [1, 2]),
        ({"type": "integer"}, "<r>5</r>", 5),
        ({"type": "object"}, f'<r xmlns:xsi="{XSI}" xsi:nil="1"/>', None),
        # Where no schema speaks: what would be written like that.
        (
            {},
            "<r><a>1</a><b>x</b><b>y</b><b>z</b><c><d>true</d></c></r>",
            {"a": 1, "b": ["x", "y", "z"], "c": {"d": True}},
        ),
        ({}, "<r>01</r>", "01"),
        ({}, '<r>"x"</r>', '"x"'),
        ({}, "<r>null</r>", "null"),
        (of(a={"type": "string"}), "<r><a>x</a><more>1</more></r>", {"a": "x", "more": 1}),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "<r><a>1</a><b>2</b></r>", {"a": 1, "b": 2}),
        ({"type": "object", "additionalProperties": STRINGS}, "<r><a>1</a><a>2</a></r>", {"a": ["1", "2"]}),
        ({"type": "object", "additionalProperties": {"xml": {"attribute": True}}}, "<r a='1'/>", {"a": 1}),
    ],
)
def test_values(schema: Any, text: str, value: Any) -> None:
    assert same_value(value_of(text, schema), value)


def test_namespaces() -> None:
    schema = of(
        a={"type": "string", "xml": {"namespace": "urn:x", "prefix": "x"}},
        b={"type": "string", "xml": {"namespace": "urn:y", "name": "a", "prefix": "y"}},
        c={"type": "string", "xml": {"attribute": True, "namespace": "urn:x", "prefix": "x"}},
        d={"type": "string", "xml": {"prefix": "lost"}},
    )
    text = '<r xmlns:p="urn:x" xmlns:q="urn:y" p:c="3"><p:a>1</p:a><q:a>2</q:a><lost:d>4</lost:d></r>'
    assert value_of(text, schema) == {"a": "1", "b": "2", "c": "3", "d": "4"}


def test_a_default_namespace_holds_for_what_lies_in_it() -> None:
    schema = {**of(a={"type": "integer"}), "xml": {"namespace": "urn:x", "name": "doc"}}
    assert value_of('<doc xmlns="urn:x"><a>1</a></doc>', schema) == {"a": 1}
    assert value_of('<p:doc xmlns:p="urn:x"><p:a>1</p:a></p:doc>', schema) == {"a": 1}


def test_a_member_in_a_namespace_that_nobody_declares_is_found_and_told() -> None:
    schema = of(a={"type": "integer", "xml": {"namespace": "urn:x", "prefix": "x"}})
    found = read("<r><a>1</a></r>", schema)
    assert found.value == {"a": 1}
    assert [remark.message for remark in found.losses] == ["in place of <a> the form writes <x:a>"]


ANIMALS: dict[str, Any] = {
    "Cat": {**of(kind={"const": "cat"}, lives={"type": "integer"}), "required": ["kind", "lives"]},
    "Dog": {**of(kind={"const": "dog"}, name={"type": "string"}), "required": ["kind", "name"]},
}
PET: dict[str, Any] = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def test_the_alternative_that_fits_reads() -> None:
    assert value_of("<r><kind>dog</kind><name>9</name></r>", PET, ANIMALS) == {"kind": "dog", "name": "9"}
    assert value_of("<r><kind>cat</kind><lives>9</lives></r>", PET, ANIMALS) == {"kind": "cat", "lives": 9}
    pets = of(pets={"type": "array", "items": PET})
    text = "<r><pets><kind>dog</kind><name>9</name></pets><pets><kind>cat</kind><lives>9</lives></pets></r>"
    assert value_of(text, pets, ANIMALS) == {"pets": [{"kind": "dog", "name": "9"}, {"kind": "cat", "lives": 9}]}


def test_the_type_that_fits_reads() -> None:
    schema = of(v={"type": ["integer", "string"]}, w={"oneOf": [STRINGS, {"type": "string"}]})
    assert value_of("<r><v>5</v></r>", schema) == {"v": 5}
    assert value_of("<r><v>x</v></r>", schema) == {"v": "x"}
    assert value_of("<r><w>x</w></r>", schema) == {"w": "x"}
    assert value_of("<r><w>1</w><w>2</w><w>3</w></r>", schema) == {"w": ["1", "2", "3"]}


def test_recursion_is_read_as_deep_as_it_goes() -> None:
    node = of(name={"type": "string"}, next={"$ref": "#/components/schemas/N"})
    assert value_of(
        "<r><next><next><name>x</name></next></next></r>", {"$ref": "#/components/schemas/N"}, {"N": node}
    ) == {"next": {"next": {"name": "x"}}}


# What a value cannot say


@pytest.mark.parametrize(
    ("schema", "text", "said"),
    [
        ({}, "<r>\n <!-- x -->\n</r>", [(2, 2, "a comment has no place in the form")]),
        (of(), '<r id="1"/>', [(1, 1, "the attribute id has no place in the form")]),
        (of(a={"type": "string"}), "<r>x<a/></r>", [(1, 1, "the text in <r> has no place in the form")]),
        (
            of(a={"type": "string"}),
            "<r><a>1</a>\n<a>2</a></r>",
            [(2, 1, "<a> has no place in the form")],
        ),
        (
            of(l=STRINGS, m={"type": "string"}),
            "<r><l>1</l><m/><l>2</l></r>",
            [(1, 16, "the form writes <l> at another place in <r>")],
        ),
        (
            of(a={"xml": {"attribute": True, "name": "b"}}, b={"xml": {"attribute": True}}),
            "<r b='1'/>",
            [],
        ),
        (
            of(a={**STRINGS, "xml": {"attribute": True}}),
            "<r a='[ ]'/>",
            [(1, 1, 'the form writes the attribute a as "[]"')],
        ),
        (
            of(g={**of(a={"type": "integer"}), "xml": {"nodeType": "none"}}),
            f'<r xmlns:xsi="{XSI}">\n<g xsi:nil="true"/>\n<a>1</a></r>',
            [(3, 1, "<a> has no place in the form")],
        ),
        (of(a={"type": "string"}), "<x><a/></x>", [(1, 1, "in place of <x> the form writes <r>")]),
        (of(a={"type": "string"}), "<r><a><b/></a></r>", [(1, 7, "<b> has no place in the form")]),
        (
            of(a={"type": "string"}),
            "<r><a b='1'>x</a></r>",
            [(1, 4, "the attribute b has no place in the form")],
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            "<r><item>1</item><x>2</x></r>",
            [(1, 18, "in place of <x> the form writes <item>")],
        ),
    ],
)
def test_what_the_form_cannot_show_is_told_with_its_place(
    schema: Any, text: str, said: list[tuple[int, int, str]]
) -> None:
    assert losses(text, schema) == said


def test_a_text_that_is_no_xml_gives_no_value() -> None:
    found = read("<r><a></r>", {})
    assert found.value is OMIT
    assert found.error is not None
    assert (found.error.line, found.error.column) == (1, 9)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "MAX_READ", 5)
    found = read("<r><a/><a/><a/><a/><a/><a/></r>", {})
    assert found.value is OMIT
    assert found.error is not None
    assert "too much" in found.error.message


def test_members_without_elements_do_not_go_on_for_ever() -> None:
    node = {**of(name={"type": "string"}, inner={"$ref": "#/components/schemas/N"}), "xml": {"nodeType": "none"}}
    assert value_of("<r><name>x</name></r>", {"$ref": "#/components/schemas/N"}, {"N": node}) == {"name": "x"}


# There and back


NAMES = ("alpha", "beta", "gamma")
PLAIN = st.text(alphabet="abc<&>\"' \t\r\n]é5", max_size=8)


def scalars() -> st.SearchStrategy[tuple[dict[str, Any], Value]]:
    kinds: list[tuple[str, st.SearchStrategy[Any]]] = [
        ("string", PLAIN),
        ("integer", st.integers(-(10**30), 10**30)),
        ("number", st.floats(allow_nan=False, allow_infinity=False)),
        ("boolean", st.booleans()),
    ]
    return st.sampled_from(kinds).flatmap(lambda kind: st.tuples(st.just({"type": kind[0]}), kind[1]))


XML = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["one", "two", "three"]),
        "namespace": st.sampled_from(["urn:a", "urn:b"]),
        "prefix": st.sampled_from(["p", "q"]),
        "wrapped": st.booleans(),
    },
)


@st.composite
def schemas_with_values(draw: st.DrawFn, depth: int = 2) -> tuple[dict[str, Any], Any]:
    """A schema and a value of it; names do not meet."""
    kind = draw(st.sampled_from(["scalar", "array", "object"] if depth else ["scalar"]))
    if kind == "scalar":
        return draw(scalars())
    if kind == "array":
        schema, _ = draw(schemas_with_values(depth - 1))
        same = schemas_with_values(depth - 1).filter(lambda found: found[0] == schema)
        first = draw(st.lists(same, max_size=2)) if schema.get("type") in {"boolean"} else []
        return {"type": "array", "items": schema}, [value for _, value in first]
    properties: dict[str, Any] = {}
    value: dict[str, Any] = {}
    for index, name in enumerate(NAMES):
        schema, member = draw(schemas_with_values(depth - 1))
        xml = draw(XML)
        if "name" in xml:
            xml["name"] = f"{xml['name']}{index}"
        if schema["type"] not in {"array", "object"} and draw(st.booleans()):
            xml["attribute"] = True
        properties[name] = {**schema, "xml": xml} if xml else schema
        if draw(st.booleans()):
            value[name] = member
    return {"type": "object", "properties": properties}, value


def written(made: Document, schema: Any, value: Any) -> str:
    return xml_text(made, (Node("/components/schemas/r", schema),), value).text


@given(schemas_with_values())
@settings(max_examples=300, deadline=None)
def test_what_was_written_is_read_back(pair: tuple[dict[str, Any], Any]) -> None:
    schema, value = pair
    made = document({})
    text = written(made, schema, value)
    found = read_xml(made, (Node("/components/schemas/r", schema),), text)
    assert (found.error, found.losses) == (None, ())
    assert written(made, schema, found.value) == text
    if not _is_lossy(schema, value):
        assert same_value(found.value, value)


def _is_lossy(schema: Any, value: Any) -> bool:
    """Whether XML itself forgets something: an empty list without a wrapper has no element at all."""
    if isinstance(value, list):
        return any(_is_lossy(schema["items"], item) for item in value)
    if not isinstance(value, dict):
        return False
    members = schema["properties"]
    return any(
        (item == [] and not members[name].get("xml", {}).get("wrapped")) or _is_lossy(members[name], item)
        for name, item in value.items()
    )


ELEMENTS = st.recursive(
    st.sampled_from(["", "x", " ", "5", "&lt;"]),
    lambda inner: st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        st.sampled_from(["alpha", "beta", "other", "p:alpha"]),
        st.sampled_from(["", ' id="1"', ' xmlns:p="urn:a"', f' xmlns:x="{XSI}" x:nil="true"']),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)
ANY_SCHEMA: tuple[Any, ...] = (
    {},
    of(alpha={"type": "integer"}, beta=STRINGS),
    of(alpha={**STRINGS, "xml": {"wrapped": True}}, beta={"type": "string", "xml": {"nodeType": "text"}}),
    of(alpha={"$ref": "#/components/schemas/r"}, id={"type": "integer", "xml": {"attribute": True}}),
    {"oneOf": [of(alpha={"type": "integer"}), {"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
)


@given(ELEMENTS, st.sampled_from(ANY_SCHEMA))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_read_or_told(inner: str, schema: Any) -> None:
    made = document({}, {"r": schema})
    nodes = (Node("/components/schemas/r", schema),)
    text = f"<r>{inner}</r>"
    found = read_xml(made, nodes, text)
    parsed = parse_xml(text)
    if not isinstance(parsed, ParsedXml):
        assert found.error == parsed
        return
    assert found.error is None
    assert found.value is not OMIT
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines and each.column >= 1 for each in found.losses)
    shown = xml_text(made, nodes, found.value).text
    # What the form writes says all that it shows, and what was typed without a remark is what it writes.
    again = read_xml(made, nodes, shown)
    assert (again.error, again.losses) == (None, ())
    written_again = parse_xml(shown)
    assert isinstance(written_again, ParsedXml)
    assert bool(found.losses) or not differences(written_again.root, parsed.root)
