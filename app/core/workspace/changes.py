"""Which part of a form an edit touches, so that a view redraws that part and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.forms.edits import InsertItem, MoveItem, MoveValue, Omit, RenameKey, SetValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.field_path import FieldPath
    from app.core.forms.edits import Edit


def changed_paths(edits: Iterable[Edit]) -> tuple[FieldPath, ...]:
    """The paths at and below which values or members may differ; empty means everywhere."""
    paths: list[FieldPath] = []
    for edit in edits:
        match edit:
            case SetValue(path=path) | InsertItem(path=path):
                paths.append(path)
            case Omit(path=path) | RenameKey(path=path) | MoveItem(path=path):
                paths.append(path.parent or path)
            case MoveValue(source=source, target=target):
                paths += [source.parent or source, target.parent or target]
            case _:
                return ()
    return tuple(dict.fromkeys(paths))
