"""Finds the widget for a path, so that one edit touches one row and the headers above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath
from app.features.request_form.field_view import FieldRow
from app.features.request_form.group_view import GroupContent, GroupRow
from app.features.request_form.part_view import BodyPart

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.features.request_form.page_view import FormPage
    from app.features.request_form.part_view import FieldsPart


@dataclass(frozen=True, slots=True)
class Found:
    """What stands for a path.

    Attributes:
        widget: Its row.
        focus: Where the keyboard goes, None for nowhere.
    """

    widget: QWidget
    focus: QWidget | None


class Router:
    """Walks from a part down to the row of a path."""

    def __init__(self, page: FormPage) -> None:
        self._page = page

    def show_value(self, path: FieldPath) -> None:
        """Shows what holds at and below a path now."""
        part = self._page.part_of(path)
        if part is None:
            self._page.show_parts(self._page.presenter.parts())
            return
        if not path.tokens or part.content is None or (isinstance(part, BodyPart) and part.is_text()):
            part.refresh()
            return
        if self._root_turned(part):
            part.refresh()
            return
        self._descend(part.content, path)
        if isinstance(part, BodyPart):
            part.refresh_light()
        else:
            part.refresh_own_marks()

    def show_marks(self, path: FieldPath) -> None:
        """Shows what is said at a path now, and on the groups above it."""
        part = self._page.part_of(path)
        if part is None:
            return
        content = part.content
        for depth in range(1, len(path.tokens) + 1):
            if content is None:
                break
            content.refresh_ghosts()
            widget = content.built_row(path.tokens[depth - 1])
            if isinstance(widget, GroupRow):
                widget.refresh_own_marks()
                content = widget.group()
                continue
            if widget is not None:
                widget.refresh_marks()
            break
        if isinstance(part, BodyPart) and part.single is not None:
            part.single.refresh_marks()
        part.refresh_own_marks()

    def open(self, path: FieldPath) -> Found:
        """Builds and opens everything on the way to a path; its row, or the nearest one above."""
        part = self._page.part_of(path)
        if part is None:
            return Found(self._page, None)
        single = part.single if isinstance(part, BodyPart) else None
        if single is not None:
            return Found(single, single.focus_target())
        content, found = part.content, Found(part, _first_field(part.content) if not path.tokens else None)
        for depth in range(1, len(path.tokens) + 1):
            if content is None:
                break
            widget = content.row_for(path.tokens[depth - 1])
            if widget is None:
                break
            found = Found(widget, widget.focus_target())
            if not isinstance(widget, GroupRow):
                break
            content = widget.open_group() if depth < len(path.tokens) else None
        return found

    def content(self, path: FieldPath) -> GroupContent | None:
        """What stands inside the group at a path, opened if need be; None where there is none."""
        found = self.open(path).widget
        if not path.tokens:
            part = self._page.part_of(path)
            return part.content if part is not None else None
        return found.open_group() if isinstance(found, GroupRow) else None

    def _root_turned(self, part: FieldsPart | BodyPart) -> bool:
        """Whether the root is another kind of thing now: another alternative, or no group any more."""
        before = part.root_row
        now = self._page.presenter.row(self._page.presenter.root(before.field.path.location))
        return (before.shape, before.presence, before.field.branch) != (now.shape, now.presence, now.field.branch)

    def _descend(self, content: GroupContent, path: FieldPath) -> None:
        presenter = self._page.presenter
        for depth in range(1, len(path.tokens) + 1):
            if content.is_waiting(path.tokens[depth - 1]):
                return
            row = presenter.row_at(FieldPath(path.location, path.tokens[:depth]))
            widget = content.built_row(path.tokens[depth - 1])
            if row is None or widget is None or row.shape != widget.row.shape:
                content.refresh()
                return
            turned = row.field.branch != widget.row.field.branch or row.presence is not widget.row.presence
            if isinstance(widget, FieldRow) or depth == len(path.tokens) or turned:
                widget.show_row(row)
                return
            widget.show_header(row)
            inner = widget.group()
            if inner is None:
                return
            content = inner


def _first_field(content: GroupContent | None) -> QWidget | None:
    row = next(iter(content.rows()), None) if content is not None else None
    return row.focus_target() if row is not None else None
