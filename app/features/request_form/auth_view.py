"""Credentials: which way is used, and one block for each security scheme."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.request_form.option_view import OptionBox
from app.features.request_form.scheme_view import SchemeView
from app.ui.form_row import FormRow, RowText
from app.ui.labels import Label, TextRole
from app.ui.messages import MessageList, PinnedMessage
from app.ui.metrics import SPACE_M, SPACE_XS
from app.ui.sections import Section, SectionText
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.request_form.auth import AuthPanel, AuthRow
    from app.features.request_form.credential_editing import CredentialEditing

SHOWN_OPEN: Final = 2
"""More schemes than this are folded."""


class AuthView(QWidget):
    """All schemes of an operation; many are folded but for the first and those in use, for one is mostly enough."""

    def __init__(self, credentials: CredentialEditing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._credentials = credentials
        self._schemes: dict[str, SchemeView] = {}
        self._sections: dict[str, Section] = {}
        panel = credentials.panel()
        rows = panel.rows if panel is not None else ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_M if len(rows) <= SHOWN_OPEN else SPACE_XS)
        self._way = OptionBox("authWay", self)
        self._decision = MessageList(self)
        if panel is not None:
            self._make_way(panel, layout)
        for row in rows:
            layout.addWidget(self._scheme(row) if len(rows) <= SHOWN_OPEN else self._folded(row))
        self.refresh()

    def refresh(self) -> None:
        """Shows the credentials as they are now; what a person is typing is left alone."""
        panel = self._credentials.panel()
        if panel is None:
            return
        self._way.set_options(panel.ways, panel.choice)
        level = Level.WARN if panel.lacking and panel.choice else Level.INFO
        message = PinnedMessage(level, panel.decision, object_name="authDecision")
        self._decision.set_messages((message,) if panel.decision else ())
        for row in panel.rows:
            if row.key in self._schemes:
                self._schemes[row.key].show_row(row)

    def _make_way(self, panel: AuthPanel, layout: QVBoxLayout) -> None:
        if panel.sentence:
            words = QHBoxLayout()
            words.setContentsMargins(SPACE_M, 0, 0, 0)
            words.addWidget(Label(panel.sentence, TextRole.MUTED, self, wrap=True))
            layout.addLayout(words)
        row = FormRow(RowText("send with"), self)
        row.set_editor(self._way)
        self._way.setAccessibleName("Send with")
        self._way.picked.connect(self._on_way)
        layout.addWidget(row)
        held = QHBoxLayout()
        held.setContentsMargins(SPACE_M, 0, 0, 0)
        held.addWidget(self._decision)
        layout.addLayout(held)

    def _scheme(self, row: AuthRow) -> SchemeView:
        self._schemes[row.key] = SchemeView(self._credentials, row, self)
        return self._schemes[row.key]

    def _folded(self, row: AuthRow) -> Section:
        section = Section(SectionText(row.title, note=row.key), partial(self._content, row), self)
        section.setObjectName(f"authSection:{row.key}")
        section.set_expanded(expanded=row.ready or not self._schemes)
        self._sections[row.key] = section
        return section

    def _content(self, row: AuthRow) -> SchemeView:
        self._schemes[row.key] = SchemeView(self._credentials, row, titled=False)
        return self._schemes[row.key]

    def _on_way(self) -> None:
        self._credentials.choose(self._way.option())
        panel = self._credentials.panel()
        # Whoever chose a way wants to fill it.
        for key in panel.used if panel is not None else ():
            if key in self._sections:
                self._sections[key].set_expanded(expanded=True)
