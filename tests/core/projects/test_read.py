"""Failures that a child process tells become values, or a clear error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.base.json_record import RecordError
from app.core.projects.model import CodePlace, CrashKind
from app.core.projects.read import culprit_of, is_own, read_crash

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

SHOP = str(Path("shop").absolute())


def inside(*parts: str) -> str:
    return str(Path(SHOP, *parts))


def frame(file: str, line: int, name: str = "<module>", text: str = "") -> dict[str, JsonValue]:
    return {"file": file, "line": line, "name": name, "text": text}


def test_a_full_failure() -> None:
    crash = read_crash(
        {
            "type": "ValueError",
            "message": "no database",
            "tb": "Traceback…",
            "frames": [frame(inside("main.py"), 3, "<module>", "  connect()\n"), frame("/lib/db.py", 9, "connect")],
            "syntax": None,
        },
        CrashKind.LIFESPAN,
        SHOP,
    )
    assert crash.kind is CrashKind.LIFESPAN
    assert crash.message == "ValueError: no database"
    assert crash.traceback == "Traceback…"
    assert crash.frames == (
        CodePlace(inside("main.py"), 3, "", "connect()"),
        CodePlace("/lib/db.py", 9, "connect"),
    )
    assert crash.culprit == crash.frames[0]
    assert crash.where == f"{inside('main.py')}:3"
    assert "start-up" in crash.hint


def test_a_message_alone_is_enough() -> None:
    crash = read_crash({"message": "address in use"}, CrashKind.BIND, SHOP)
    assert (crash.message, crash.frames, crash.culprit, crash.where) == ("address in use", (), None, "")
    assert "port" in crash.hint


def test_an_exception_without_words_is_called_by_its_class() -> None:
    assert read_crash({"type": "KeyError", "message": ""}, CrashKind.IMPORT, SHOP).message == "KeyError"


def test_a_syntax_error_stands_where_the_syntax_is_wrong() -> None:
    wrong: dict[str, JsonValue] = {"file": inside("models.py"), "line": 4, "column": 7, "text": "def (:"}
    crash = read_crash(
        {"type": "SyntaxError", "message": "invalid syntax", "frames": [frame(inside("main.py"), 1)], "syntax": wrong},
        CrashKind.IMPORT,
        SHOP,
    )
    assert crash.culprit == CodePlace(inside("models.py"), 4, "", "def (:", 7)
    assert crash.hint.startswith("Correct the line")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({}, "/message"),
        ([], "/"),
        ({"message": "a", "frames": [1]}, "/frames/0"),
        ({"message": "a", "frames": [{"line": "1"}]}, "/frames/0/line"),
        ({"message": "a", "syntax": 1}, "/syntax"),
        ({"message": "a", "syntax": {"line": True}}, "/syntax/line"),
    ],
)
def test_wrong_data_is_told_with_its_place(value: JsonValue, where: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_crash(value, CrashKind.IMPORT, SHOP)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("file", "own"),
    [
        (inside("main.py"), True),
        (inside("src", "lib", "util.py"), True),
        ("main.py", True),
        (".venv/lib/python3.11/site-packages/fastapi/routing.py", False),
        ("<string>", False),
        ("<frozen importlib._bootstrap>", False),
        (inside(".venv", "lib", "python3.11", "site-packages", "fastapi", "routing.py"), False),
        (inside("env", "lib", "python3.12", "json", "decoder.py"), False),
        (str(Path(SHOP).parent / "other.py"), False),
        (f"{SHOP}-two/main.py", False),
    ],
)
def test_own_files_are_told_from_libraries(file: str, own: bool) -> None:
    assert is_own(file, SHOP) is own


def test_the_innermost_own_call_is_the_culprit() -> None:
    frames = (CodePlace(inside("main.py"), 1), CodePlace(inside("db.py"), 2, "open"), CodePlace("/lib/x.py", 3))
    assert culprit_of(frames, SHOP) == frames[1]
    assert culprit_of(frames[2:], SHOP) is None
