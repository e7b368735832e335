"""Reads the stacks of running threads: which line of the app's own code runs, and for which request."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..code_origin import is_framework, is_installed_file, is_users_file
from ..entry import TraceApp
from ..seams.middleware import Probe

if TYPE_CHECKING:
    import types
    from collections.abc import Iterable, Sequence

    from .requests import Request

STACK_LIMIT = 30
"""Own lines of one stack that are told, the innermost ones."""

LINE_LENGTH = 160


class Line(NamedTuple):
    """Where a frame is, and the function that it runs."""

    file: str
    number: int
    name: str


_ENTRIES = frozenset((TraceApp.serve_unasked.__code__, TraceApp.record.__code__))
"""Where a request enters the app; the local name `watched` holds what the watchdog gave for it."""

_PROBE_CODE = Probe.__call__.__code__
_LOOP_NAMES = frozenset(("run", "run_forever", "run_until_complete", "_run_once"))
_LOOP_FILES = tuple(f"asyncio{slash}{name}.py" for slash in "/\\" for name in ("base_events", "runners"))


class Look:
    """What a thread was found at.

    Attributes:
        request: Whose code it runs; None where that is nobody's or unknown.
        stack: The app's own lines, innermost first; for a request none of whose own code runs, the one line of a
            library that does.
        own: Whether a line of the app's own code runs.
        work: Two looks at the same piece of work have the same.
    """

    __slots__ = ("own", "request", "stack", "work")

    def __init__(self, request: Request | None, stack: list[Line], *, own: bool, work: object) -> None:
        self.request = request
        self.stack = stack
        self.own = own
        self.work = work

    @property
    def blames(self) -> bool:
        """Whether somebody can be named."""
        return self.own or self.request is not None


class StackReader:
    """Tells own code from libraries.

    Args:
        only: Folders; where there are any, only code below them is the app's own. Without, all code is that belongs
            neither to the standard library nor to installed packages.
    """

    def __init__(self, only: Sequence[str] = ()) -> None:
        self._only = tuple(only)
        self._known: dict[str, bool] = {}

    def is_own(self, file: str) -> bool:
        """Whether a file is the app's own code."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._judge(file)
        return known

    def _judge(self, file: str) -> bool:
        if not self._only:
            return is_users_file(file)
        root = next((root for root in self._only if file.startswith(root)), None)
        return root is not None and not is_installed_file(file[len(root) :])

    def look(self, frame: types.FrameType | None, active: Iterable[Request]) -> Look:
        """What a thread is at, from its innermost frame."""
        walk = _Walk(self, active)
        while frame is not None and walk.goes_on(frame):
            frame = frame.f_back
        return walk.look()


class _Walk:
    """A stack, from its innermost frame on the way out."""

    def __init__(self, reader: StackReader, active: Iterable[Request]) -> None:
        self._reader = reader
        self._active = active
        self._stack: list[Line] = []
        self._request: Request | None = None
        self._outermost: types.FrameType | None = None
        self._library = _Library()
        self._is_outside = False

    def goes_on(self, frame: types.FrameType) -> bool:
        """Takes a frame; whether the next one is of interest."""
        code = frame.f_code
        if code in _ENTRIES:
            self._request = frame.f_locals.get("watched") or self._request
        if code in _ENTRIES or _is_loop(code):
            return False
        if code is _PROBE_CODE:
            self._request = self._request or _request_of_probe(frame, self._active)
            # What is outside only awaits what is inside.
            self._is_outside = not self._stack
        elif not self._is_outside:
            self._see(frame)
        return True

    def _see(self, frame: types.FrameType) -> None:
        if self._reader.is_own(frame.f_code.co_filename):
            self._outermost = frame
            if len(self._stack) < STACK_LIMIT:
                self._stack.append(_line_of(frame))
        elif not self._stack:
            self._library.see(frame)

    def look(self) -> Look:
        """What all the frames together say."""
        own, request = bool(self._stack), self._request
        if not own and request is not None and self._library.line is not None:
            self._stack = [self._library.line]
        return Look(request, self._stack, own=own, work=request or id(self._outermost))


class _Library:
    """The line to name where only libraries run: the innermost outside the frameworks, else the innermost."""

    def __init__(self) -> None:
        self.line: Line | None = None
        self._is_final = False

    def see(self, frame: types.FrameType) -> None:
        """Takes the next frame on the way out."""
        if self._is_final or not is_installed_file(frame.f_code.co_filename):
            return
        outside = not is_framework(frame.f_globals.get("__name__", ""))
        if self.line is None or outside:
            self.line = _line_of(frame)
        self._is_final = outside


def _is_loop(code: types.CodeType) -> bool:
    """Whether this is the loop itself: what called it, for example a main program, is not what it runs."""
    return code.co_name in _LOOP_NAMES and code.co_filename.endswith(_LOOP_FILES)


def _line_of(frame: types.FrameType) -> Line:
    code = frame.f_code
    return Line(code.co_filename, frame.f_lineno or code.co_firstlineno, code.co_name)


def _request_of_probe(frame: types.FrameType, active: Iterable[Request]) -> Request | None:
    """Middlewares that run the rest of the app in a task of its own leave only the probe inside to look at."""
    names = frame.f_locals
    here, scope = names.get("here"), names.get("scope")
    wanted = here.trace.trace_id if here is not None else ""
    for request in active:
        if wanted and request.trace_id == wanted:
            return request
        if not wanted and isinstance(scope, dict) and request.is_of(scope):
            return request
    return None


def place_facts(line: Line) -> dict[str, Any]:
    """A line as JSON data, with its text where the file can be read."""
    text = linecache.getline(line.file, line.number).strip()
    return {"file": line.file, "line": line.number, "name": line.name, "text": text[:LINE_LENGTH]}
