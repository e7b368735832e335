"""What the window must not do; each rule has cost some other project a frozen window or a crash."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.support.source_tree import Offence, calls, first_name, imported_modules, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.source_tree import Source

LOOP_STARTERS = ("app/bootstrap.py", "app/__main__.py", "app/demo/run.py")
"""The application's own event loop is started here; a second `exec()` inside it is a trap."""


def widgets_in_views_only(source: Source) -> Iterator[Offence]:
    """A line that needs widgets is in a view; everything else can be tested without a screen."""
    if source.is_in("app/ui/", "app/shell/", "app/demo/", *LOOP_STARTERS):  # the demo presses what a person presses
        return
    if source.is_in("app/features/") and source.path.endswith(("/view.py", "_view.py")):
        return
    for name, line in imported_modules(source.tree):
        if name == "PySide6.QtWidgets":
            message = "QtWidgets belongs into view.py, *_view.py, ui/ or shell/; let a presenter decide and a view draw"
            yield Offence(source.path, line, message)


def no_nested_loops(source: Source) -> Iterator[Offence]:
    """A nested event loop lets events come in the middle of a method: show dialogs with open(), menus with popup()."""
    if source.is_in(*LOOP_STARTERS):
        return
    for call in calls(source.tree, "exec", "exec_"):
        if isinstance(call.func, ast.Attribute):
            yield Offence(source.path, call.lineno, "exec() starts a nested event loop; use open() or popup()")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "processEvents":
            yield Offence(source.path, node.lineno, "processEvents() lets events come in the middle; hand work to jobs")


def no_sleeping(source: Source) -> Iterator[Offence]:
    """A sleeping thread can neither be cancelled nor joined in time: wait for an event with a timeout."""
    for call in calls(source.tree, "sleep", "msleep", "usleep"):
        if first_name(call.func) not in ("asyncio", "anyio"):
            yield Offence(source.path, call.lineno, "sleep() cannot be cancelled; wait for an event with a timeout")


def bound_receivers(source: Source) -> Iterator[Offence]:
    """A lambda or partial in connect() keeps its object alive for ever and runs in the wrong thread."""
    for call in calls(source.tree, "connect"):
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            if any(isinstance(node, ast.Lambda) for node in ast.walk(argument)) or any(calls(argument, "partial")):
                yield Offence(source.path, call.lineno, "connect() takes a bound method; a lambda or partial leaks")


def timers_with_context(source: Source) -> Iterator[Offence]:
    """Without a context object a single shot fires into deleted objects, and from a Python thread it never fires."""
    for call in calls(source.tree, "singleShot"):
        if len(call.args) < 3:
            message = "QTimer.singleShot needs a context: singleShot(milliseconds, owner, owner.method)"
            yield Offence(source.path, call.lineno, message)


def threads_at_home(source: Source) -> Iterator[Offence]:
    """Threads are born in jobs and adapters, which join them; a QThread that outlives its owner aborts the process."""
    for name, line in imported_modules(source.tree):
        if name in ("PySide6.QtCore.QThread", "PySide6.QtCore.QThreadPool", "PySide6.QtCore.QRunnable"):
            yield Offence(source.path, line, "no QThread and no QThreadPool; submit work to the runner in app.jobs")
    if not source.is_in("app/jobs/", "app/adapters/"):
        for call in calls(source.tree, "Thread", "ThreadPoolExecutor"):
            yield Offence(source.path, call.lineno, "threads are born in app/jobs and app/adapters only")


def typed_signals(source: Source, frozen: frozenset[str]) -> Iterator[Offence]:
    """PySide6 converts int, str, dict, list and float on the way (3,000,000,000 becomes negative, {1: 2} becomes {}).

    A frozen dataclass arrives as the same object and tells the reader, and the type checker at `emit`'s wrapper, what
    travels.

    Args:
        source: The file.
        frozen: The full names of all frozen dataclasses (`frozen_dataclasses`).
    """
    names = {f"{alias.asname or alias.name}": f"{node.module}.{alias.name}"
             for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom) for alias in node.names}  # fmt: skip
    for call in calls(source.tree, "Signal"):
        if len(call.args) > 1 or call.keywords:
            yield Offence(source.path, call.lineno, "a signal carries one value: put the parts into a frozen dataclass")
        for argument in call.args[:1]:
            name = last_name(argument)
            if names.get(name, f"{source.module}.{name}") not in frozen:
                message = f"Signal({ast.unparse(argument)}): the payload must be a frozen dataclass, named in Signal()"
                yield Offence(source.path, call.lineno, message)
