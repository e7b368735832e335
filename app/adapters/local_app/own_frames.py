"""Leaves our own frames out of the tracebacks that an app prints: they say nothing to whoever wrote the app."""

from __future__ import annotations

import re
from typing import Final

from app.adapters.tracing.packing import ARCHIVE_NAME, PACKAGE_NAME

_FRAME = re.compile(r'^(?P<indent>[ |]*)File "(?P<file>[^"]*)", line \d+')
_OURS: Final = re.compile(rf"{re.escape(ARCHIVE_NAME)}[/\\]{PACKAGE_NAME}[/\\]")


class OwnFrames:
    """Looks at one line after another; exception groups draw a `|` before each, which counts as indent."""

    def __init__(self) -> None:
        self._indent = -1

    def are_in(self, text: str) -> bool:
        """Whether a line belongs to a frame of ours: its first line, its source, or the marks below that."""
        frame = _FRAME.match(text)
        if frame is not None:
            self._indent = len(frame["indent"]) if _OURS.search(frame["file"]) else -1
        elif self._indent >= 0 and len(text) - len(text.lstrip(" |")) <= self._indent:
            self._indent = -1
        return self._indent >= 0
