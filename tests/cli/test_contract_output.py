from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.contract_output import contract_json, print_contract
from tests.support.contracts import a_document, a_response, held, promising

if TYPE_CHECKING:
    import pytest

    from app.core.diagnosis.contract.model import Contract

SCHEMA = {"required": ["id"], "properties": {"name": {"type": "string", "maxLength": 100}}}
PLACE = "/paths/~1things/get/responses/200"


def _broken() -> Contract:
    document = a_document(promising(SCHEMA, headers={"X-Total": {"required": True}}))
    return held(document, a_response({"name": "x" * 200}, headers=(("X-Odd", "1"),)))


def test_prints_what_is_broken_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    print_contract(_broken())
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "contract: The response breaks 3 promises of the document.",
        "  header X-Total is required and did not come",
        f"    promised at {PLACE}/headers/X-Total",
    ]
    assert any(line.startswith("  body/name may have at most 100 characters") and line.endswith("…)") for line in lines)
    assert lines[-1] == "  note: The document does not name these headers: X-Odd."


def test_gives_what_is_broken_as_json() -> None:
    value = contract_json(_broken())
    assert (value["kept"], value["promised"], value["more"], len(value["violations"])) == (False, "200", False, 3)
    header, *body = value["violations"]
    assert header == {
        "subject": "header",
        "keyword": "missing",
        "message": "is required and did not come",
        "header": "X-Total",
        "promise": f"{PLACE}/headers/X-Total",
    }
    missing = next(violation for violation in body if violation["keyword"] == "required")
    assert (missing["pointer"], "value" in missing) == ("/id", False)


def test_says_that_it_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    contract = held(a_document(promising({})), a_response({}))
    print_contract(contract)
    assert capsys.readouterr().out == "contract: The response keeps what the document promises.\n"
    assert contract_json(held(a_document({}), a_response({})))["promised"] is None
