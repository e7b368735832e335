"""The window is painted before anything heavy is imported; what is heavy comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.children import run_child
from tests.support.import_time import imported_before, packages_among, parse_import_time

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("fastapi", "httpx", "jsonschema_rs", "pydantic", "starlette", "uvicorn", "yaml")
PAINTED = "the first frame is painted"
ENUMERATED = "Qt has made all its enumerations"
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


AGAIN = f"""
import enum
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from app.adapters.storage.kept_lists import KeptLists
from app.adapters.storage.locations import locations_under
from app.bootstrap import Desk, Profile
from app.core.operations.kept_list import KeptHeading, KeptRow, lines_of

made = enum.EnumMeta._create_

def tell(cls, *arguments, **named):
    # Newer Pythons name what older ones give in its place.
    if "AlignmentFlag" in (*arguments[:1], named.get("class_name")):
        sys.stderr.write({ENUMERATED!r} + "\\n")
    return made(cls, *arguments, **named)

enum.EnumMeta._create_ = tell
places = locations_under(Path(sys.argv[1]))
rows = (KeptHeading("books", 40), *(KeptRow("GET", f"/books/{{number}}", "A book") for number in range(40)))
KeptLists(places.cache / "lists").write("bookstore", (), list(lines_of(rows)))

class Watching(Desk):
    def on_first_frame(self):
        sys.stderr.write({PAINTED!r} + "\\n")
        shown = self.window.findChild(QWidget, "firstOperationList")
        print(shown.isVisible(), shown.count(), self.window.centralWidget() is None)
        self.window.close()
        application.quit()

application = QApplication(["routeglass"])
desk = Watching(application, Profile(locations=places))
desk.window.show()
application.exec()
desk.stop()
"""


def test_the_operations_of_last_time_are_in_the_first_frame_and_cost_little(tmp_path: Path) -> None:
    child = run_child("-X", "importtime", "-c", AGAIN, tmp_path)
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.strip() == "True 41 True"
    before = imported_before(child.stderr, PAINTED)
    assert packages_among(before, (*HEAVY, "dataclasses", "msgspec", "tomllib")) == ()
    names = {module.name for module in before}
    assert "app.features.api_browser.first_list_view" in names
    assert not names & {"app.core.workspace.workspace", "app.features.api_browser.view", "app.ui.icons"}
    # A pen, a brush or an alignment would have Qt make all of them.
    assert ENUMERATED not in child.stderr.partition(PAINTED)[0]


def test_the_first_frame_comes_before_every_heavy_import() -> None:
    child = run_child("-X", "importtime", "-c", PROGRAM)
    assert child.returncode == 0, child.stderr[-2000:]
    assert packages_among(imported_before(child.stderr, PAINTED), HEAVY) == ()
    assert {"fastapi", "pydantic", "uvicorn"} <= set(packages_among(parse_import_time(child.stderr), HEAVY))


def test_the_furniture_stands_before_what_a_first_look_or_send_needs() -> None:
    child = run_child("-c", FURNISHING)
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.strip() == "[]"
