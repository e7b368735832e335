"""The OpenTelemetry page (objectName `telemetryView`): a switch, what came, and what a server has to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.telemetry.presenter import Shell
from app.ui.banner import Banner, BannerText
from app.ui.buttons import Button, ButtonVariant
from app.ui.check_box import CheckBox
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.following import FollowingView
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.scrolling import ScrollingArea
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.splitter import Splitter
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from app.features.telemetry.presenter import TelemetryPresenter

_SHELLS: Final = (
    Segment(Shell.POSIX, "Shell", "As sh, bash and zsh take them"),
    Segment(Shell.POWERSHELL, "PowerShell", "As PowerShell takes them"),
    Segment(Shell.ENV_FILE, ".env", "As a file of variables, for example of Docker Compose"),
)
_HOW: Final = (
    "Start the server with these variables and OpenTelemetry's instrumentation for its framework: in Python "
    "`opentelemetry-instrument`, in Java the agent, in Node.js `@opentelemetry/auto-instrumentations-node`. "
    "Each request from here carries `traceparent`, which joins its spans to it."
)

_WORDS_SHARE: Final = 420
_VARIABLES_SHARE: Final = 640


class TelemetryView(FollowingView):
    """Switch and state at the top; what came at the left, the variables at the right."""

    def __init__(self, presenter: TelemetryPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("telemetryView")
        self._presenter = presenter
        self._switch = CheckBox("Receive OpenTelemetry spans", self)
        self._switch.setObjectName("telemetrySwitch")
        self._switch.toggled.connect(self._toggle)
        self._summary = ElidedLabel("", TextRole.MUTED, self)
        self._summary.setObjectName("telemetrySummary")
        self._banner = Banner(self)
        self._banner.setObjectName("telemetryMessage")
        self._came = MarkedLabel("", TextRole.BODY, self)
        self._came.setObjectName("telemetryCame")
        self._how = MarkedLabel(_HOW, TextRole.MUTED, self)
        self._shells = SegmentedControl(_SHELLS, "Where the server is started", parent=self)
        self._shells.setObjectName("telemetryShell")
        self._shells.chosen.connect(self._choose_shell)
        self._shell = Shell.POSIX
        self._copy = Button("Copy", ButtonVariant.LINK, "copy", self)
        self._copy.setObjectName("telemetryCopy")
        self._copy.clicked.connect(self.copy_settings)
        self._code = CodeView("Environment variables for the server", self, language=Language.SHELL)
        self._code.setObjectName("telemetrySettings")
        self._lay_out()
        presenter.listen(self.follow)
        self.refresh()

    def refresh(self) -> None:
        """Shows the receiver as it is now."""
        shown = self._presenter.shown()
        self._switch.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._switch.setChecked(self._presenter.is_on)
        self._switch.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._summary.setText(shown.summary)
        if shown.title:
            self._banner.show_message(BannerText(Level(shown.level.value), shown.title, shown.text))
        else:
            self._banner.clear()
        self._came.set_marked("\n".join(shown.came))
        self._came.setVisible(bool(shown.came))
        self._show_settings()

    def copy_settings(self) -> None:
        """Puts the variables onto the clipboard."""
        QGuiApplication.clipboard().setText(self._presenter.settings_text(self._shell))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        head.setSpacing(SPACE_M)
        head.addWidget(self._switch)
        head.addWidget(self._summary, 1)
        split = Splitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self._words(split))
        split.addWidget(self._variables(split))
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([_WORDS_SHARE, _VARIABLES_SHARE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._banner)
        layout.addWidget(split, 1)

    def _words(self, parent: QWidget) -> QWidget:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(SPACE_M, SPACE_XS, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        for label in (self._came, self._how):
            take_any_width(label)
            column.addWidget(label)
        column.addStretch(1)
        room = ScrollingArea(parent)
        room.hold(words)
        return room

    def _variables(self, parent: QWidget) -> QWidget:
        variables = QWidget(parent)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        row.setSpacing(SPACE_M)
        row.addWidget(Label("For the server", TextRole.HEADING, self))
        row.addWidget(self._shells)
        row.addStretch(1)
        row.addWidget(self._copy)
        column = QVBoxLayout(variables)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._code, 1)
        return variables

    def _toggle(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._presenter.switch(on=on)

    def _choose_shell(self, event: SegmentChosen) -> None:
        self._shell = Shell(event.key)
        self._show_settings()

    def _show_settings(self) -> None:
        text = self._presenter.settings_text(self._shell)
        if text != self._code.text():
            self._code.set_text(text)
