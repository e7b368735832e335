"""All parts of the form on one scrolling page: an error in one part is never hidden behind another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.features.request_form.code_part_view import CodePart
from app.features.request_form.discard_view import discard
from app.features.request_form.field_view import FieldRow
from app.features.request_form.item_keys_view import ItemKeys
from app.features.request_form.part_view import FORM, JSON, AuthPart, BodyPart, FieldsPart, PartView
from app.features.request_form.parts import Part, PartKey
from app.features.request_form.router_view import Router
from app.features.request_form.steady_view import Steady
from app.features.request_form.tab_order_view import first_editor, in_tab_order
from app.features.request_form.words import pinned
from app.ui.messages import MessageList
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from app.ui.scrolling import ScrollingArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.core.base.field_path import FieldPath
    from app.features.request_form.any_kinds import AnyKind
    from app.features.request_form.host import Lazy, Markable
    from app.features.request_form.presenter import RequestFormPresenter

FIRST_ROWS: Final = 12
"""Rows built at once for a new form: about a screenful; the others that are seen come in the next turns."""

MORE_ROWS: Final = 24
"""Rows that a later step may build at once."""

MARKED_AT_ONCE: Final = 8
"""Rows that get new messages in one turn of the event loop; each costs a few milliseconds of layout."""

MARGIN: Final = 500
"""Blocks are built when they are this near to the visible part, in pixels."""

WIDEST: Final = 920
"""Lines longer than this are hard to follow."""


@dataclass(frozen=True, slots=True)
class PartReached:
    """The person scrolled to another part."""

    key: PartKey


class FormPage(ScrollingArea):
    """The page.

    Signals:
        part_reached: A PartReached when scrolling brought another part to the top.
    """

    part_reached = Signal(PartReached)

    def __init__(self, presenter: RequestFormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self._parts: dict[PartKey, PartView] = {}
        self._lazy: list[Lazy] = []
        self._budget = FIRST_ROWS
        self._mark_budget = MARKED_AT_ONCE
        self._unmarked: list[Markable] = []
        self._reached: PartKey | None = None
        self.setObjectName("formPage")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sheet = Sheet(self)
        self._unplaced = MessageList(self._sheet)
        self._unplaced.setObjectName("unplacedErrors")
        self._column = self._lay_out(self._sheet)
        self.hold(self._sheet, see_through=True)
        self._sheet.installEventFilter(self)
        self._steady = Steady(self, self._sheet)
        self._router = Router(self)
        self._keys = ItemKeys(self, self)
        self._builder = self._timer(0, self._build_visible)
        self._marker = self._timer(0, self._mark_more)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # Parts

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Shows these parts; those that were here before stay as they are."""
        self._budget = FIRST_ROWS if not self._parts else MORE_ROWS
        keys = [part.key for part in parts]
        # Their parent from the start: each later change of parent styles everything inside anew.
        parent = self._column.parentWidget() or self._sheet
        for key in [key for key in self._parts if key not in keys]:
            self._drop(self._parts.pop(key))
        for index, part in enumerate(parts):
            if part.key not in self._parts:
                self._parts[part.key] = make_part(self, part, parent)
                self._column.insertWidget(index, self._parts[part.key])
        self.schedule()

    def replace_parts(self, parts: tuple[Part, ...]) -> None:
        """Builds everything anew, for another document or media type."""
        for part in self._parts.values():
            self._drop(part)
        self._parts = {}
        self._lazy = []
        self.show_parts(parts)
        self.refresh_unplaced()

    def part(self, key: PartKey) -> PartView | None:
        """The view of a part."""
        return self._parts.get(key)

    def part_of(self, path: FieldPath) -> FieldsPart | BodyPart | None:
        """The part that a path belongs to."""
        found = self._parts.get(PartKey(path.location.value))
        return found if isinstance(found, FieldsPart | BodyPart) else None

    # What changed

    def values_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Shows new values at and below these paths; empty means everywhere."""
        self._budget = MORE_ROWS
        if paths:
            for path in paths:
                self._router.show_value(path)
        else:
            for part in self._parts.values():
                part.refresh()
        self.schedule()

    def mark(self, row: Markable) -> None:
        """Shows what is said about a row, now or, after many others, in the next turn of the event loop."""
        if self._mark_budget <= 0:
            self._unmarked.append(row)
            self._marker.start()
        elif row.refresh_marks():
            self._mark_budget -= 1

    def _mark_more(self) -> None:
        waiting, self._unmarked = self._unmarked, []
        self._mark_budget = MARKED_AT_ONCE
        for row in waiting:
            if isValid(row):
                self.mark(row)

    def marks_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Shows what is said about these paths now; empty means everywhere."""
        self._mark_budget = MARKED_AT_ONCE
        if paths:
            for path in paths:
                self._router.show_marks(path)
        else:
            for part in self._parts.values():
                part.refresh_marks()
        self.refresh_unplaced()
        self.schedule()

    def credentials_changed(self) -> None:
        """Follows the credentials."""
        for key in (PartKey.AUTH, PartKey.CODE):
            part = self._parts.get(key)
            if part is not None:
                part.refresh()

    def refresh_code(self) -> None:
        """Writes the code anew, where somebody can see it."""
        part = self._parts.get(PartKey.CODE)
        if part is not None:
            part.refresh()

    def refresh_unplaced(self) -> None:
        """Lists what the server said about nothing that the form has."""
        self._unplaced.set_messages(pinned(self.presenter.unplaced(), "unplaced"))

    # Showing a field

    def reveal(self, path: FieldPath) -> None:
        """Opens, scrolls to, focuses and briefly lights up a field, or the nearest thing that stands for it."""
        part = self.part_of(path)
        if part is None:
            self._steady.aim_at(self._unplaced, None)
            return
        if isinstance(part, BodyPart) and not self._choose_mode(part, path):
            self._steady.aim_at(part.raw or part, None)
            return
        self._budget = MORE_ROWS
        found = self._router.open(path)
        if isinstance(found.widget, FieldRow):
            found.widget.refresh_marks()
        self._steady.aim_at(found.widget, found.focus)

    def reveal_finding(self, index: int) -> None:
        """Shows the place of a finding."""
        path = self.presenter.marks.findings.path(index)
        if path is not None:
            self.reveal(path)
        else:
            self._steady.aim_at(self._unplaced, None)

    def ask_name(self, key: PartKey) -> None:
        """Asks for the name of something to add to a part."""
        part = self._parts.get(key)
        if isinstance(part, FieldsPart) and part.content is not None:
            self.show_part(key)
            part.content.ask_name()

    def choose_kind(self, path: FieldPath, kind: AnyKind) -> None:
        """Edits a value that may be anything as one kind from now on; the keyboard follows."""
        self.presenter.edits.choose_kind(path, kind)
        self.values_changed((path,))
        self.reveal(path)

    def refresh_group(self, path: FieldPath) -> None:
        """Shows the rows of a group anew."""
        self._budget = MORE_ROWS
        content = self._router.content(path)
        if content is not None:
            content.refresh()

    def ask_member(self, path: FieldPath) -> None:
        """Asks for the name of a member to add to a group."""
        content = self._router.content(path)
        if content is not None:
            content.ask_name()

    def focus_first(self) -> None:
        """Puts the keyboard into the first field."""
        first = first_editor(self._sheet) or next(in_tab_order(self._sheet), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_part(self, key: PartKey) -> None:
        """Scrolls to a part and puts the keyboard into its first field."""
        part = self._parts.get(key)
        if isinstance(part, CodePart):
            part.section.set_expanded(expanded=True)
        if part is not None:
            self.ensure_laid_out()
            self.verticalScrollBar().setValue(max(0, part.y() - SPACE_S))

    def _choose_mode(self, part: BodyPart, path: FieldPath) -> bool:
        """Whether the form is in front and shows the path; else the text is, with the caret at what is wrong."""
        in_text = not path.tokens and self.presenter.marks.place_in_text() is not None
        if in_text or (part.is_text() and self.presenter.raw_error() is not None):
            part.set_mode(JSON)
            if part.raw is not None:
                part.raw.go_to_error()
            return False
        part.set_mode(FORM)
        return True

    def ensure_laid_out(self) -> None:
        """Gives every row its place now."""
        layout = self._sheet.layout()
        if layout is not None:
            layout.activate()

    # Building what comes into view

    def may_build(self, rows: int) -> bool:
        """Whether so many rows may be built at once."""
        if self._budget <= 0:
            return False
        self._budget -= rows
        return True

    def watch(self, lazy: Lazy) -> None:
        """Builds it when it comes near."""
        self._lazy.append(lazy)
        self.schedule()

    def schedule(self) -> None:
        """Looks soon whether something has come near."""
        if self._lazy and not self._builder.isActive():
            self._builder.start()

    def is_calm(self) -> bool:
        """Whether nothing is about to be built."""
        return not self._builder.isActive() and not self._marker.isActive()

    def pending(self) -> int:
        """How many blocks are not built yet."""
        return sum(not lazy.is_built() for lazy in self._lazy)

    def showEvent(self, event: QShowEvent) -> None:
        """Looks what is in view now."""
        super().showEvent(event)
        self.schedule()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last step back where the editor with the keyboard has nothing of its own to take back."""
        edits = self.presenter.edits
        if not (event.matches(QKeySequence.StandardKey.Undo) and edits.undo()) and not (
            event.matches(QKeySequence.StandardKey.Redo) and edits.redo()
        ):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps lines readable and looks what is in view now."""
        super().resizeEvent(event)
        self._sheet.setMaximumWidth(self.viewport().width())
        self.schedule()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks what is in view after the sheet grew or shrank."""
        if event.type() is QEvent.Type.Resize:
            self.schedule()
        return False

    def announce(self, reached: PartReached) -> None:
        """Tells who listens; the typed door to the signal."""
        self.part_reached.emit(reached)

    def _build_visible(self) -> None:
        self._lazy = [lazy for lazy in self._lazy if not lazy.is_built()]
        near = QRect(0, -MARGIN, self.viewport().width(), self.viewport().height() + 2 * MARGIN)
        for lazy in self._lazy:
            if isinstance(lazy, QWidget) and lazy.isVisible():
                top = lazy.mapTo(self.viewport(), QPoint(0, 0))
                if near.intersects(QRect(top, lazy.size())):
                    self._budget = MORE_ROWS
                    self._steady.hold()
                    lazy.build()
                    self._builder.start()
                    return

    def _on_scrolled(self, value: int) -> None:
        self.schedule()
        reached = None
        for key, part in self._parts.items():
            if reached is None or part.y() <= value + SPACE_XL * 2:
                reached = key
        if reached is not None and reached is not self._reached:
            self._reached = reached
            self.announce(PartReached(reached))

    # Making

    def _lay_out(self, sheet: QWidget) -> QVBoxLayout:
        inner = QWidget(sheet)
        inner.setMaximumWidth(WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout()
        column.setSpacing(SPACE_XL)
        words = QVBoxLayout(inner)
        words.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_XL)
        words.setSpacing(SPACE_M)
        words.addWidget(self._unplaced)
        words.addLayout(column)
        words.addStretch(1)
        outer = QHBoxLayout(sheet)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        return column

    def _timer(self, milliseconds: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _drop(self, part: QWidget) -> None:
        self._column.removeWidget(part)
        discard(part)


def make_part(page: FormPage, part: Part, parent: QWidget) -> PartView:
    """The view of a part."""
    if part.key is PartKey.CODE:
        return CodePart(page, part, parent)
    if part.root is None:
        return AuthPart(page, part, parent)
    if part.key is PartKey.BODY:
        return BodyPart(page, part, part.root, parent)
    return FieldsPart(page, part, part.root, parent)


class Sheet(QWidget):
    """The scrolled content: as high as its rows at this width, where a wrapped text alone would ask for more."""

    def minimumSizeHint(self) -> QSize:
        """The height that the rows need."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return super().minimumSizeHint()
        return QSize(0, layout.totalHeightForWidth(max(self.width(), 1)))
