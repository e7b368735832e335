"""Opens a line of a file in the editor that a person works with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE: Final = "ROUTEGLASS_EDITOR"
"""A command with `{file}` and `{line}` in it; where it names neither, the file stands at its end."""

_LINE_AFTER: Final = "{file}:{line}"
_KNOWN: Final = (
    ("code", ("--goto", _LINE_AFTER)),
    ("codium", ("--goto", _LINE_AFTER)),
    ("cursor", ("--goto", _LINE_AFTER)),
    ("zed", (_LINE_AFTER,)),
    ("subl", (_LINE_AFTER,)),
    ("pycharm", ("--line", "{line}", "{file}")),
    ("charm", ("--line", "{line}", "{file}")),
    ("idea", ("--line", "{line}", "{file}")),
    ("kate", ("--line", "{line}", "{file}")),
    ("gedit", ("{file}", "+{line}")),
    ("gnome-text-editor", ("{file}",)),
    ("mousepad", ("--line", "{line}", "{file}")),
)
"""Editors with a window of their own, and how each is told a line; those of a terminal have nowhere to appear."""


@dataclass(frozen=True, slots=True)
class EditorCommand:
    """A program and its arguments, in which `{file}` and `{line}` stand for the place."""

    program: str
    arguments: tuple[str, ...]

    def words(self, file: str, line: int) -> list[str]:
        """What is run."""
        places = {"{file}": file, "{line}": str(max(1, line))}
        return [self.program, *(_filled(argument, places) for argument in self.arguments)]


def find_editor(environment: Mapping[str, str], path: str | None = None) -> EditorCommand | None:
    """The editor that the person named, else the first known one that is installed; None where there is none.

    Args:
        environment: Where `VARIABLE`, and then `VISUAL` and `EDITOR`, are looked up; of these two only known editors
            are taken, because others may need a terminal.
        path: Where programs are looked for; None for the usual places.

    Raises:
        SourceError: The person named a program that is not there.
    """
    named = environment.get(VARIABLE, "").strip()
    if named:
        return _named(named, path)
    known = dict(_KNOWN)
    wished = (shlex.split(environment.get(name, "") or "-")[0] for name in ("VISUAL", "EDITOR"))
    wished_names = [Path(one).name for one in wished]
    for name in (*(one for one in wished_names if one in known), *known):
        program = shutil.which(name, path=path)
        if program is not None:
            return EditorCommand(program, known[name])
    return None


def open_in_editor(file: str, line: int, environment: Mapping[str, str] | None = None) -> bool:
    """Opens a file at a line (1-based); False where no editor is known. Blocks for a moment: call it from a worker.

    Raises:
        SourceError: The file is not there, or the editor cannot be started.
    """
    if not Path(file).is_file():
        message = f"{file} is not there."
        raise SourceError(message, hint="It may have been moved or renamed since.")
    command = find_editor(os.environ if environment is None else environment)
    if command is None:
        return False
    words = command.words(file, line)
    detached = {"creationflags": 0x00000008} if sys.platform == "win32" else {"start_new_session": True}
    try:
        # It lives on when this window closes, and what it prints is nobody's business here.
        editor = subprocess.Popen(  # noqa: S603 - the person's own editor, with a path and a number
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **detached
        )
    except OSError as error:
        message = f"{words[0]} could not be started: {error}."
        raise SourceError(message, hint=f"Name another editor in {VARIABLE}.") from error
    # Somebody has to take note of its end, whenever that is.
    threading.Thread(target=editor.wait, name="editor", daemon=True).start()
    return True


def _named(text: str, path: str | None) -> EditorCommand:
    words = shlex.split(text)
    program = shutil.which(words[0], path=path) if words else None
    if program is None:
        message = f"The editor {words[0] if words else text} is not there."
        raise SourceError(message, hint=f"Correct {VARIABLE}, for example: code --goto {{file}}:{{line}}")
    arguments = tuple(words[1:])
    known = dict(_KNOWN).get(Path(words[0]).name)
    if not arguments and known is not None:
        return EditorCommand(program, known)
    has_place = any("{file}" in argument for argument in arguments)
    return EditorCommand(program, arguments if has_place else (*arguments, "{file}"))


def _filled(argument: str, places: Mapping[str, str]) -> str:
    # One pass: a path may hold the words of a place.
    parts, rest = "", argument
    while rest:
        name = next((name for name in places if rest.startswith(name)), None)
        parts += places[name] if name is not None else rest[0]
        rest = rest[len(name) if name is not None else 1 :]
    return parts
