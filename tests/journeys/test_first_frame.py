"""The window is painted before anything heavy is imported; what is heavy comes after it."""

from __future__ import annotations

from tests.support.children import run_child
from tests.support.import_time import imported_before, packages_among, parse_import_time

HEAVY = ("fastapi", "httpx", "jsonschema_rs", "pydantic", "starlette", "uvicorn", "yaml")
PAINTED = "the first frame is painted"
NEEDED_LATER = (
    "app.core.causes.rules",
    "app.core.diagnosis.diagnose",
    "app.core.requests.prepare",
    "app.features.event_loop.view",
    "app.features.lab.view",
    "app.features.request_form.view",
    "app.features.route_map.view",
    "app.features.sources.app_panel_view",
    "app.features.trace.view",
)
FURNISHING = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.bootstrap import Desk, Profile

def look():
    if desk.is_furnished:
        print([name for name in {NEEDED_LATER!r} if name in sys.modules])
        timer.stop()
        desk.window.close()
        application.quit()

application = QApplication(["routeglass"])
desk = Desk(application, Profile())
timer = QTimer()
timer.timeout.connect(look)
timer.start(0)
desk.window.show()
application.exec()
desk.stop()
"""
PROGRAM = f"""
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from app.bootstrap import Desk, Profile

class Witness(QObject):
    painted = False

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            sys.stderr.write({PAINTED!r} + "\\n")
            sys.stderr.flush()
        return False

    def look(self):
        if desk.is_furnished and desk.workspace.routes is not None:
            timer.stop()
            desk.window.close()
            application.quit()

application = QApplication(["routeglass"])
witness = Witness()
application.installEventFilter(witness)
desk = Desk(application, Profile())
timer = QTimer()
timer.timeout.connect(witness.look)
timer.start(20)
desk.window.show()
application.exec()
desk.stop()
"""


def test_the_first_frame_comes_before_every_heavy_import() -> None:
    child = run_child("-X", "importtime", "-c", PROGRAM)
    assert child.returncode == 0, child.stderr[-2000:]
    assert packages_among(imported_before(child.stderr, PAINTED), HEAVY) == ()
    assert {"fastapi", "pydantic", "uvicorn"} <= set(packages_among(parse_import_time(child.stderr), HEAVY))


def test_the_furniture_stands_before_what_a_first_look_or_send_needs() -> None:
    child = run_child("-c", FURNISHING)
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.strip() == "[]"
