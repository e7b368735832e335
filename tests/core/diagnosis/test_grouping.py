from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json

if TYPE_CHECKING:
    from app.core.diagnosis.model import Diagnosis

INT = {"type": "integer"}
STR = {"type": "string"}
NAMED = {
    "Cat": an_object("kind meow", kind={"const": "cat"}, meow=INT),
    "Dog": an_object("kind bark", kind={"const": "dog"}, bark=INT, size=an_object(w=INT)),
}
PET = {"anyOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def _pets(value: Any, *errors: dict[str, Any]) -> Diagnosis:
    return diagnosed(an_api(an_object(pet=PET), schemas=NAMED), sent_json({"pet": value}), *errors)


def _pet(*loc: Any, kind: str) -> dict[str, Any]:
    return an_error("body", "pet", *loc, kind=kind)


def test_counts_equal_items_once() -> None:
    api = an_api(an_object(a=INT))
    [finding] = diagnosed(api, sent_json({"a": 1}), *[an_error("body", "a")] * 3).findings
    assert (finding.count, finding.more) == (3, ())


def test_shows_the_first_of_several_messages_at_a_place() -> None:
    api = an_api(an_object(a=INT))
    errors = [
        an_error("body", "a", kind="first"),
        an_error("body", "a", kind="second"),
        an_error("body", "a", kind="first"),
    ]
    [finding] = diagnosed(api, sent_json({"a": 1}), *errors).findings
    assert finding.code == "first"
    assert finding.count == 3
    assert finding.more == ("second at ('body', 'a')",)


def test_keeps_a_key_and_its_value_apart() -> None:
    api = an_api({"type": "object", "additionalProperties": INT})
    findings = diagnosed(api, sent_json({"k": "x"}), an_error("body", "k", "[key]"), an_error("body", "k")).findings
    assert len(findings) == 2


def test_shows_the_alternative_that_the_value_comes_nearest_to() -> None:
    [finding] = _pets(
        {"kind": "dog"},
        _pet("Cat", "kind", kind="literal_error"),
        _pet("Cat", "meow", kind="missing"),
        _pet("Dog", "bark", kind="missing"),
    ).findings
    assert str(finding.field) == "body/pet/bark"
    assert [str(other.field) for other in finding.other_branches] == ["body/pet/kind", "body/pet/meow"]


def test_prefers_a_wrong_member_to_a_wrong_type_of_the_whole() -> None:
    [finding, second] = _pets(
        {"bark": "x"},
        _pet("Cat", kind="model_attributes_type"),
        _pet("Dog", "kind", kind="missing"),
        _pet("Dog", "bark", kind="int_type"),
    ).findings
    assert [str(each.field) for each in (finding, second)] == ["body/pet/kind", "body/pet/bark"]
    assert [other.code for other in finding.other_branches] == ["model_attributes_type"]
    assert second.other_branches == ()


def test_chooses_within_a_union_inside_a_union() -> None:
    inner = {"anyOf": [INT, {"type": "array", "items": INT}]}
    named = {"A": an_object(v=inner), "B": an_object("w", w=STR)}
    union = {"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    [finding] = diagnosed(
        an_api(union, schemas=named),
        sent_json({"v": ["x"]}),
        an_error("body", "A", "v", "int", kind="int_type"),
        an_error("body", "A", "v", "list[int]", 0, kind="int_parsing"),
        an_error("body", "B", "w", kind="missing"),
    ).findings
    assert str(finding.field) == "body/v/0"
    assert finding.target.branches == ("A", "list[int]")
    assert [other.code for other in finding.other_branches] == ["int_type", "missing"]


def test_orders_findings_as_the_form_does() -> None:
    api = an_api(
        an_object(first=STR, lines={"type": "array", "items": an_object(a=INT, b=INT)}, last=STR),
        a_parameter("query", "z"),
        a_parameter("query", "a"),
        a_parameter("header", "x-h"),
        a_parameter("cookie", "c"),
    )
    places: list[tuple[Any, ...]] = [
        ("own", "place"),
        ("body", "last"),
        ("body", "zz"),
        ("body", "lines", 10, "a"),
        ("body", "lines", 2, "b"),
        ("body", "lines", 2, "a"),
        ("body", "first"),
        ("body",),
        ("cookie", "c"),
        ("header", "x-h"),
        ("query", "a"),
        ("query", "zz"),
        ("query", "z"),
        ("query",),
    ]
    sent = sent_json({"zz": 1, "lines": [{}] * 11}, query=(("zz", "1"),))
    found = diagnosed(api, sent, *[an_error(*place) for place in places]).findings
    assert [str(finding.field) for finding in found] == [
        "query",
        "query/z",
        "query/a",
        "query/zz",
        "header/x-h",
        "cookie/c",
        "body",
        "body/first",
        "body/lines/2/a",
        "body/lines/2/b",
        "body/lines/10/a",
        "body/last",
        "body/zz",
        "None",
    ]


def test_orders_entries_of_maps_as_they_were_sent() -> None:
    api = an_api({"type": "object", "additionalProperties": INT})
    sent = sent_json({"b": "x", "a": "x"})
    errors = [an_error("body", "unsent", kind="missing"), an_error("body", "a"), an_error("body", "b")]
    found = diagnosed(api, sent, *errors).findings
    assert [str(finding.field) for finding in found] == ["body/b", "body/a", "body/unsent"]


def test_lists_unmapped_items_one_by_one() -> None:
    found = diagnosed(
        an_api(), sent_json({}), an_error("own", 1), an_error("own", 2), an_error("own", 1, kind="other")
    ).findings
    assert [(finding.location, finding.count) for finding in found] == [(("own", 1), 2), (("own", 2), 1)]
