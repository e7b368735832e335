"""Where a person opens a FastAPI app on disk: the folder, the apps and Pythons found in it, and how to run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.projects.project import why_not
from app.features.sources.app_choice import app_words, interpreter_words
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.check_box import CheckBox
from app.ui.column import Column
from app.ui.editors.line import LineEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.labels import Label, TextRole
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList
from app.ui.metrics import ROW_HEIGHT, SPACE_L, SPACE_S
from app.ui.panels import Hairline
from app.ui.popover import Popover
from app.ui.scrolling import ScrollingArea
from app.ui.theme import Level, current_zoom

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.core.projects.project import Project
    from app.features.sources.app_choice import AppChooser
    from app.ui.editors.base import Edited
    from app.ui.lists import ItemChosen

_WIDTH: Final = 600
_MOST_ROWS: Final = 5
_STOP_FIRST: Final = "Stop the old server before new code is imported"
_STOP_FIRST_TIP: Final = (
    "For an app that locks a file or changes its database while it is imported. "
    "Otherwise the old server answers until the new one can."
)
_OTEL: Final = "Keep the app's own OpenTelemetry off"
_OTEL_TIP: Final = "Trying it out then sends nothing to the collector that it is set up for (OTEL_SDK_DISABLED=true)."
_VALUES: Final = "Show parameters and results in traces"
_VALUES_TIP: Final = "What looks like a secret by its name never leaves the app."
_VARIABLES: Final = "NAME=value, one to a line"
_KEPT: Final = "On top of your own environment. Values that look like secrets are not kept."


class AppPanel(Popover):
    """The panel (objectName `appPanel`)."""

    def __init__(self, chooser: AppChooser, anchor: QWidget) -> None:
        super().__init__("Open a FastAPI app", anchor, _WIDTH)
        self.setObjectName("appPanel")
        self._chooser = chooser
        self._dialog: QFileDialog | None = None
        self.folder = LineEditor("", self)
        self.folder.setObjectName("appFolder")
        self.folder.setAccessibleName("Folder of the project")
        self.folder.set_placeholder("Folder, main.py, or module:app")
        self.folder.returnPressed.connect(self._look)
        self._browse = IconButton("folder", "Choose a folder…", self)
        self._browse.setObjectName("browseAppFolder")
        self._browse.clicked.connect(self.open_dialog)
        self._apps = GroupedList("Apps found", self)
        self._apps.setObjectName("appList")
        self._apps.chosen.connect(self._app_chosen)
        self._target = LineEditor("", self)
        self._target.setObjectName("appTarget")
        self._target.setAccessibleName("App, written as module:name")
        self._target.set_placeholder("module:name, for example main:app")
        self._target.edited.connect(self._target_typed)
        self._target.returnPressed.connect(self._start)
        self._pythons = GroupedList("Pythons found", self)
        self._pythons.setObjectName("interpreterList")
        self._pythons.chosen.connect(self._python_chosen)
        self._stop_first = self._box("stopFirst", _STOP_FIRST, _STOP_FIRST_TIP)
        self._otel = self._box("otelDisabled", _OTEL, _OTEL_TIP)
        self._values = self._box("traceValues", _VALUES, _VALUES_TIP)
        self._variables = MultilineEditor("", self, least=2)
        self._variables.setObjectName("appVariables")
        self._variables.setAccessibleName("Environment variables")
        self._variables.setPlaceholderText(_VARIABLES)
        self._variables.edited.connect(self._variables_typed)
        self._words = Label("", TextRole.HINT, self, wrap=True)
        self._words.setObjectName("appWords")
        self._go = Button("Start and open it", ButtonVariant.PRIMARY, "play", self)
        self._go.setObjectName("startApp")
        self._go.clicked.connect(self._start)
        self._python_head = self._make_python_head()
        self._found = self._make_found()
        self._lay_out()
        chooser.listen(self.refresh)
        self.refresh()

    def open_panel(self) -> None:
        """Shows the panel with the keyboard where something is to be done."""
        self.refresh()
        super().open_panel()
        ready = self._chooser.can_start
        (self._go if ready else self.folder).setFocus(Qt.FocusReason.PopupFocusReason)

    def ask(self, project: Project) -> None:
        """Opens the panel with what was found."""
        self._chooser.show(project)
        self.open_panel()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if hasattr(self, "_found"):
            self._fit()

    def hasHeightForWidth(self) -> bool:
        """Its words are higher where it is narrower."""
        return True

    def heightForWidth(self, _width: int) -> int:
        """All of it; where the window is lower, the middle scrolls."""
        around = self._head.sizeHint().height() + self._foot.sizeHint().height() + 3 * SPACE_S + 1
        middle = self._found.minimumHeight() if self._chooser.project is not None else 0
        return around + middle + 2 * SPACE_L

    # Putting together

    def _box(self, name: str, words: str, tip: str) -> CheckBox:
        box = CheckBox(words, self)
        box.setObjectName(name)
        box.setToolTip(tip)
        box.clicked.connect(self._options_changed)
        return box

    def _make_found(self) -> Column:
        column = Column(margin=0, spacing=SPACE_S)
        column.add(Label("App", TextRole.MUTED, column))
        column.add(_Held(self._apps))
        column.add(self._target)
        column.add(self._python_head)
        column.add(_Held(self._pythons))
        column.add(Label("Environment variables", TextRole.MUTED, column))
        column.add(self._variables)
        column.add(Label(_KEPT, TextRole.HINT, column, wrap=True))
        column.add(self._stop_first)
        column.add(self._otel)
        column.add(self._values)
        return column

    def _make_python_head(self) -> QWidget:
        head = QWidget(self)
        browse = IconButton("folder", "Another Python…", head)
        browse.setObjectName("browsePython")
        browse.clicked.connect(self.open_python_dialog)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label("Python that runs it", TextRole.MUTED, head), 1)
        row.addWidget(browse)
        return head

    def _lay_out(self) -> None:
        self._head, self._foot = QWidget(self), QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.folder, 1)
        row.addWidget(self._browse)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(SPACE_S)
        head.addWidget(Label("Open a FastAPI app", TextRole.HEADING, self._head))
        head.addLayout(row)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(SPACE_S)
        foot.addWidget(self._words, 1)
        foot.addWidget(self._go)
        self._scroll = ScrollingArea(self)
        self._scroll.hold(self._found, see_through=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(Hairline(parent=self))
        layout.addWidget(self._foot)

    # What is shown

    def refresh(self) -> None:
        """Shows what was found and chosen."""
        chooser, wish = self._chooser, self._chooser.wish
        if not self.folder.hasFocus() or (chooser.project is not None and not chooser.is_looking):
            self.folder.set_value_text(wish.place)
        self._scroll.setVisible(chooser.project is not None)
        self._apps.set_rows(tuple(ListRow(app.target, app.target, secondary=app_words(app)) for app in chooser.apps()))
        self._apps.setVisible(bool(chooser.apps()))
        self._apps.select(wish.target)
        if self._target.value_text().strip() != wish.target:
            self._target.set_value_text(wish.target)
        self._pythons.set_rows(
            tuple(
                ListRow(
                    one.path,
                    one.label or one.path,
                    secondary=interpreter_words(one),
                    dot=Level.WARN if why_not(one) else Level.OK,
                    dot_tip=why_not(one) or "It can run the app.",
                    search=one.path,
                )
                for one in chooser.interpreters()
            )
        )
        self._pythons.setVisible(bool(chooser.interpreters()))
        self._pythons.select(wish.interpreter)
        if self._variables.value_text() != wish.variables:
            self._variables.set_value_text(wish.variables)
        self._stop_first.setChecked(wish.stop_first)
        self._otel.setChecked(wish.otel_disabled)
        self._values.setChecked(wish.values)
        words, in_the_way = chooser.words()
        self._words.setText(words)
        self._words.set_role(TextRole.WARN if in_the_way else TextRole.HINT)
        self._go.setEnabled(chooser.can_start)
        self._fit()

    def _fit(self) -> None:
        row = round(ROW_HEIGHT * current_zoom())
        for each, count in (
            (self._apps, len(self._chooser.apps())),
            (self._pythons, len(self._chooser.interpreters())),
        ):
            each.setFixedHeight(row * max(1, min(_MOST_ROWS, count)) + 2)
        self._found.settle()
        if self.isVisible():
            self.place()

    # What a person does

    def open_dialog(self) -> None:
        """Chooses the folder with the desktop's own dialog."""
        dialog = QFileDialog(self.window(), "Choose the folder of your project", self._chooser.wish.place)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._chooser.look_at)
        self._show_dialog(dialog)

    def open_python_dialog(self) -> None:
        """Chooses a Python that was not found."""
        dialog = QFileDialog(self.window(), "Choose a Python", self._chooser.wish.interpreter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chooser.name_interpreter)
        self._show_dialog(dialog)

    def _show_dialog(self, dialog: QFileDialog) -> None:
        dialog.finished.connect(self._drop_dialog)
        self._dialog = dialog
        dialog.open()

    def _drop_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _look(self) -> None:
        if self._chooser.can_start and self.folder.value_text().strip() == self._chooser.wish.place:
            self._start()
        else:
            self._chooser.look_at(self.folder.value_text())

    def _app_chosen(self, event: ItemChosen) -> None:
        self._chooser.choose_app(event.key)

    def _target_typed(self, edited: Edited) -> None:
        self._chooser.choose_app(edited.text)

    def _python_chosen(self, event: ItemChosen) -> None:
        self._chooser.choose_interpreter(event.key)

    def _variables_typed(self, edited: Edited) -> None:
        self._take_options(edited.text)

    def _options_changed(self) -> None:
        self._take_options(self._variables.value_text())

    def _take_options(self, variables: str) -> None:
        self._chooser.choose_options(
            variables,
            stop_first=self._stop_first.isChecked(),
            otel_disabled=self._otel.isChecked(),
            values=self._values.isChecked(),
        )

    def _start(self) -> None:
        if self._chooser.start():
            self.close_panel()


class _Held(QWidget):
    """As high as the list in it is fixed to be; by itself a list asks for more."""

    def __init__(self, held: GroupedList) -> None:
        super().__init__(held.parentWidget())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(held)
