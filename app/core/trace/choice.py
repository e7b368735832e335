"""Which of two accounts of one request is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.trace.model import TraceOrigin

if TYPE_CHECKING:
    from app.core.trace.model import Trace


def is_better(new: Trace, known: Trace) -> bool:
    """Whether a later account takes the place of the one that is known.

    A recorder looks into everything, so that spans of OpenTelemetry, which an app may send as well, add nothing to it.
    Otherwise the later one holds all of the earlier one.
    """
    return known.origin is not TraceOrigin.RECORDER or new.origin is TraceOrigin.RECORDER
