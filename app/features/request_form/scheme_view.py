"""One security scheme: what it is, where it goes, its lines, and whether something will be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.features.request_form.discard_view import discard
from app.features.request_form.option_view import OptionBox
from app.ui.buttons import Button
from app.ui.check_box import CheckBox
from app.ui.editors.line import LineEditor, SecretEditor
from app.ui.flow import FlowLayout
from app.ui.form_row import FormRow, RowText
from app.ui.icons import icon_size
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.messages import MessageAction, MessageList, PinnedMessage
from app.ui.metrics import ICON, SPACE_M, SPACE_S, SPACE_XS
from app.ui.sections import Section, SectionText
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.request_form.auth import AuthRow, ScopeChoice
    from app.features.request_form.auth_fields import AuthField
    from app.features.request_form.credential_editing import CredentialEditing

OPEN: Final = "open"
COPY: Final = "copy"
COPY_CODE: Final = "copy code"
CANCEL: Final = "cancel"


class SchemeView(QWidget):
    """One scheme; its lines are made anew when it has others.

    Args:
        titled: Whether it says its own name; folded ones have a header that does.
    """

    def __init__(
        self, credentials: CredentialEditing, row: AuthRow, parent: QWidget | None = None, *, titled: bool = True
    ) -> None:
        super().__init__(parent)
        self._credentials = credentials
        self._row = row
        self._form: SchemeForm | None = None
        self._status = MessageList(self)
        self._status.action_triggered.connect(self._on_action)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        if titled:
            self._make_title(row)
        self._about = self._words(row.about, TextRole.MUTED)
        self._words(row.place, TextRole.MUTED)
        if row.description:
            self._words(row.description, TextRole.HINT)
        self._held = QVBoxLayout()
        self._held.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._held)
        status = QHBoxLayout()
        status.setContentsMargins(SPACE_M, 0, 0, 0)
        status.addWidget(self._status)
        self._layout.addLayout(status)
        self.show_row(row)

    @property
    def row(self) -> AuthRow:
        """What it shows."""
        return self._row

    def show_row(self, row: AuthRow) -> None:
        """Shows the credential as it is now."""
        if self._form is None or self._row.shape != row.shape:
            self._make_form(row)
        self._row = row
        self._about.setText(row.about)
        if self._form is not None:
            self._form.show_row(row)
        self._show_status(row)

    # Making

    def _make_title(self, row: AuthRow) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(SPACE_M, 0, 0, 0)
        line.setSpacing(SPACE_S)
        line.addWidget(Label(row.title, TextRole.HEADING, self))
        line.addWidget(Label(row.key, TextRole.DATA_MUTED, self))
        line.addStretch(1)
        self._layout.addLayout(line)

    def _words(self, text: str, role: TextRole) -> MarkedLabel:
        label = MarkedLabel(text, role, self)
        label.setVisible(bool(text))
        words = QHBoxLayout()
        words.setContentsMargins(SPACE_M, 0, 0, 0)
        words.addWidget(label)
        self._layout.addLayout(words)
        return label

    def _make_form(self, row: AuthRow) -> None:
        focused, more_open = "", False
        if self._form is not None:
            more_open = self._form.is_more_open()
            widget: QWidget | None = self._form.focusWidget()
            focused = widget.objectName() if widget is not None and widget.hasFocus() else ""
            discard(self._form)
        self._form = SchemeForm(self._credentials, row, self)
        self._held.addWidget(self._form)
        if more_open:
            self._form.open_more()
        again: QWidget | None = self._form.findChild(QWidget, focused) if focused else None
        if again is not None:
            again.setFocus()

    # Showing

    def _show_status(self, row: AuthRow) -> None:
        name = f"authStatus:{row.key}"
        going = row.sign_in
        if going.problem:
            message = PinnedMessage(Level.ERROR, going.problem, object_name=name)
        elif going.words:
            message = PinnedMessage(Level.INFO, going.words, _actions(row), name)
        else:
            message = PinnedMessage(Level.OK if row.ready else Level.INFO, row.status, object_name=name)
        self._status.set_messages((message,))

    def _on_action(self, action: MessageAction) -> None:
        going = self._row.sign_in
        if action.key == OPEN:
            self._credentials.open_again(going.url)
        elif action.key == CANCEL:
            self._credentials.cancel(self._row.key)
        else:
            QGuiApplication.clipboard().setText(going.user_code if action.key == COPY_CODE else going.url)


class SchemeForm(QWidget):
    """The lines, scopes and buttons of one scheme."""

    def __init__(self, credentials: CredentialEditing, row: AuthRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._credentials = credentials
        self._row = row
        self._lines: dict[str, LineEditor] = {}
        self._boxes: dict[str, OptionBox] = {}
        self._scopes: list[ScopeBox] = []
        self._more: Section | None = None
        self._buttons: SignInButtons | None = None
        self._dialog: QFileDialog | None = None
        self._choosing = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        for field in row.fields:
            if not field.more:
                self._layout.addWidget(self._make_field(field, self))
        if row.scopes:
            self._layout.addWidget(self._make_scopes(row))
        if any(field.more for field in row.fields):
            self._more = Section(SectionText("More", note="client, audience, parameters"), self._make_more, self)
            self._more.setObjectName(f"auth:{row.key}/more")
            self._layout.addWidget(self._more)
        if row.can_fetch or row.can_discover or row.calls:
            self._make_buttons(row)

    def show_row(self, row: AuthRow) -> None:
        """Shows the credential as it is now."""
        self._row = row
        for field in row.fields:
            if field.name in self._lines:
                self._lines[field.name].set_value_text(field.text)
            if field.name in self._boxes:
                self._boxes[field.name].set_options(field.options, field.text)
        for box, scope in zip(self._scopes, row.scopes, strict=False):
            box.show_scope(scope)
        if self._buttons is not None:
            self._buttons.show_row(row)

    def is_more_open(self) -> bool:
        """Whether the lines that are rarely needed are shown."""
        return self._more is not None and self._more.is_expanded()

    def open_more(self) -> None:
        """Shows the lines that are rarely needed."""
        if self._more is not None:
            self._more.set_expanded(expanded=True)

    def _make_more(self) -> QWidget:
        holder = QWidget(self)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        for field in self._row.fields:
            if field.more:
                layout.addWidget(self._make_field(field, holder))
        return holder

    def _make_field(self, field: AuthField, parent: QWidget) -> FormRow:
        form_row = FormRow(RowText(field.label, hint=field.hint), parent)
        name = f"auth:{self._row.key}/{field.name}"
        if field.options:
            box = OptionBox(name, form_row)
            box.set_options(field.options, field.text)
            box.picked.connect(self._on_picked)
            self._boxes[field.name] = box
            form_row.set_editor(box)
            box.setAccessibleName(f"{self._row.title}, {field.label}")
            return form_row
        line = SecretEditor(parent=form_row) if field.secret else LineEditor(parent=form_row)
        line.setObjectName(name)
        line.set_value_text(field.text)
        line.edited.connect(self._on_edited)
        if field.file:
            line.add_button("folder", f"Choose the file of the {field.label}").triggered.connect(self._on_choose)
        self._lines[field.name] = line
        form_row.set_editor(line)
        line.setAccessibleName(f"{self._row.title}, {field.label}")
        return form_row

    def _make_scopes(self, row: AuthRow) -> FormRow:
        form_row = FormRow(RowText("scopes", hint="What the token shall allow."), self)
        holder = QWidget(form_row)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, SPACE_XS, 0, 0)
        layout.setSpacing(SPACE_XS)
        for scope in row.scopes:
            box = ScopeBox(row.key, scope, holder)
            box.clicked.connect(self._on_scope)
            self._scopes.append(box)
            layout.addWidget(box)
            if scope.description:
                words = QHBoxLayout()
                words.setContentsMargins(icon_size(ICON) + SPACE_S, 0, 0, SPACE_XS)
                words.addWidget(MarkedLabel(scope.description, TextRole.HINT, holder))
                layout.addLayout(words)
        form_row.set_editor(holder)
        return form_row

    def _make_buttons(self, row: AuthRow) -> None:
        if not self._credentials.can_sign_in():
            return
        form_row = FormRow(RowText(""), self)
        form_row.name_label.hide()
        self._buttons = SignInButtons(self._credentials, row, form_row)
        form_row.set_editor(self._buttons)
        self._layout.addWidget(form_row)

    # What a person does

    def _on_edited(self) -> None:
        line = self.sender()
        for name, known in self._lines.items():
            if known is line:
                self._credentials.set_field(self._row.key, name, known.value_text())

    def _on_picked(self) -> None:
        box = self.sender()
        if isinstance(box, OptionBox):
            name = box.objectName().rpartition("/")[2]
            self._credentials.set_field(self._row.key, name, box.option())

    def _on_scope(self) -> None:
        box = self.sender()
        if isinstance(box, ScopeBox):
            self._credentials.set_scope(self._row.key, box.scope, chosen=box.isChecked())

    def _on_choose(self) -> None:
        line = self.sender().parent()
        if not isinstance(line, LineEditor):
            return
        self._choosing = line.objectName().rpartition("/")[2]
        self._dialog = QFileDialog(self.window(), "Choose a file")
        self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._dialog.fileSelected.connect(self._on_chosen)
        self._dialog.finished.connect(self._dialog.deleteLater)
        self._dialog.open()

    def _on_chosen(self, path: str) -> None:
        self._lines[self._choosing].enter_text(path)


class SignInButtons(QWidget):
    """What can be done to get a token, and which hosts that calls."""

    def __init__(self, credentials: CredentialEditing, row: AuthRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._credentials = credentials
        self._key = row.key
        self._discover = self._button("discover", "Look up addresses", "search", self._on_discover)
        self._fetch = self._button("fetch", "Get token", "key", self._on_fetch)
        self._refresh = self._button("refresh", "Renew", "refresh", self._on_refresh)
        self._calls = Label("", TextRole.HINT, self, wrap=True)
        self._calls.setObjectName(f"authCalls:{row.key}")
        buttons = FlowLayout()
        for button in (self._discover, self._fetch, self._refresh):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addLayout(buttons)
        layout.addWidget(self._calls)

    def show_row(self, row: AuthRow) -> None:
        """Follows the credential."""
        busy = bool(row.sign_in.words)
        for button, shown in (
            (self._discover, row.can_discover),
            (self._fetch, row.can_fetch),
            (self._refresh, row.can_refresh),
        ):
            button.setVisible(shown)
            button.setEnabled(not busy)
        self._fetch.setText("Get a new token" if row.ready else "Get token")
        self._calls.setText(row.calls)
        self._calls.setVisible(bool(row.calls))

    def _button(self, name: str, text: str, icon_name: str, press: object) -> Button:
        button = Button(text, icon_name=icon_name, parent=self)
        button.setObjectName(f"auth:{self._key}/{name}")
        button.clicked.connect(press)
        return button

    def _on_discover(self) -> None:
        self._credentials.discover(self._key)

    def _on_fetch(self) -> None:
        self._credentials.fetch(self._key)

    def _on_refresh(self) -> None:
        self._credentials.refresh(self._key)


class ScopeBox(CheckBox):
    """One scope to ask for."""

    def __init__(self, scheme: str, scope: ScopeChoice, parent: QWidget | None = None) -> None:
        super().__init__(scope.name, parent)
        self.setAccessibleDescription(scope.description)
        self.scope = scope.name
        self.setObjectName(f"auth:{scheme}/scope/{scope.name}")
        self.setToolTip("This operation asks for it." if scope.needed else scope.name)
        self.show_scope(scope)

    def show_scope(self, scope: ScopeChoice) -> None:
        """Follows the credential."""
        self.setChecked(scope.chosen)


def _actions(row: AuthRow) -> tuple[MessageAction, ...]:
    """What can be done while a sign-in is under way."""
    going = row.sign_in
    found = [MessageAction(COPY_CODE, "Copy code", "copy")] if going.user_code else []
    if going.url:
        found += [MessageAction(OPEN, "Open the page", "external"), MessageAction(COPY, "Copy address", "link")]
    return (*found, MessageAction(CANCEL, "Cancel", "cancel"))
