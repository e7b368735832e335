from __future__ import annotations

from typing import Any

import pytest

from app.core.requests.model import Sent
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed, sent_json

STR = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "kind", "words"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 200}, "string_too_short", "1 … 200 characters"),
        ({"type": "integer", "minimum": 1000, "maximum": 2100}, "greater_than_equal", "1000 … 2100"),
        ({"type": "integer", "minimum": 1, "maximum": 99}, "int_parsing", "integer · 1 … 99"),
        ({"type": "integer", "minimum": 1}, "int_type", "integer · ≥ 1"),
        ({"type": "integer", "minimum": 1}, "missing", "required · ≥ 1"),
        ({"type": "string", "format": "uuid"}, "uuid_parsing", "string · uuid"),
        ({"type": ["integer", "null"]}, "int_parsing", "integer"),
        ({"anyOf": [{"type": "integer"}, STR]}, "x", "integer or string"),
        ({"enum": ["a", 1, None]}, "enum", "one of a, 1, null"),
        ({"const": "cat"}, "literal_error", "cat"),
        ({"enum": [str(number) for number in range(50)]}, "enum", "one of 0, 1, 2, 3, 4, 5, 6, 7, …"),
        ({"const": "x" * 100}, "literal_error", "x" * 39 + "…"),
        ({}, "value_error", ""),
    ],
)
def test_says_the_rule_of_the_schema(schema: dict[str, Any], kind: str, words: str) -> None:
    api = an_api({"type": "object", "properties": {"a": schema}})
    [finding] = diagnosed(api, sent_json({"a": "x"}), an_error("body", "a", kind=kind)).findings
    assert finding.rule == words


PETS = [an_object("kind", kind={"const": tag}) for tag in ("cat", 2)]


@pytest.mark.parametrize(
    ("schema", "ctx", "words"),
    [
        ({"oneOf": PETS, "discriminator": {"propertyName": "kind"}}, {}, "kind: one of cat, 2"),
        ({"oneOf": PETS}, {"discriminator": "'k'", "expected_tags": "'a', 'b'"}, "k: one of a, b"),
        ({"oneOf": PETS}, {}, ""),
        (STR, {}, ""),
    ],
)
def test_names_the_tags_of_a_union(schema: dict[str, Any], ctx: dict[str, Any], words: str) -> None:
    api = an_api({"type": "object", "properties": {"a": schema}})
    [finding] = diagnosed(
        api, sent_json({"a": {}}), an_error("body", "a", kind="union_tag_not_found", ctx=ctx)
    ).findings
    assert finding.rule == words


def test_names_the_members_that_are_allowed() -> None:
    api = an_api(an_object(a=STR, b=STR))
    [finding] = diagnosed(api, sent_json({"zz": 1}), an_error("body", "zz", kind="extra_forbidden")).findings
    assert finding.rule == "only a, b"
    [finding] = diagnosed(
        an_api({"type": "object"}), sent_json({"zz": 1}), an_error("body", "zz", kind="extra_forbidden")
    ).findings
    assert finding.rule == "no other members"


def test_says_the_rule_of_a_key() -> None:
    keyed = {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"minLength": 2}}
    [finding] = diagnosed(
        an_api(keyed), sent_json({"k": 1}), an_error("body", "k", "[key]", kind="string_too_short")
    ).findings
    assert (finding.rule, finding.sent) == ("≥ 2 characters", "k")


@pytest.mark.parametrize(
    "schema", [{"type": "string", "format": "binary"}, {"type": "string", "contentMediaType": "image/png"}]
)
def test_calls_a_file_a_file(schema: dict[str, Any]) -> None:
    api = an_api({"type": "object", "properties": {"cover": schema}}, media_type="multipart/form-data")
    sent = Sent(media_type="multipart/form-data; boundary=x", body={})
    [finding] = diagnosed(api, sent, an_error("body", "cover", kind="missing", input=None)).findings
    assert finding.rule == "required · a file"
