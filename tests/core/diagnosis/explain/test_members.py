"""The alias mystery: the API reads one name, another was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms.edits import RenameKey
from app.core.forms.state import apply_all
from app.core.requests.model import Sent
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed, sent_json, state_of

if TYPE_CHECKING:
    from app.core.diagnosis.model import Diagnosis, Explanation

STR = {"type": "string"}
INT = {"type": "integer"}
ITEM = an_object("item_name", item_name=STR, price={"type": "number"})
NAMES = {"Item": {"label": "item_name"}}


def _item(body: Any, *names: str, **more: Any) -> Diagnosis:
    """An Item that was sent, and the names that the server missed."""
    api = an_api({"$ref": "#/components/schemas/Item"}, schemas={"Item": ITEM})
    errors = [an_error("body", name, kind="missing", input=body) for name in names or ("item_name",)]
    return diagnosed(api, sent_json(body), *errors, **more)


def _why(diagnosis: Diagnosis) -> Explanation | None:
    return diagnosis.findings[0].why


def test_explains_the_alias_and_mends_it_with_one_click() -> None:
    body = {"name": "Clean Code", "price": 1}
    [finding] = _item(body).findings
    assert finding.why is not None
    assert (finding.why.rule, finding.why.sentence) == ("D5", "The API reads `item_name`; you sent `name`.")
    assert finding.fixes[0].label == "Rename name to item_name"
    state = apply_all(state_of(sent_json(body)), finding.fixes[0].edits)
    assert list(state.roots.values())[-1] == {"item_name": "Clean Code", "price": 1}


def test_believes_the_server_about_names_that_nobody_could_guess() -> None:
    told = _why(_item({"label": 5, "item": "x"}, names=NAMES))
    assert told is not None
    assert told.sentence.startswith("The API reads `item_name`; you sent `label`. The first is the name on the wire")
    assert told.confidence == 1.0


def test_looks_in_every_model_where_the_document_names_it_otherwise() -> None:
    told = _why(_item({"label": "x"}, names={"shop__Item": {"label": "item_name", "zz": "other"}}))
    assert told is not None
    assert "Python code" in told.sentence


def test_knows_the_model_by_its_input_twin() -> None:
    api = an_api({"$ref": "#/components/schemas/Item-Input"}, schemas={"Item-Input": ITEM})
    diagnosis = diagnosed(api, sent_json({"label": "x"}), an_error("body", "item_name", kind="missing"), names=NAMES)
    assert "Python code" in str(_why(diagnosis))


def test_says_maybe_of_the_only_candidate() -> None:
    maybe = _why(_item({"zz": "x"}))
    assert maybe is not None
    assert maybe.sentence == "The API reads `item_name`, which is missing; maybe `zz` was meant to be it."
    assert maybe.confidence == 0.64


def test_keeps_silent_without_a_candidate() -> None:
    assert _why(_item({"price": 1})) is None
    assert _why(_item({"zz": 5})) is None
    assert _why(_item({"qq": "x", "zz": "x"})) is None
    assert _why(_item([])) is None


def test_uses_each_name_once() -> None:
    api = an_api(an_object("first_name last_name", first_name=STR, last_name=STR))
    errors = [an_error("body", name, kind="missing") for name in ("first_name", "last_name")]
    found = diagnosed(api, sent_json({"lastName": "b", "firstName": "a"}), *errors).findings
    assert [finding.fixes[0].label for finding in found] == [
        "Rename firstName to first_name",
        "Rename lastName to last_name",
    ]


def test_looks_into_every_object_of_a_list() -> None:
    api = an_api({"type": "array", "items": an_object("unitPrice", unitPrice=INT)})
    errors = [an_error("body", index, "unitPrice", kind="missing") for index in (0, 1)]
    found = diagnosed(api, sent_json([{"unit_price": 1}, {"unitPrise": 2}]), *errors).findings
    assert [finding.fixes[0].edits for finding in found] == [
        (RenameKey(FieldPath.parse("body/0/unit_price"), "unitPrice"),),
        (RenameKey(FieldPath.parse("body/1/unitPrise"), "unitPrice"),),
    ]


def test_reads_form_fields_as_text() -> None:
    api = an_api(an_object("age", age=INT), media_type="multipart/form-data")
    sent = Sent(media_type="multipart/form-data; boundary=x", body={"Age": "41", "page": "x"})
    [finding] = diagnosed(api, sent, an_error("body", "age", kind="missing", input=None)).findings
    assert finding.fixes[0].label == "Rename Age to age"


def test_offers_no_name_that_is_taken() -> None:
    api = an_api(an_object("age", age=INT), media_type="application/x-www-form-urlencoded")
    sent = Sent(media_type="application/x-www-form-urlencoded", body={"Age": "41", "age": ""})
    [finding] = diagnosed(api, sent, an_error("body", "age", kind="missing", input=None)).findings
    assert finding.why is None


def test_merges_the_forbidden_extra_of_the_same_mistake() -> None:
    api = an_api(an_object("item_name", item_name=STR))
    errors = [an_error("body", "item_name", kind="missing"), an_error("body", "name", kind="extra_forbidden")]
    found = diagnosed(api, sent_json({"name": "x"}), *errors).findings
    assert [(str(finding.field), finding.count) for finding in found] == [("body/item_name", 2)]


def test_says_nothing_about_what_is_inside_json_text() -> None:
    text = {"type": "string", "contentSchema": an_object("item_name", item_name=STR)}
    api = an_api(an_object(j=text))
    [finding] = diagnosed(
        api, sent_json({"j": '{"name": "x"}'}), an_error("body", "j", "item_name", kind="missing")
    ).findings
    assert finding.why is None
    assert finding.fixes == ()
