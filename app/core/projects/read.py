"""What an app's process tells of its failure → a `Crash`; wrong data gives a `RecordError` that says where."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from app.core.base.json_record import JsonRecord
from app.core.projects.advice import advice_for
from app.core.projects.model import CodePlace, Crash, CrashKind

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

_LIBRARIES = frozenset({"site-packages", "dist-packages"})
_STANDARD_LIBRARY = "lib/python"
"""Where an environment inside the project keeps Python's own modules: `lib/python3.12/json/decoder.py`."""


def read_crash(value: JsonValue, kind: CrashKind, folder: str) -> Crash:
    """A failure from `{"type", "message", "tb", "frames": [...], "syntax": {...} | null}`.

    Args:
        value: As the process sent it; only `message` has to be there.
        kind: What it failed at.
        folder: The project, to find the line that is the person's own.

    Raises:
        RecordError: Something is missing or of the wrong type.
    """
    record = JsonRecord(value)
    name, text = record.text("type", ""), record.text("message")
    frames = tuple(_read_place(item) for item in record.records("frames"))
    syntax = None
    if record.members.get("syntax") is not None:
        syntax = _read_place(JsonRecord(record.mapping("syntax"), "/syntax"))
    culprit = syntax or culprit_of(frames, folder)
    return Crash(
        kind=kind,
        message=": ".join(part for part in (name, text) if part),
        traceback=record.text("tb", ""),
        frames=frames,
        culprit=culprit,
        hint=advice_for(kind, name, text, culprit.text if culprit is not None else ""),
    )


def culprit_of(frames: tuple[CodePlace, ...], folder: str) -> CodePlace | None:
    """The innermost of the calls that lies in the project and in none of its environments; None where none does."""
    return next((place for place in reversed(frames) if is_own(place.file, folder)), None)


def is_own(file: str, folder: str) -> bool:
    """Whether a file is the person's own: inside the project, and no library that is installed there."""
    # What is no file is called `<string>` or `<frozen …>`, and files of the working folder may have a relative name.
    path = PurePath(folder, file)
    if file.startswith("<") or not path.is_relative_to(folder):
        return False
    inside = path.relative_to(folder)
    return not _LIBRARIES.intersection(inside.parts) and _STANDARD_LIBRARY not in inside.as_posix()


def _read_place(record: JsonRecord) -> CodePlace:
    return CodePlace(
        file=record.text("file", ""),
        line=record.whole("line", 0),
        name=record.text("name", "").removeprefix("<module>"),
        text=record.text("text", "").strip(),
        column=record.whole("column", 0),
    )
