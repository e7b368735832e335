"""What is wrong with the request: a headline, one card for each error, and the way to its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.features.diagnosis.card_view import CardAction, CardView
from app.features.diagnosis.cause_view import CauseView
from app.ui.buttons import Button, ButtonVariant
from app.ui.column import Column
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_S
from app.ui.scrolling import ScrollingArea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.diagnosis.model import Diagnosis
    from app.core.workspace.events import FindingFocused
    from app.features.diagnosis.fallen import Fallen
    from app.features.diagnosis.presenter import CauseCard, DiagnosisPresenter
    from app.features.diagnosis.verdict import Verdict

SHOWN = 25
"""Cards on one page; a hostile server may send thousands of errors."""

SLICE_MS = 4
"""How long cards may be made at a stretch; the rest of a page follows when keys and paints had their turn."""


class DiagnosisView(QStackedWidget):
    """Headline, notes and cards of the tab in front (objectName of the list: `errorList`)."""

    def __init__(self, presenter: DiagnosisPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._diagnosis: Diagnosis | None = None
        self._first = 0
        self._cards: list[CardView] = []
        self._told: tuple[CauseCard, ...] = ()
        self._list = ScrollingArea(self)
        self._list.setObjectName("errorList")
        self._list.setAccessibleName("Errors")
        self._column = Column()
        self._list.hold(self._column)
        self._verdict = EmptyState(EmptyText("send", "", ""), self)
        self._verdict.setObjectName("errorVerdict")
        self._verdict.action_triggered.connect(self._act_on_verdict)
        self.addWidget(self._verdict)
        self.addWidget(self._list)
        self._maker = QTimer(self)
        self._maker.setSingleShot(True)
        self._maker.timeout.connect(self._make_cards)
        presenter.listen(self.refresh)
        self.refresh()

    @property
    def cards(self) -> tuple[CardView, ...]:
        """The cards that are there so far."""
        return tuple(self._cards)

    @property
    def is_complete(self) -> bool:
        """Whether the page has all its cards."""
        return not self._maker.isActive()

    def refresh(self) -> None:
        """Shows the diagnosis of the tab in front; one that is shown already stays as it is."""
        verdict = self._presenter.verdict()
        if verdict is not None:
            self._show_verdict(verdict)
            return
        if self._presenter.diagnosis is not self._diagnosis or self._presenter.cause_cards() != self._told:
            current = self._presenter.current
            self._build(_page_of(current) if current is not None else 0)
        self.setCurrentWidget(self._list)

    def focus_card(self, event: FindingFocused) -> None:
        """Marks and shows the card of a finding."""
        self._presenter.note_focus(event.index)
        if not self._first <= event.index < self._first + SHOWN:
            self._build(_page_of(event.index))
        while len(self._cards) <= event.index - self._first and self._add_card():
            pass
        self._mark_current()

    # Inside

    def _show_verdict(self, verdict: Verdict) -> None:
        self._maker.stop()
        self._diagnosis = None
        actions = _ways_up(verdict.fallen) if verdict.fallen is not None else []
        if verdict.can_resend:
            actions.append(MessageAction("sendAgain", "Send again", "refresh"))
        if verdict.distrusted:
            actions.append(MessageAction("trustFile", "Trust a certificate file…", "file"))
            actions.append(MessageAction("skipCheck", "Do not check this host", "lock-open"))
        if verdict.details:
            actions.append(MessageAction("copyFailure", "Copy details", "copy"))
        self._verdict.set_content(EmptyText(verdict.icon, verdict.title, verdict.text, tuple(actions)))
        self.setCurrentWidget(self._verdict)

    def _build(self, first: int) -> None:
        """Makes the page that begins with a finding: its head at once, its cards slice by slice."""
        self._diagnosis = self._presenter.diagnosis
        self._first = first
        self._cards = []
        self._column = column = Column()
        if self._diagnosis is not None:
            column.add(MarkedLabel(self._diagnosis.headline, TextRole.BODY, column))
            for note in self._diagnosis.notes:
                column.add(MarkedLabel(note, TextRole.HINT, column))
        self._told = self._presenter.cause_cards()
        if first == 0:
            for number, cause in enumerate(self._told):
                view = CauseView(number, cause, column)
                view.acted.connect(self._act_on_cause)
                column.add(view)
        self._add_head(column)
        self._list.setWidget(column)
        self._make_cards()

    def _add_head(self, column: Column) -> None:
        """The line above the cards: every fix at once, and the other pages."""
        count = self._presenter.count
        if count <= SHOWN and self._presenter.fixable <= 1:
            return
        fixes = [self._link("applyAllFixes", "Apply every fix", "wand", column)] if self._presenter.fixable > 1 else []
        pages: list[QWidget] = []
        if count > SHOWN:
            last = min(self._first + SHOWN, count)
            words = f"{self._first + 1:,} to {last:,} of {count:,}"
            pages = [
                self._link("previousErrors", "Previous", "chevron-left", column, enabled=self._first > 0),
                Label(words, TextRole.MUTED, column),
                self._link("nextErrors", "Next", "chevron-right", column, enabled=last < count),
            ]
        self._add_line(column, fixes, pages)

    def _add_line(self, column: Column, left: Iterable[QWidget], right: Iterable[QWidget] = ()) -> None:
        line = QWidget(column)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        column.add(line)

    def _link(self, name: str, text: str, icon: str, parent: QWidget, *, enabled: bool = True) -> Button:
        button = Button(text, ButtonVariant.LINK, icon, parent)
        button.setObjectName(name)
        button.setEnabled(enabled)
        slots = {
            "applyAllFixes": self._presenter.apply_all_fixes,
            "previousErrors": self._previous,
            "nextErrors": self._next,
        }
        button.clicked.connect(slots[name])
        return button

    def _make_cards(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._add_card():
            if clock.elapsed() >= SLICE_MS:
                self._maker.start(0)
                return
        self._mark_current()

    def _add_card(self) -> bool:
        """Makes the next card of the page; False where there is none."""
        number = len(self._cards)
        card = self._presenter.card(self._first + number) if number < SHOWN else None
        if card is None:
            return False
        view = CardView(self._first + number, card, self._column)
        view.acted.connect(self._act)
        self._cards.append(view)
        self._column.add(view)
        return True

    def _mark_current(self) -> None:
        current = self._presenter.current
        for card in self._cards:
            card.set_current(current=card.index == current)
            if card.index == current:
                self._list.ensureWidgetVisible(card)

    def _act(self, action: CardAction) -> None:
        if action.fix is None:
            self._presenter.go_to_field(action.index)
        else:
            self._presenter.apply_fix(action.index, action.fix)

    def _act_on_cause(self, action: CardAction) -> None:
        if action.fix is None:
            self._presenter.look_at_cause(action.index)
        else:
            self._presenter.apply_cause_fix(action.index, action.fix)

    def _act_on_verdict(self, action: MessageAction) -> None:
        deeds = {
            "sendAgain": self._presenter.resend,
            "trustFile": self._presenter.ask_authorities,
            "skipCheck": self._skip_check,
            "openCulprit": self._presenter.ways_up.open_culprit,
            "showFall": self._presenter.ways_up.show_fall,
            "startFallen": self._presenter.ways_up.start,
            "copyFailure": self._copy_details,
        }
        deeds[action.key]()

    def _skip_check(self) -> None:
        self._presenter.skip_check()
        self.refresh()

    def _copy_details(self) -> None:
        verdict = self._presenter.verdict()
        if verdict is not None:
            QGuiApplication.clipboard().setText(verdict.details)

    def _previous(self) -> None:
        self._build(max(0, self._first - SHOWN))

    def _next(self) -> None:
        self._build(self._first + SHOWN)


def _page_of(index: int) -> int:
    return index - index % SHOWN


def _ways_up(fallen: Fallen) -> list[MessageAction]:
    """What leads on where the server went down."""
    more = MessageAction("showFall", "Show what happened" if fallen.is_app else "Show its log", "terminal")
    lines = [MessageAction("openCulprit", f"Open {fallen.place}", "code")] if fallen.place else []
    return [*lines, more, *([MessageAction("startFallen", "Start it", "play")] if fallen.is_app else [])]
