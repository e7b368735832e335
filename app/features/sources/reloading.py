"""Follows the document in view: notices that it changed, reads it again, and says what is different."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.core.operations.differences import Comparison
from app.core.operations.opening import Opened, OpenRequest
from app.core.workspace.events import DocumentReplaced
from app.core.workspace.model import Level, Notice
from app.features.sources.own_server import compare_editions
from app.features.sources.ports import Trouble, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.features.sources.ports import Opener
    from app.features.sources.presenter import SourcePresenter
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

FILE_MS: Final = 1_000
"""Between two looks at a file; a look costs no more than asking for its size and time."""

LOOPBACK_MS: Final = 3_000
"""Between two questions to a server on this machine; other servers are asked when the window comes to the front."""

LONGEST_MS: Final = 10_000
"""Between two looks at what could not be read."""

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))


class Reloader(QObject):
    """Watches and reloads.

    Attributes:
        trouble: Why the document could not be read again; None where it could. What is open stays.
    """

    def __init__(
        self, workspace: Workspace, runner: Runner, opener: Opener, sources: SourcePresenter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._opener = opener
        self._sources = sources
        self._listener: Callable[[], None] | None = None
        self._job: JobHandle | None = None
        self._asked = False
        self._stopped = False
        self._seen: Opened | None = None
        self._comparing: JobHandle | None = None
        self.trouble: Trouble | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check)
        sources.listen(self._source_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when `trouble` is another."""
        self._listener = listener

    def stop(self) -> None:
        """Looks no more."""
        self._stopped = True
        self._timer.stop()
        self._leave_off()
        self._leave_off_comparing()

    def reload(self) -> None:
        """Reads the document again now (F5)."""
        opened, order = self._sources.opened, self._sources.in_view
        if opened is None or order is None or order.app is not None:
            if self._workspace.source.inside:
                self._sources.restart()
            return
        self._asked = True
        self._read()

    def check(self) -> None:
        """Asks whether the document is another; while that is asked nothing happens."""
        opened = self._sources.opened
        if self._job is None and not self._stopped and opened is not None and opened.source:
            self._job = self._runner.submit(partial(self._opener.changed, opened), self, self._checked)

    # Looking

    def _source_changed(self) -> None:
        opened = self._sources.opened
        if opened is not self._seen:
            # One that was examined meanwhile is still the one that is being compared.
            if opened is None or self._seen is None or opened.fingerprint != self._seen.fingerprint:
                self._leave_off_comparing()
            self._seen = opened
            self._leave_off()
            self._set_trouble(None)
            self._schedule()

    def _application_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.check()

    def _schedule(self, *, slower: bool = False) -> None:
        wait = _pace(self._sources.opened)
        if wait:
            before = self._timer.interval()
            self._timer.start(min(LONGEST_MS, max(wait, before * 2)) if slower else wait)
        else:
            self._timer.stop()

    def _checked(self, done: JobDone) -> None:
        if not self._is_mine(done):
            return
        if done.result is True:
            self._read()
        else:
            # A file may be away for a moment while an editor writes it: whoever waits learns more.
            self._schedule(slower=done.error is not None)

    # Reading

    def _read(self) -> None:
        order = self._sources.in_view
        if order is None:
            return
        self._leave_off()
        request = OpenRequest(order.reference, order.text, order.allowed_hosts)
        self._job = self._runner.submit(partial(self._opener.open, request), self, self._came)

    def _came(self, done: JobDone) -> None:
        if not self._is_mine(done):
            return
        before = self._sources.opened
        if not isinstance(done.result, Opened) or before is None:
            self._set_trouble(trouble_of(done.error, "The document could not be read again."))
            self._asked = False
            self._schedule(slower=True)
            return
        self._set_trouble(None)
        if done.result.fingerprint == before.fingerprint:
            self._tell_unchanged()
            self._schedule()
            return
        self._asked = False
        # What is new can be used at once; what is different is told when it is known.
        self._sources.replace(done.result)
        self._leave_off_comparing()
        self._comparing = self._runner.submit_paced(
            partial(compare_editions, before, done.result), self, self._compared
        )

    def _compared(self, done: JobDone) -> None:
        current = self._comparing is not None and done.handle_id == self._comparing.id
        if current and isinstance(done.result, Comparison):
            self._comparing = None
            self._workspace.events.publish(DocumentReplaced(done.result))

    def _tell_unchanged(self) -> None:
        if self._asked:
            self._workspace.notify(Notice(Level.INFO, "The document was read again; nothing in it has changed."))
        self._asked = False

    # Inside

    def _is_mine(self, done: JobDone) -> bool:
        mine = self._job is not None and done.handle_id == self._job.id
        if mine:
            self._job = None
        return mine

    def _leave_off(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _leave_off_comparing(self) -> None:
        job, self._comparing = self._comparing, None
        if job is not None:
            job.cancel()

    def _set_trouble(self, trouble: Trouble | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            if self._listener is not None:
                self._listener()


def _pace(opened: Opened | None) -> int:
    """Milliseconds between two looks; 0 where nobody looks by themselves."""
    if opened is None or not opened.source:
        return 0
    if "://" not in opened.source:
        return FILE_MS
    return LOOPBACK_MS if urlsplit(opened.source).hostname in _LOOPBACK else 0
