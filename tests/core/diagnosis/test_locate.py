"""Places that the catalogue of real responses does not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.diagnosis.items import read_items
from app.core.diagnosis.locate import locate
from app.core.diagnosis.model import Target, TargetKind
from app.core.operations.model import Body, MediaType, Operation
from app.core.requests.model import Sent
from app.core.spec.document import Document
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, sent_json

Api = tuple[Document, Operation]
INT = {"type": "integer"}
STR = {"type": "string"}


def _targets(api: Api, sent: Sent, *errors: dict[str, Any]) -> tuple[Target, ...]:
    return locate(*api, sent, read_items({"detail": list(errors)}) or ())


def _target(api: Api, sent: Sent, *loc: Any, kind: str = "value_error") -> Target:
    [target] = _targets(api, sent, an_error(*loc, kind=kind))
    return target


def _field(api: Api, sent: Sent, *loc: Any, kind: str = "value_error") -> str:
    return str(_target(api, sent, *loc, kind=kind).field)


@pytest.mark.parametrize(
    ("loc", "words"),
    [
        ((), "names no place"),
        (("response", "x"), "server's side"),
        (("isbn",), "no part of a request"),
        ((5, "x"), "no part of a request"),
    ],
)
def test_leaves_what_is_no_part_of_the_request_unmapped(loc: tuple[Any, ...], words: str) -> None:
    target = _target(an_api(an_object(a=INT)), sent_json({}), *loc)
    assert (target.kind, target.where, target.field) == (TargetKind.UNMAPPED, "", None)
    assert words in target.notes[0]


def test_finds_headers_whatever_their_case_and_dashes() -> None:
    api = an_api(None, a_parameter("header", "X-Rate-Limit", INT))
    assert _field(api, Sent(), "header", "x_rate_limit", kind="missing") == "header/X-Rate-Limit"
    assert _field(api, Sent(), "header", "x-rate-limit") == "header/X-Rate-Limit"


def test_keeps_cookies_and_queries_apart_by_every_letter() -> None:
    api = an_api(None, a_parameter("query", "q_a", INT), a_parameter("query", "q-a", INT))
    assert _field(api, Sent(), "query", "q-a") == "query/q-a"


def test_shows_an_unknown_header_as_it_was_sent() -> None:
    sent = Sent(headers=(("X-B", "1"),))
    assert _field(an_api(None), sent, "header", "x-b", kind="extra_forbidden") == "header/X-B"


def test_takes_a_similar_parameter_for_the_one_that_is_meant() -> None:
    api = an_api(None, a_parameter("query", "item_name"), a_parameter("query", "page"))
    assert _field(api, Sent(), "query", "name") == "query/item_name"


def test_leaves_a_parameter_that_nobody_knows_unmapped() -> None:
    target = _target(an_api(None, a_parameter("query", "page")), Sent(), "query", "hidden")
    assert (target.kind, target.where) == (TargetKind.UNMAPPED, "query")
    assert "no query parameter `hidden`" in target.notes[0]


def test_finds_a_parameter_without_a_schema() -> None:
    api = an_api(None, {"name": "q", "in": "query"})
    target = _target(api, Sent(query=(("q", "1"),)), "query", "q", 3)
    assert (str(target.field), target.schema_pointer) == ("query/q", None)


def test_looks_into_a_parameter_of_json() -> None:
    content = {"application/json": {"schema": an_object(a=INT)}}
    api = an_api(None, {"name": "filter", "in": "query", "content": content})
    assert _field(api, Sent(query=(("filter", '{"a": "x"}'),)), "query", "filter", "a") == "query/filter/a"


def test_names_the_whole_body_where_the_document_knows_no_schema() -> None:
    document, operation = an_api()
    api = document, replace(operation, body=Body(required=True, contents=(MediaType("application/json", None),)))
    target = _target(api, sent_json({"a": 1}), "body", "a")
    assert (str(target.field), target.schema_pointer) == ("body/a", None)
    target = _target(api, sent_json([1]), "body", "a")
    assert (str(target.field), target.kind) == ("body", TargetKind.WHOLE)


def test_shows_an_invented_member_at_the_nearest_place_that_exists() -> None:
    api = an_api(an_object(author=an_object(name=STR)))
    target = _target(api, sent_json({"author": {"name": "x"}}), "body", "author", "isbn", "check")
    assert str(target.field) == "body/author"
    assert target.notes == ("The server points at `body.author.isbn.check`; the schema ends at `body.author`.",)


def test_shows_an_invented_member_where_it_was_sent() -> None:
    api = an_api(an_object(author=STR))
    assert _field(api, sent_json({"isbn": {"check": 5}}), "body", "isbn", "check") == "body/isbn/check"


def test_reads_the_locations_of_pydantic_1() -> None:
    pet = an_object("kind", kind=STR)
    api = an_api(
        an_object(
            m={"type": "object", "additionalProperties": INT},
            u={"anyOf": [INT, {"type": "array", "items": pet}]},
            r=pet,
        )
    )
    sent = sent_json({"m": {"k": 1}, "u": [{}], "r": {}})
    assert _target(api, sent, "body", "m", "__key__").kind is TargetKind.KEY
    assert _field(api, sent, "body", "m", "__key__") == "body/m"
    assert _field(api, sent, "body", "__root__", "r", "kind", kind="value_error.missing") == "body/r/kind"
    assert _field(api, sent, "body", "u", 0, "kind", kind="value_error.missing") == "body/u/0/kind"


def test_tells_a_wrong_key_from_an_entry_that_is_called_like_the_mark() -> None:
    inner = {"type": "object", "additionalProperties": INT}
    api = an_api(an_object(m={"type": "object", "additionalProperties": inner}))
    key = _target(api, sent_json({"m": {"k": {}}}), "body", "m", "k", "[key]")
    assert (key.kind, str(key.field)) == (TargetKind.KEY, "body/m/k")
    entry = _target(api, sent_json({"m": {"k": {"[key]": "x"}}}), "body", "m", "k", "[key]", kind="int_parsing")
    assert (entry.kind, str(entry.field)) == (TargetKind.FIELD, "body/m/k/[key]")


def test_takes_a_key_mark_outside_of_maps_as_a_name() -> None:
    assert _field(an_api(an_object(a=INT)), sent_json({"a": 1}), "body", "a", "[key]") == "body/a"


def test_tries_every_pattern_of_a_map() -> None:
    patterns = {"^i_": an_object(a=INT), "^s_": an_object(b=STR)}
    api = an_api({"type": "object", "patternProperties": patterns})
    target = _target(api, sent_json({"s_1": {"b": 1}}), "body", "s_1", "b", kind="string_type")
    assert str(target.field) == "body/s_1/b"
    assert target.schema_pointer is not None
    assert target.schema_pointer.endswith("/patternProperties/^s_/properties/b")


def test_reads_untold_alternatives_by_what_follows() -> None:
    alternatives = [an_object("meow", meow=INT), an_object("bark", bark=INT)]
    api = an_api(an_object(pet={"anyOf": alternatives}))
    target = _target(api, sent_json({"pet": {"bark": "x"}}), "body", "pet", "any tag", "bark")
    assert (str(target.field), target.branches) == ("body/pet/bark", ("any tag",))
    assert target.branch_pointers[0] is not None
    assert target.branch_pointers[0].endswith("/anyOf/1")


def test_reads_untold_labels_in_the_order_of_the_alternatives() -> None:
    api = an_api(an_object(u={"anyOf": [INT, {"type": "array", "items": STR}]}))
    targets = _targets(api, sent_json({"u": "x"}), an_error("body", "u", "number"), an_error("body", "u", "words"))
    assert [(target.schema_pointer or "").rpartition("/")[2] for target in targets] == ["0", "1"]


def test_finds_members_of_named_tuples_by_their_titles() -> None:
    point = {
        "type": "array",
        "prefixItems": [{"type": "integer", "title": "Unit Price"}, {"$ref": "#/components/schemas/Y"}],
    }
    api = an_api(an_object(p=point), schemas={"Y": {"type": "integer", "title": "Y"}})
    sent = sent_json({"p": {"unit_price": 1, "y": "b"}})
    assert _target(api, sent, "body", "p", "y").schema_pointer == "/components/schemas/Y"
    assert (_target(api, sent, "body", "p", "unit_price").schema_pointer or "").endswith("/prefixItems/0")


def test_takes_a_number_that_is_no_list_for_no_union_at_all() -> None:
    price = {"anyOf": [{"type": "number"}, {"type": "string"}]}
    target = _target(an_api(an_object(price=price)), sent_json({"price": "x"}), "body", "price", kind="decimal_parsing")
    assert target.branches == ()


def test_stops_at_the_schema_of_a_number_with_a_longer_location() -> None:
    assert _field(an_api(an_object(a=INT)), sent_json({"a": 1}), "body", "a", 5, "b") == "body/a"


def test_does_not_follow_the_name_of_a_sibling_that_was_sent_itself() -> None:
    api = an_api(an_object(name=STR))
    target = _target(api, sent_json({"name": "x", "item_name": 5}), "body", "item_name")
    assert str(target.field) == "body/item_name"
    assert target.schema_pointer is not None
    assert target.schema_pointer.endswith("/schema")


def test_assigns_tails_to_properties_only_where_the_counts_agree() -> None:
    api = an_api(an_object("first last", first=STR, last=STR))
    sent = sent_json({"names": [5]})
    one = _targets(api, sent, an_error("body", "names", 0, kind="string_type"))
    assert [target.schema_pointer for target in one] == [
        "/paths/~1things/post/requestBody/content/application~1json/schema"
    ]
    both = _targets(api, sent, an_error("body", "names", 0), an_error("body", "names", 1, kind="missing"))
    assert [str(target.field) for target in both] == ["body/names/0", "body/names/1"]
    assert [(target.schema_pointer or "").rpartition("/")[2] for target in both] == ["first", "last"]


def test_leaves_reported_properties_out_of_the_assignment() -> None:
    api = an_api(an_object("first last", first=STR, last=STR))
    targets = _targets(api, sent_json({"zz": 1}), an_error("body", "last", kind="missing"), an_error("body", "qq", "x"))
    assert [(target.schema_pointer or "").rpartition("/")[2] for target in targets] == ["last", "first"]


def test_assigns_within_each_alternative_of_a_union() -> None:
    named = {"Cat": an_object("meow", meow=INT), "Dog": an_object("bark", bark=INT)}
    union = {"anyOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}
    api = an_api(union, schemas=named)
    errors = [an_error("body", "Cat", "sound", 0), an_error("body", "Dog", "bark", kind="missing")]
    targets = _targets(api, sent_json({"sound": [1]}), *errors)
    assert [target.schema_pointer for target in targets] == [
        "/components/schemas/Cat/properties/meow",
        "/components/schemas/Dog/properties/bark",
    ]


def test_gives_form_fields_their_names() -> None:
    api = an_api(an_object(tags={"type": "array", "items": INT}), media_type="multipart/form-data")
    target = _target(
        api, Sent(media_type="multipart/form-data; boundary=x", body={"tags": ["1", "q"]}), "body", "tags", 1
    )
    assert (target.where, target.parameter, target.value_pointer, str(target.field)) == (
        "form",
        "tags",
        "/1",
        "body/tags/1",
    )


def test_takes_an_offset_only_from_a_number() -> None:
    api = an_api(an_object(a=STR))
    assert _target(api, sent_json({"a": "["}), "body", "a", kind="json_invalid").kind is TargetKind.FIELD
    assert _target(api, sent_json({}), "body", 3, kind="json_invalid").offset == 3
    assert _target(api, sent_json({}), "body", 3, kind="value_error.jsondecode").kind is TargetKind.OFFSET


def test_treats_equal_locations_alike() -> None:
    api = an_api(an_object(a=INT))
    targets = _targets(api, sent_json({"a": "x"}), an_error("body", "a"), an_error("body", "a"))
    assert targets[0] == targets[1]
