from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from app.adapters.tracing.payload.class_lines import ClassLines

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def mark(cls: type) -> type:
    return cls


class Plain:
    class Inner:
        pass


@mark
class Decorated:
    pass


if TYPE_CHECKING:

    class Conditional:
        pass


def make() -> type:
    class Local:
        pass

    return Local


def test_it_finds_what_inspect_finds() -> None:
    lines = ClassLines()
    for cls in (Plain, Plain.Inner, Decorated, make()):
        assert lines.line_of(__file__, cls.__qualname__) == inspect.getsourcelines(cls)[1], cls


def test_a_class_in_a_branch_is_found() -> None:
    assert ClassLines().line_of(__file__, "Conditional") > 0


def test_what_cannot_be_read_has_no_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("class Half(:\n")
    lines = ClassLines()
    assert lines.line_of(str(broken), "Half") == 0
    assert lines.line_of(str(tmp_path / "absent.py"), "Any") == 0
    assert lines.line_of(__file__, "Absent") == 0


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = ast.parse

    def counted(source: str) -> ast.Module:
        read.append(source)
        return parse(source)

    monkeypatch.setattr(ast, "parse", counted)
    lines = ClassLines()
    for name in ("Plain", "Plain.Inner", "Absent"):
        lines.line_of(__file__, name)
    assert len(read) == 1
