"""Opens a document in a new window and tells when its operations are painted.

`python -m tests.benchmarks.programs.listing PATH CACHE` tells the moment; `… bare PATH` that of a bare window, after
which the file has been decoded by the fastest decoder there is.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.jobs.model import JobDone


def bare(path: str) -> None:
    """A bare window, then the file decoded."""
    from tests.benchmarks.programs import probes

    def go_on(_moment: float) -> None:
        import msgspec

        msgspec.json.decode(Path(path).read_bytes())
        tell(time.perf_counter())

    probes.open_bare(go_on)


def tell(moment: float) -> None:
    print(moment, flush=True)
    os._exit(0)


def listed(path: str, cache: str) -> None:
    """The list of operations in a window, opened after the window's first frame as the program does it."""
    from PySide6.QtCore import QObject

    from app.core.workspace.workspace import Workspace
    from app.features.api_browser.view import ApiBrowserView
    from app.ui.theme_manager import ThemeManager
    from tests.benchmarks.programs import probes

    application = probes.application()
    ThemeManager(application).apply()
    workspace = Workspace()
    view = ApiBrowserView(workspace, Retrier())
    view.resize(300, 850)

    class Opener(QObject):
        """Opens it off the main thread."""

        def begin(self) -> None:
            from app.adapters.documents.opener import DocumentOpener
            from app.adapters.http.client import HttpClient
            from app.core.operations.opening import OpenRequest
            from app.jobs.runner import Runner

            opener = DocumentOpener(HttpClient(), Path(cache))
            self._runner = Runner(self)
            self._runner.submit(partial(opener.open, OpenRequest(path)), self, self._came)

        def _came(self, done: JobDone) -> None:
            from app.core.operations.opening import Opened

            assert isinstance(done.result, Opened), done.error
            painted.watch(view.list.viewport())
            workspace.open_document(done.result.document, done.result.api)

    painted = probes.FramePaint(tell)
    opener = Opener()
    first = probes.FramePaint(lambda _moment: opener.begin())
    first.watch(view)
    view.show()
    application.exec()


class Retrier:
    """Has nothing to start again."""

    def restart(self) -> None:
        """Nothing happens."""


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(sys.argv[2])
    else:
        listed(sys.argv[1], sys.argv[2])
