from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from tests.support.diagnoses import an_api
from tests.support.reported import ORDER, PARAMETERS, answered, pinned, sent_order

WORDS = 'Cannot deserialize value of type `double` from String "dear"'
CHAIN = '(through reference chain: shop.Order["lines"]->java.util.ArrayList[0]->shop.Line["unitPrice"])'


@pytest.mark.parametrize("body", [{"message": f"{WORDS}; {CHAIN}"}, {"status": 400, "detail": f"{WORDS}\n {CHAIN}"}])
def test_follows_the_chain(body: Any) -> None:
    diagnosis = answered(body)
    assert diagnosis.shape == "jackson"
    assert pinned(diagnosis) == {"body/lines/0/unitPrice": WORDS}


def test_reads_plain_text() -> None:
    answer = Answer(400, (("Content-Type", "text/plain"),), OMIT, text=CHAIN)
    [finding] = diagnose_answer(*an_api(ORDER, *PARAMETERS), sent_order(), answer).findings
    assert (str(finding.field), finding.message) == ("body/lines/0/unitPrice", CHAIN)


def test_leaves_other_words_alone() -> None:
    assert answered({"message": WORDS}).shape == "plain"
