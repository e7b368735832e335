"""Takes the frame at which a running thread is."""

from __future__ import annotations

import sys
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import types


def frame_of(identity: int) -> types.FrameType | None:
    """The innermost frame of a running thread; None where there is no such thread.

    All frames are there for a moment. Between two steps of Python the interpreter may be given away, and whoever then
    holds the frame of a function that returns keeps its local objects alive, for example a painter of a window. So
    the one frame is taken out of them in a single step.
    """
    try:
        found: types.FrameType = next(map(itemgetter(identity), iter(sys._current_frames, None)))
    except KeyError:
        return None
    return found
