from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from tests.support.diagnoses import an_api
from tests.support.reported import ORDER, PARAMETERS, pinned, sent_order

if TYPE_CHECKING:
    from app.core.diagnosis.model import Diagnosis


def answered(text: str) -> Diagnosis:
    answer = Answer(422, (("Content-Type", "text/plain"),), OMIT, text=text)
    return diagnose_answer(*an_api(ORDER, *PARAMETERS), sent_order(), answer)


JSON = "Failed to deserialize the JSON body into the target type: "


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"{JSON}lines[0].unitPrice: invalid type: string, expected f64", "body/lines/0/unitPrice", "invalid type"),
        (f"{JSON}missing field `title` at line 1 column 9", "body/title", "missing field `title`"),
        (f"{JSON}customer: missing field `email`", "body/customer/email", "missing field `email`"),
        ("Failed to deserialize query string: page: invalid digit found in string", "query/page", "invalid digit"),
        ("Failed to deserialize form body: title: unknown variant", "body/title", "unknown variant"),
    ],
)
def test_reads_where_it_stopped(text: str, place: str, words: str) -> None:
    diagnosis = answered(text)
    assert diagnosis.shape == "serde"
    [(found, message)] = pinned(diagnosis).items()
    assert found == place
    assert message.startswith(words)


def test_names_what_is_not_known() -> None:
    [finding] = answered(f"{JSON}unknown field `more`, expected `title`").findings
    assert finding.message.startswith("unknown field `more`")


def test_leaves_other_words_alone() -> None:
    assert answered("Failed to deserialize").shape == "plain"
