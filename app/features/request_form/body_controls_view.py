"""What stands in the body's heading: its alternative, its presence, its kind, its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.forms.model import FieldKind
from app.features.request_form.controls_view import (
    BranchChooser,
    BranchWanted,
    KindChooser,
    KindWanted,
    PresenceControl,
)
from app.features.request_form.examples_view import ExamplesButton, is_worth_offering
from app.features.request_form.raw import BODY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.features.request_form.editor_view import PresenceWanted
    from app.features.request_form.heading_view import PartHeading
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row


class BodyControls(QObject):
    """The controls of a body that has rows; one of a single value has them beside its editor.

    Args:
        before: The control of the heading that they stand before.
    """

    def __init__(self, host: FormHost, heading: PartHeading, before: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = host
        self._heading = heading
        self._before = before
        self._branch: BranchChooser | None = None
        self._presence: PresenceControl | None = None
        self._kind: KindChooser | None = None
        self._examples: ExamplesButton | None = None

    def show_row(self, row: Row, *, as_text: bool) -> None:
        """Follows the body.

        Args:
            as_text: Whether its text is in front.
        """
        wanted = row.is_group
        if wanted:
            self._ensure(row)
        needs = (
            (self._branch, wanted and bool(row.field.branches)),
            (self._presence, wanted and bool(row.presences)),
            (self._kind, wanted and row.any_kind is not None and not as_text),
        )
        for control, needed in needs:
            if control is not None:
                control.show_row(row)
                control.setVisible(needed)
        self._show_examples(row, wanted=wanted or as_text)

    def _ensure(self, row: Row) -> None:
        if row.field.kind is FieldKind.UNION and self._branch is None:
            self._branch = BranchChooser(row, self._heading)
            self._branch.branch_wanted.connect(self._on_branch)
            self._heading.add_control(self._branch, self._before)
        if row.any_kind is not None and self._kind is None:
            self._kind = KindChooser(row, self._heading)
            self._kind.kind_wanted.connect(self._on_kind)
            self._heading.add_control(self._kind, self._before)
        if row.presences and self._presence is None:
            self._presence = PresenceControl(row, self._heading)
            self._presence.presence_wanted.connect(self._on_presence)
            self._heading.add_control(self._presence, self._before)

    def _show_examples(self, row: Row, *, wanted: bool) -> None:
        needed = wanted and is_worth_offering(row.field)
        if needed and self._examples is None:
            self._examples = ExamplesButton(self._host, row, self._heading)
            self._heading.add_control(self._examples, self._before)
        if self._examples is not None:
            self._examples.show_row(row)
            self._examples.setVisible(needed)

    def _on_branch(self, wanted: BranchWanted) -> None:
        presenter = self._host.presenter
        presenter.edits.choose_branch(presenter.root(BODY.location), wanted.index)

    def _on_kind(self, wanted: KindWanted) -> None:
        self._host.choose_kind(BODY, wanted.kind)

    def _on_presence(self, wanted: PresenceWanted) -> None:
        presenter = self._host.presenter
        presenter.edits.set_presence(presenter.row(presenter.root(BODY.location)), wanted.presence)
