"""One part of the form: its heading, what is said about it as a whole, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.request_form.auth_view import AuthView
from app.features.request_form.body_controls_view import BodyControls
from app.features.request_form.discard_view import discard
from app.features.request_form.field_view import FieldRow
from app.features.request_form.group_view import GroupContent
from app.features.request_form.heading_view import PartHeading
from app.features.request_form.parts import SINGULAR, Part
from app.features.request_form.raw_view import RawView, loss_words
from app.features.request_form.words import pinned, read_fix
from app.ui.banner import Banner, BannerText
from app.ui.buttons import IconButton
from app.ui.combo import ComboBox
from app.ui.messages import MessageAction, MessageList
from app.ui.metrics import SPACE_M, SPACE_XS
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.core.forms.model import Field
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

FORM: Final = "form"
JSON: Final = "json"


class PartView(QWidget):
    """A part without its rows; the kinds of parts fill it."""

    def __init__(self, host: FormHost, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host = host
        self.key = part.key
        self.setObjectName(f"part:{part.key.value}")
        self.heading = PartHeading(part.title, "", self)
        self.messages = MessageList(self)
        self.messages.action_triggered.connect(self._on_action)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_XS)
        held = QHBoxLayout()
        held.setContentsMargins(SPACE_M, 0, 0, 0)
        held.addWidget(self.messages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self.heading)
        layout.addLayout(held)
        layout.addLayout(self.body)
        take_any_width(self)

    def refresh(self) -> None:
        """Shows everything as it is now."""

    def refresh_marks(self) -> None:
        """Shows what is said about it now."""

    def _on_action(self, action: MessageAction) -> None:
        fix = read_fix(action.key)
        if fix is not None:
            self.host.presenter.edits.fix(*fix)


class AuthPart(PartView):
    """Credentials."""

    def __init__(self, host: FormHost, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(host, part, parent)
        self._view = AuthView(host.presenter.credentials, self)
        take_any_width(self._view)
        self.body.addWidget(self._view)

    def refresh(self) -> None:
        """Follows the credentials."""
        self._view.refresh()


class FieldsPart(PartView):
    """The parameters of one location."""

    def __init__(self, host: FormHost, part: Part, root: Field, parent: QWidget | None = None) -> None:
        super().__init__(host, part, parent)
        self.root = root
        self.root_row = host.presenter.row(root)
        self.content: GroupContent | None = GroupContent(host, root, 0, self)
        self.content.setObjectName(f"field:{root.path}")
        self.body.addWidget(self.content)
        if part.key in SINGULAR:
            plus = IconButton("plus", f"Add a {SINGULAR[part.key]}", self)
            plus.setObjectName(f"plus:{root.path}")
            plus.clicked.connect(self.content.ask_name)
            self.heading.add_control(plus)
        self.refresh_marks()

    def refresh(self) -> None:
        """Shows all rows as they are now."""
        if self.content is not None:
            self.content.refresh()
        self.refresh_own_marks()

    def refresh_marks(self) -> None:
        """Shows what is said about every row now."""
        if self.content is not None:
            self.content.refresh_marks()
        self.refresh_own_marks()

    def refresh_own_marks(self) -> None:
        """Shows what is said about the part as a whole."""
        known: Collection[str] = self.content.known() if self.content is not None else ()
        marks = self.host.presenter.marks.of_group(self.root.path, known)
        self.messages.set_messages(pinned(marks, str(self.root.path)))


class BodyPart(PartView):
    """The body: as a form or as text, both the same value."""

    def __init__(self, host: FormHost, part: Part, root: Field, parent: QWidget | None = None) -> None:
        super().__init__(host, part, parent)
        self.root = root
        self.root_row = host.presenter.row(root)
        self.content: GroupContent | None = None
        self.single: FieldRow | None = None
        self.raw: RawView | None = None
        self._rows_wait = False
        self._switch = SegmentedControl(
            (
                Segment(FORM, "Form", "One field for each property."),
                Segment(JSON, host.presenter.raw_language(), "The whole body as text; both show the same value."),
            ),
            "Body as",
            parent=self,
        )
        self._switch.setObjectName("bodyMode")
        self._switch.chosen.connect(self._on_mode)
        self._media = ComboBox(self)
        self._media.setObjectName("mediaType")
        self._media.setAccessibleName("Media type of the body")
        self._media.activated.connect(self._on_media)
        self._notice = Banner(self)
        self._notice.setObjectName("bodyNotice")
        self._notice.action_triggered.connect(self._on_notice)
        self._plus = IconButton("plus", "Add a member to the body", self)
        self._plus.setObjectName(f"plus:{root.path}")
        self._plus.clicked.connect(self._on_plus)
        for control in (self._plus, self._media, self._switch):
            self.heading.add_control(control)
        self._controls = BodyControls(host, self.heading, self._plus, self)
        self.body.addWidget(self._notice)
        self._fill_media()
        self.refresh()
        if host.presenter.raw_error() is not None:
            self.set_mode(JSON)

    def mode(self) -> str:
        """`form` or `json`."""
        return self._switch.current()

    def set_mode(self, mode: str) -> None:
        """Shows the body as a form or as text."""
        if mode == JSON and not self.host.presenter.has_raw():
            return
        self._switch.set_current(mode)
        if mode == JSON and self.raw is None:
            self.raw = RawView(self.host, self)
            self.body.addWidget(self.raw)
        self._show_mode()
        self.refresh_own_marks()

    def refresh(self) -> None:
        """Shows everything as it is now."""
        presenter = self.host.presenter
        self.root = presenter.root(self.root.path.location)
        row = self.root_row = presenter.row(self.root)
        self._switch.setVisible(presenter.has_raw())
        self.heading.set_note(_note(row))
        # While the text is in front the rows wait: each letter typed there may change all of them.
        self._rows_wait = self.is_text()
        if not self._rows_wait:
            self._show_rows(row)
        self._controls.show_row(row, as_text=self.is_text())
        self._show_mode()
        self.refresh_own_marks()

    def is_text(self) -> bool:
        """Whether the text is in front."""
        return self.mode() == JSON and self.raw is not None and self.host.presenter.has_raw()

    def refresh_light(self) -> None:
        """Follows an edit of one field: the notices and controls, not the rows."""
        row = self.host.presenter.row(self.host.presenter.root(self.root.path.location))
        self._controls.show_row(row, as_text=self.is_text())
        self._show_notice()
        self.refresh_own_marks()

    def refresh_marks(self) -> None:
        """Shows what is said about everything in here now."""
        if self.content is not None:
            self.content.refresh_marks()
        if self.single is not None:
            self.single.refresh_marks()
        if self.raw is not None:
            self.raw.refresh_marks()
        self.refresh_own_marks()

    def refresh_own_marks(self) -> None:
        """Shows what is said about the body as a whole."""
        if self.single is not None and not self.is_text():
            self.messages.set_messages(())
            return
        known: Collection[str] = self.content.known() if self.content is not None and not self.is_text() else ()
        marks = self.host.presenter.marks.of_group(self.root.path, known)
        self.messages.set_messages(pinned(marks, str(self.root.path)))

    # Inside

    def _show_rows(self, row: Row) -> None:
        if row.is_group:
            self._show_group()
        else:
            self._show_single(row)

    def _show_group(self) -> None:
        if self.single is not None:
            discard(self.single)
            self.single = None
        if self.content is None:
            self.content = GroupContent(self.host, self.root, 0, self)
            self.content.setObjectName(f"field:{self.root.path}")
            self.body.insertWidget(1, self.content)
        else:
            self.content.refresh()

    def _show_single(self, row: Row) -> None:
        if self.content is not None:
            discard(self.content)
            self.content = None
        if self.single is not None and self.single.row.shape == row.shape:
            self.single.show_row(row)
            return
        if self.single is not None:
            discard(self.single)
        self.single = FieldRow(self.host, row, self)
        self.body.insertWidget(1, self.single)

    def _show_mode(self) -> None:
        as_text = self.is_text()
        if not as_text and self._rows_wait:
            self._rows_wait = False
            self._show_rows(self.host.presenter.row(self.root))
        for widget in (self.content, self.single):
            if widget is not None:
                widget.setVisible(not as_text)
        takes_more = self.root_row.is_group and isinstance(self.host.presenter.value(self.root.path), dict)
        self._plus.setVisible(takes_more and not as_text)
        if self.raw is not None:
            self.raw.setVisible(as_text)
            if as_text:
                self.raw.refresh()
        self._show_notice()

    def _show_notice(self) -> None:
        presenter = self.host.presenter
        error = presenter.raw_error()
        if self.mode() == FORM and error is not None:
            called = presenter.raw_language()
            title = f"The raw text is not {called} yet, so the form shows the last value that could be read."
            text = f"{error.words}. An edit here replaces the text."
            actions = (MessageAction("raw", "Go to the text", "code"),)
            self._notice.show_message(BannerText(Level.WARN, title, text, actions))
        elif self.mode() == FORM and (losses := presenter.raw_losses()):
            title = "The body is sent as the text that was typed, which says more than the form shows."
            text = f"{loss_words(losses)}. An edit here replaces the text."
            actions = (MessageAction("raw", "Go to the text", "code"),)
            self._notice.show_message(BannerText(Level.WARN, title, text, actions))
        elif presenter.lost_text is not None:
            title = "The raw text was replaced by the form's value."
            actions = (MessageAction("back", "Bring it back", "undo"),)
            self._notice.show_message(BannerText(Level.INFO, title, "", actions))
        else:
            self._notice.clear()

    def _fill_media(self) -> None:
        body = self.host.presenter.tab.operation.body
        names = [content.media_type for content in body.contents] if body is not None else []
        self._media.clear()
        self._media.addItems(names)
        self._media.setCurrentText(self.host.presenter.state.media_type or "")
        self._media.setVisible(len(names) > 1)

    # What a person does

    def _on_plus(self) -> None:
        if self.content is not None:
            self.content.ask_name()

    def _on_mode(self, chosen: SegmentChosen) -> None:
        self.set_mode(chosen.key)

    def _on_media(self, index: int) -> None:
        self.host.presenter.edits.choose_media_type(self._media.itemText(index))

    def _on_notice(self, action: MessageAction) -> None:
        if action.key == "back":
            self.host.presenter.bring_back_text()
        self.set_mode(JSON)
        if self.raw is not None:
            self.raw.go_to_error()


def _note(row: Row) -> str:
    """Type and rules of a body that has rows of its own; a chooser names the alternatives, a single row its rules."""
    said = (row.field.type_chip if not row.field.branches else "", row.hint)
    return " · ".join(filter(None, said)) if row.is_group else ""
