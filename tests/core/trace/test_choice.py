"""A recorder's account is not replaced by a coarser one."""

from __future__ import annotations

import pytest

from app.core.trace.choice import is_better
from app.core.trace.model import Trace, TraceOrigin

RECORDER, TELEMETRY = TraceOrigin.RECORDER, TraceOrigin.TELEMETRY


@pytest.mark.parametrize(
    ("new", "known", "better"),
    [
        (TELEMETRY, TELEMETRY, True),
        (RECORDER, RECORDER, True),
        (RECORDER, TELEMETRY, True),
        (TELEMETRY, RECORDER, False),
    ],
)
def test_which_one_is_shown(new: TraceOrigin, known: TraceOrigin, better: bool) -> None:
    traces = [Trace("t", "GET", "/x", 200, 1.0, (), origin=origin) for origin in (new, known)]
    assert is_better(*traces) is better
