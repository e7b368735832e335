"""What a person does with a row of the form, a single field as well as a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.features.request_form.words import read_fix

if TYPE_CHECKING:
    from app.features.request_form.controls_view import BranchWanted, KindWanted
    from app.features.request_form.editor_view import PresenceWanted
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row
    from app.ui.form_row import RowActionTriggered
    from app.ui.sections import SectionActionTriggered


class RowDeeds:
    """Carries out what is wanted of a row; a widget that shows one inherits it."""

    _host: FormHost
    _row: Row

    @property
    def row(self) -> Row:
        """What it shows."""
        return self._row

    def _on_presence(self, wanted: PresenceWanted) -> None:
        self._host.presenter.edits.set_presence(self._row, wanted.presence)

    def _on_branch(self, wanted: BranchWanted) -> None:
        self._host.presenter.edits.choose_branch(self._row.field, wanted.index)

    def _on_kind(self, wanted: KindWanted) -> None:
        self._host.choose_kind(self._row.field.path, wanted.kind)

    def _on_action(self, triggered: RowActionTriggered | SectionActionTriggered) -> None:
        fix = read_fix(triggered.action.key)
        if fix is not None:
            path = self._row.field.path
            self._host.presenter.edits.fix(*fix)
            self._host.reveal(path)
