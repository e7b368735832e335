"""Credentials: one block for each security scheme, saying what will be sent where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.requests.model import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    PasswordCredential,
)
from app.features.request_form.auth import AuthKind, AuthRow, ScopeChoice, password_of, with_login, with_scope
from app.ui.buttons import Button
from app.ui.check_box import CheckBox
from app.ui.editors.line import LineEditor, SecretEditor
from app.ui.form_row import FormRow, RowText
from app.ui.icons import icon_size
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.messages import MessageList, PinnedMessage
from app.ui.metrics import ICON, SPACE_M, SPACE_S, SPACE_XS
from app.ui.sections import Section, SectionText
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.request_form.presenter import RequestFormPresenter
    from app.ui.editors.base import Edited


SHOWN_OPEN: Final = 2
"""More schemes than this are folded."""


class AuthView(QWidget):
    """All schemes of an operation; many are folded but for the first and those in use, for one is mostly enough."""

    def __init__(self, presenter: RequestFormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._schemes: dict[str, SchemeView] = {}
        panel = presenter.auth()
        rows = panel.rows if panel is not None else ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_M if len(rows) <= SHOWN_OPEN else SPACE_XS)
        if panel is not None and panel.sentence:
            layout.addWidget(Label(panel.sentence, TextRole.MUTED, self, wrap=True))
        for row in rows:
            layout.addWidget(self._scheme(row) if len(rows) <= SHOWN_OPEN else self._folded(row))

    def refresh(self) -> None:
        """Shows the credentials as they are now; what a person is typing is left alone."""
        panel = self._presenter.auth()
        for row in panel.rows if panel is not None else ():
            if row.key in self._schemes:
                self._schemes[row.key].show_row(row)

    def _scheme(self, row: AuthRow) -> SchemeView:
        self._schemes[row.key] = SchemeView(self._presenter, row, self)
        return self._schemes[row.key]

    def _folded(self, row: AuthRow) -> Section:
        section = Section(SectionText(row.title, note=row.key), partial(self._content, row), self)
        section.setObjectName(f"authSection:{row.key}")
        section.set_expanded(expanded=row.ready or not self._schemes)
        return section

    def _content(self, row: AuthRow) -> SchemeView:
        self._schemes[row.key] = SchemeView(self._presenter, row, titled=False)
        return self._schemes[row.key]


class SchemeView(QWidget):
    """One scheme: what it is, where it goes, its fields, and whether something will be sent.

    Args:
        titled: Whether it says its own name; folded ones have a header that does.
    """

    def __init__(
        self, presenter: RequestFormPresenter, row: AuthRow, parent: QWidget | None = None, *, titled: bool = True
    ) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._row = row
        self._lines: dict[str, LineEditor] = {}
        self._scopes: list[ScopeBox] = []
        self._fetch: Button | None = None
        self._status = MessageList(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        if titled:
            self._make_title(row)
        self._make_words(row)
        self._make_fields(row)
        held = QHBoxLayout()
        held.setContentsMargins(SPACE_M, 0, 0, 0)
        held.addWidget(self._status)
        self._layout.addLayout(held)
        self.show_row(row)

    @property
    def row(self) -> AuthRow:
        """What it shows."""
        return self._row

    def show_row(self, row: AuthRow) -> None:
        """Shows the credential as it is now."""
        self._row = row
        for name, text in _texts(row).items():
            if name in self._lines:
                self._lines[name].set_value_text(text)
        for box, scope in zip(self._scopes, row.scopes, strict=False):
            box.show_scope(scope)
        if self._fetch is not None:
            busy = self._presenter.fetching == row.key
            self._fetch.setEnabled(not busy)
            self._fetch.setText("Getting a token…" if busy else "Get a new token" if row.ready else "Get token")
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

    def _make_words(self, row: AuthRow) -> None:
        for text, role in ((row.place, TextRole.MUTED), (row.description, TextRole.HINT)):
            if text:
                words = QHBoxLayout()
                words.setContentsMargins(SPACE_M, 0, 0, 0)
                words.addWidget(MarkedLabel(text, role, self))
                self._layout.addLayout(words)

    def _make_fields(self, row: AuthRow) -> None:
        match row.kind:
            case AuthKind.API_KEY:
                self._add_line("key", secret=True)
            case AuthKind.BEARER:
                self._add_line("token", secret=True)
            case AuthKind.BASIC | AuthKind.PASSWORD:
                self._add_line("username", secret=False)
                self._add_line("password", secret=True)
        if row.scopes:
            self._add_scopes(row)
        if row.kind is AuthKind.PASSWORD and self._presenter.can_sign_in():
            self._add_fetch(row)

    def _add_line(self, name: str, *, secret: bool) -> None:
        form_row = FormRow(RowText(name), self)
        line = SecretEditor(parent=form_row) if secret else LineEditor(parent=form_row)
        form_row.set_editor(line)
        line.setObjectName(f"auth:{self._row.key}/{name}")
        line.setAccessibleName(f"{self._row.title}, {name}")
        line.edited.connect(self._on_edited)
        self._lines[name] = line
        self._layout.addWidget(form_row)

    def _add_scopes(self, row: AuthRow) -> None:
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
        self._layout.addWidget(form_row)

    def _add_fetch(self, row: AuthRow) -> None:
        self._fetch = Button("Get token", icon_name="key", parent=self)
        self._fetch.setObjectName(f"auth:{row.key}/fetch")
        self._fetch.clicked.connect(self._on_fetch)
        form_row = FormRow(RowText(""), self)
        holder = QWidget(form_row)
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._fetch)
        layout.addStretch(1)
        form_row.set_editor(holder)
        self._layout.addWidget(form_row)

    # Showing

    def _show_status(self, row: AuthRow) -> None:
        name = f"authStatus:{row.key}"
        if self._presenter.sign_in_problem and row.kind is AuthKind.PASSWORD:
            message = PinnedMessage(Level.ERROR, self._presenter.sign_in_problem, object_name=name)
        else:
            message = PinnedMessage(Level.OK if row.ready else Level.INFO, row.status, object_name=name)
        self._status.set_messages((message,))

    # What a person does

    def _on_edited(self, edited: Edited) -> None:
        texts = {name: line.value_text() for name, line in self._lines.items()}
        row = self._row
        match row.kind:
            case AuthKind.API_KEY:
                self._presenter.set_credential(row.key, ApiKeyCredential(texts["key"]))
            case AuthKind.BEARER:
                self._presenter.set_credential(row.key, BearerCredential(texts["token"]))
            case AuthKind.BASIC:
                self._presenter.set_credential(row.key, BasicCredential(texts["username"], texts["password"]))
            case _:
                self._presenter.set_credential(row.key, with_login(row, texts["username"], texts["password"]))

    def _on_scope(self) -> None:
        box = self.sender()
        if isinstance(box, ScopeBox):
            self._presenter.set_credential(self._row.key, with_scope(self._row, box.scope, chosen=box.isChecked()))

    def _on_fetch(self) -> None:
        self._presenter.sign_in(self._row.key, password_of(self._row))


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


def _texts(row: AuthRow) -> dict[str, str]:
    match row.credential:
        case ApiKeyCredential(value=value):
            return {"key": value}
        case BearerCredential(token=token):
            return {"token": token}
        case (
            BasicCredential(username=username, password=password)
            | PasswordCredential(username=username, password=password)
        ):
            return {"username": username, "password": password}
        case _:
            return {"key": "", "token": "", "username": "", "password": ""}
