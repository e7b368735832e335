"""What `send` prints of the contract: whether the response is what the document promises, and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.cli.output import plain
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.base.pointers import format_pointer
from app.core.diagnosis.contract.model import Subject

if TYPE_CHECKING:
    from app.core.diagnosis.contract.model import Contract, Violation

_LONGEST: Final = 80


def contract_json(contract: Contract) -> dict[str, Any]:
    """The contract as JSON values; `value` is missing where nothing stands there."""
    return {
        "kept": contract.is_kept,
        "promised": contract.status or None,
        "violations": [_violation_json(violation) for violation in contract.violations],
        "more": contract.more,
        "notes": [plain(note) for note in contract.notes],
    }


def print_contract(contract: Contract) -> None:
    """Prints it for people."""
    print(f"contract: {contract.headline}")
    for violation in contract.violations:
        value = "" if violation.value is OMIT else f"  ({_short(encode_json(violation.value))})"
        print(f"  {violation.place} {plain(violation.words)}{value}")
        print(f"    promised at {violation.promise}")
    for note in contract.notes:
        print(f"  note: {plain(note)}")


def _violation_json(violation: Violation) -> dict[str, Any]:
    value: dict[str, Any] = {
        "subject": violation.subject.value,
        "keyword": violation.keyword,
        "message": violation.words,
    }
    if violation.subject is Subject.HEADER:
        value["header"] = violation.header
    if violation.subject is Subject.BODY:
        value["pointer"] = format_pointer(violation.tokens)
    if violation.value is not OMIT:
        value["value"] = violation.value
    return {**value, "promise": violation.promise}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
