"""What the client does, in words."""

from __future__ import annotations

import pytest

from app.core.exchange.model import Exchange, Failure, Phase
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.phase_words import phase_sentence

REQUEST = PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t")
FAILED = Exchange("GET /x", REQUEST, Failure(Phase.CONNECT, "Nothing listens there."), 0.0, 8.0)


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_its_words(phase: Phase) -> None:
    assert phase_sentence(phase, None).endswith(".")


def test_where_it_stopped_the_reason_is_told() -> None:
    assert phase_sentence(Phase.CONNECT, FAILED).endswith("(TCP). Nothing listens there.")
    assert "Nothing" not in phase_sentence(Phase.DNS, FAILED)


def test_all_of_them_together() -> None:
    assert phase_sentence(None, FAILED).endswith("to the last byte: 8.00 ms.")
    assert phase_sentence(None, None).endswith("to the last byte.")
