from __future__ import annotations

import pytest

from app.core.diagnosis.headlines import headline
from app.core.exchange.statuses import STATUS_NAMES


@pytest.mark.parametrize("status", sorted(STATUS_NAMES))
def test_says_a_sentence_for_every_registered_status(status: int) -> None:
    text = headline(status)
    assert text.startswith(f"{status} {STATUS_NAMES[status]}: ")
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("status", "errors", "text"),
    [
        (422, 0, "422 Unprocessable Content: the API read the request, but what it says breaks the API's rules."),
        (422, 1, "422 Unprocessable Content: the API read the request, but 1 error keeps it from being accepted."),
        (
            422,
            1200,
            "422 Unprocessable Content: the API read the request, but 1,200 errors keep it from being accepted.",
        ),
        (400, 2, "400 Bad Request: the API could not make sense of the request; it names 2 errors."),
        (418, 0, "418: the API says that something about the request is wrong."),
        (599, 0, "599: the API says that it failed itself."),
        (299, 0, "299: the request succeeded."),
        (0, 0, "0: a status that HTTP does not know."),
    ],
)
def test_counts_errors_and_knows_the_classes(status: int, errors: int, text: str) -> None:
    assert headline(status, errors) == text
