"""Which part of a form an edit touches."""

from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms.edits import (
    Edit,
    InsertItem,
    MoveItem,
    MoveValue,
    Omit,
    RenameKey,
    SetBodyText,
    SetMediaType,
    SetValue,
)
from app.core.workspace.changes import changed_paths

YEAR = FieldPath.parse("body/year")
BODY = FieldPath.parse("body")
LINE = FieldPath.parse("body/lines/1")
LINES = FieldPath.parse("body/lines")


@pytest.mark.parametrize(
    ("edit", "paths"),
    [
        (SetValue(YEAR, 1), (YEAR,)),
        (InsertItem(LINES, 0, {}), (LINES,)),
        (Omit(YEAR), (BODY,)),
        (Omit(BODY), (BODY,)),
        (RenameKey(YEAR, "age"), (BODY,)),
        (MoveItem(LINE, 0), (LINES,)),
        (MoveValue(FieldPath.parse("query/year"), YEAR), (FieldPath.parse("query"), BODY)),
        (SetMediaType("text/plain"), ()),
        (SetBodyText("{"), ()),
    ],
)
def test_an_edit_touches_the_smallest_part_that_may_differ(edit: Edit, paths: tuple[FieldPath, ...]) -> None:
    assert changed_paths((edit,)) == paths


def test_several_edits_name_each_part_once() -> None:
    assert changed_paths((SetValue(YEAR, 1), SetValue(YEAR, 2), Omit(LINE))) == (YEAR, LINES)


def test_one_edit_of_everything_means_everything() -> None:
    assert changed_paths((SetValue(YEAR, 1), SetBodyText("{}"))) == ()


def test_no_edit_is_taken_for_everything_by_nobody() -> None:
    assert changed_paths(()) == ()
