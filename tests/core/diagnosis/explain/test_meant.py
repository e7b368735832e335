from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed, sent_json

if TYPE_CHECKING:
    from app.core.diagnosis.model import Finding

COLOR = {"enum": ["red", "green", "blue"]}
PETS = {
    "oneOf": [an_object("kind", kind={"const": "cat"}), an_object("kind", kind={"const": "dog"})],
    "discriminator": {"propertyName": "kind"},
}


def _choice(schema: dict[str, Any], sent: Any, **error: Any) -> Finding:
    api = an_api(an_object(a=schema))
    [finding] = diagnosed(api, sent_json({"a": sent}), an_error("body", "a", **error)).findings
    return finding


def test_names_the_choice_that_was_meant() -> None:
    finding = _choice(COLOR, "gren", kind="enum")
    assert finding.why is not None
    assert (finding.why.rule, finding.why.sentence) == ("D9", "Did you mean green?")
    assert [fix.label for fix in finding.fixes] == ["Fix: green", "Fix: red", "Fix: blue"]


def test_reads_the_choices_from_the_servers_words() -> None:
    finding = _choice({}, "abd", kind="literal_error", ctx={"expected": "'xyz' or 'abc'"})
    assert finding.why is not None
    assert finding.why.sentence == "Did you mean abc?"


def test_keeps_silent_where_nothing_is_near() -> None:
    assert _choice(COLOR, "zzz", kind="enum").why is None
    assert _choice(COLOR, 5, kind="enum").why is None
    assert _choice({}, "x", kind="enum").why is None


def test_names_the_discriminator_that_was_meant() -> None:
    finding = _choice(PETS, {"kind": "catt"}, kind="union_tag_invalid", ctx={"tag": "catt", "discriminator": "'kind'"})
    assert finding.why is not None
    assert (finding.why.rule, finding.why.sentence) == ("D8", "`catt` is no kind of this API; did you mean `cat`?")
    assert finding.fixes[0].edits == (SetValue(FieldPath.parse("body/a/kind"), "cat"),)


def test_finds_the_discriminator_in_the_servers_words() -> None:
    untold = {"oneOf": PETS["oneOf"]}
    ctx = {"tag": "catt", "discriminator": "'petKind' | 'kind'", "expected_tags": "'cat', 'dog'"}
    finding = _choice(untold, {"petKind": "catt"}, kind="union_tag_invalid", ctx=ctx)
    assert finding.fixes[0].edits == (SetValue(FieldPath.parse("body/a/petKind"), "cat"),)


def test_keeps_silent_without_a_tag_or_a_union() -> None:
    assert _choice(PETS, {"kind": "zzz"}, kind="union_tag_invalid", ctx={"tag": "zzz"}).why is None
    assert _choice(PETS, {"kind": []}, kind="union_tag_invalid", ctx={"tag": []}).why is None
    assert (
        _choice({"oneOf": PETS["oneOf"]}, {"kind": "catt"}, kind="union_tag_invalid", ctx={"tag": "catt"}).why is None
    )
    assert _choice({"type": "string"}, "x", kind="union_tag_invalid", ctx={"tag": "x"}).why is None
    api = an_api()
    [finding] = diagnosed(api, sent_json({}), an_error("body", kind="union_tag_invalid", ctx={"tag": "x"})).findings
    assert finding.why is None


def test_says_nothing_about_keys() -> None:
    api = an_api({"type": "object", "additionalProperties": {}, "propertyNames": COLOR})
    [finding] = diagnosed(api, sent_json({"gren": 1}), an_error("body", "gren", "[key]", kind="enum")).findings
    assert finding.why is None
    assert [fix.label for fix in finding.fixes] == ["Rename gren to green", "Rename gren to red", "Rename gren to blue"]
