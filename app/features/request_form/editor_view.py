"""Which widget edits which kind of value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.base.json_types import FileRef
from app.core.forms.model import Presence
from app.features.request_form.rows import Editor, encoding_of
from app.ui.code.highlighting import Language
from app.ui.editors.base import Edited
from app.ui.editors.choice import Choice, ChoiceEditor
from app.ui.editors.colored import ColoredEditor
from app.ui.editors.duration import DurationEditor
from app.ui.editors.encoded import EncodedEditor
from app.ui.editors.file import ChosenFile, FileEditor, describe_file
from app.ui.editors.line import HELPERS, LineEditor, NumberEditor, SecretEditor
from app.ui.editors.moment import MomentEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.metrics import CONTROL_HEIGHT, SPACE_S
from app.ui.properties import is_restyled
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.forms.model import Field
    from app.features.request_form.rows import Row

PRESENCE_SEGMENTS = {
    Presence.OMIT: Segment(Presence.OMIT.value, "omit", "Left out: nothing is sent for it."),
    Presence.NULL: Segment(Presence.NULL.value, "null", "The JSON value null is sent."),
    Presence.VALUE: Segment(Presence.VALUE.value, "value", "What stands in the field is sent, also when it is empty."),
}


@dataclass(frozen=True, slots=True)
class PresenceWanted:
    """A person wants a field left out, null, or with a value."""

    presence: Presence


class TruthEditor(QWidget):
    """All that can be said about a truth value, side by side: left out, null, true, false, or anything else.

    Signals:
        edited: An Edited with `true`, `false` or the other text.
        presence_wanted: A PresenceWanted.
    """

    edited: ClassVar[Signal] = Signal(Edited)
    presence_wanted = Signal(PresenceWanted)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presences = tuple(each for each in row.presences if each is not Presence.VALUE)
        self._segments = SegmentedControl(self._offered(), row.field.label, parent=self)
        self._line = LineEditor(parent=self)
        self._line.set_placeholder("anything")
        self._line.setAccessibleName(f"{row.field.label}, other value")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._segments)
        layout.addWidget(self._line, 1)
        layout.addStretch(0)
        self.setFocusProxy(self._segments)
        self._segments.chosen.connect(self._on_chosen)
        self._line.edited.connect(self.announce)
        self.show_row(row)
        self._fit()

    def show_row(self, row: Row) -> None:
        """Shows the row's value."""
        presences = tuple(each for each in row.presences if each is not Presence.VALUE)
        known = row.text in {"true", "false"}
        key = row.presence.value if row.presence is not Presence.VALUE else row.text if known else "other"
        if presences != self._presences:
            self._presences = presences
            self._segments.set_segments(self._offered(), key)
        self._segments.set_current(key)
        self._line.set_value_text(row.text if key == "other" else "")
        self._line.setVisible(key == "other")

    def choose(self, key: str) -> None:
        """Does what a click on a segment does."""
        self._segments.choose(key)

    def value_text(self) -> str:
        """`true`, `false`, the other text, or nothing."""
        key = self._segments.current()
        return key if key in {"true", "false"} else self._line.text()

    def set_value_text(self, text: str) -> None:
        """Shows another text; rows are shown with `show_row`."""
        self._line.set_value_text(text)

    def set_state(self, state: str | None) -> None:
        """Colours the line of the other text."""
        self._line.set_state(state)

    def set_placeholder(self, text: str) -> None:
        """Says what holds while nothing is sent."""
        self._segments.setToolTip(text)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def announce_presence(self, wanted: PresenceWanted) -> None:
        """Tells who listens; the typed door to the signal."""
        self.presence_wanted.emit(wanted)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _offered(self) -> tuple[Segment, ...]:
        return (
            *(PRESENCE_SEGMENTS[each] for each in self._presences),
            Segment("true", "true", "The value true."),
            Segment("false", "false", "The value false."),
            Segment("other", "other…", "Any other text, to see what the server says."),
        )

    def _fit(self) -> None:
        self.setMinimumHeight(round(CONTROL_HEIGHT * current_zoom()))

    def _on_chosen(self, chosen: SegmentChosen) -> None:
        if chosen.key in set(Presence):
            self.announce_presence(PresenceWanted(Presence(chosen.key)))
            return
        if chosen.key == "other":
            self._line.show()
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.announce(Edited(self.value_text()))


def make_editor(row: Row, parent: QWidget) -> QWidget:
    """The widget for a row's editor; every one has `edited`, `value_text`, `set_value_text` and `set_placeholder`."""
    return _MAKERS.get(row.editor, _line)(row, parent)


def _line(row: Row, parent: QWidget) -> QWidget:
    return LineEditor(row.text, parent)


def _secret(row: Row, parent: QWidget) -> QWidget:
    return SecretEditor(row.text, parent)


def _number(row: Row, parent: QWidget) -> QWidget:
    return NumberEditor(row.text, parent, _step(row.value_field))


def _uuid(row: Row, parent: QWidget) -> QWidget:
    line = LineEditor(row.text, parent)
    line.add_helper(HELPERS["uuid"])
    return line


def _moment(row: Row, parent: QWidget) -> QWidget:
    return MomentEditor(row.value_field.format, row.text, parent)


def _duration(row: Row, parent: QWidget) -> QWidget:
    return DurationEditor(row.text, parent)


def _encoded(row: Row, parent: QWidget) -> QWidget:
    return EncodedEditor(row.text, parent, url_safe=encoding_of(row.value_field) == "base64url")


def _lines(row: Row, parent: QWidget) -> QWidget:
    return MultilineEditor(row.text, parent, least=3)


def _json(row: Row, parent: QWidget) -> QWidget:
    return ColoredEditor(Language.JSON, row.text, parent)


def _markup(row: Row, parent: QWidget) -> QWidget:
    return ColoredEditor(Language.MARKUP, row.text, parent, least=6)


def _choice(row: Row, parent: QWidget) -> ChoiceEditor:
    meanings = row.meanings
    editor = ChoiceEditor(tuple(Choice(text, meanings.get(text, "")) for text in row.choices), parent)
    editor.set_value_text(row.text)
    return editor


def _step(field: Field) -> Decimal:
    step = next((each.value for each in field.constraints if each.keyword == "multipleOf"), 1)
    return Decimal(str(step)) if isinstance(step, int | float) and not isinstance(step, bool) else Decimal(1)


def _files(row: Row, parent: QWidget) -> FileEditor:
    editor = FileEditor(parent, several=row.editor is Editor.FILES)
    show_files(editor, row.files)
    return editor


_MAKERS: Final[dict[Editor, Callable[[Row, QWidget], QWidget]]] = {
    Editor.NUMBER: _number,
    Editor.TRUTH: TruthEditor,
    Editor.CHOICE: _choice,
    Editor.SECRET: _secret,
    Editor.MOMENT: _moment,
    Editor.DURATION: _duration,
    Editor.UUID: _uuid,
    Editor.ENCODED: _encoded,
    Editor.LINES: _lines,
    Editor.JSON: _json,
    Editor.MARKUP: _markup,
    Editor.FILE: _files,
    Editor.FILES: _files,
}


def show_files(editor: FileEditor, files: tuple[FileRef, ...]) -> None:
    """Shows the files of a value."""
    if tuple(file.path for file in editor.files()) != tuple(file.path for file in files):
        editor.set_files(tuple(describe_file(file.path) for file in files))


def file_refs(files: tuple[ChosenFile, ...]) -> tuple[FileRef, ...]:
    """The value for chosen files."""
    return tuple(FileRef(file.path, file.name, file.media_type) for file in files)
