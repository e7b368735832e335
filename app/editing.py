"""Leads from a line of code in the window to the person's own editor."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl

from app.core.base.errors import RouteglassError
from app.core.workspace.events import CodeRequested
from app.core.workspace.model import Level, Notice

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner


class OpensLines(Protocol):
    """Opens a line in an editor; False where none is known. Blocks, and raises a RouteglassError where it cannot."""

    def __call__(self, file: str, line: int) -> bool:
        """Opens it."""
        ...


class CodeOpener(QObject):
    """Answers `CodeRequested`; where no editor is known, the desktop opens the file."""

    def __init__(self, workspace: Workspace, runner: Runner, open_line: OpensLines, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._open_line = open_line
        self._asked: dict[int, str] = {}
        workspace.events.subscribe(CodeRequested, self._open)

    def _open(self, event: CodeRequested) -> None:
        handle = self._runner.submit_blocking(partial(self._open_line, event.file, event.line), self, self._opened)
        self._asked[handle.id] = event.file

    def _opened(self, done: JobDone) -> None:
        file = self._asked.pop(done.handle_id)
        if isinstance(done.error, RouteglassError):
            self._workspace.notify(Notice(Level.WARN, done.error.what, done.error.hint))
        elif done.result is False and not self._open_with_desktop(file):
            hint = "Name yours in the variable ROUTEGLASS_EDITOR, for example: code --goto {file}:{line}"
            self._workspace.notify(Notice(Level.WARN, f"No editor was found for {file}.", hint))

    def _open_with_desktop(self, file: str) -> bool:
        from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - rarely needed

        # Windows runs a Python file that is "opened": there, its folder is shown.
        place = Path(file).parent if sys.platform == "win32" else Path(file)
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
