"""One JSON file: read with mercy, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.base.errors import SourceError
from app.core.base.json_text import JsonSyntaxError, decode_json

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


@dataclass(frozen=True, slots=True)
class StorageNote:
    """Something a person should know about a file of theirs.

    Attributes:
        message: What happened, one sentence.
        hint: What to do next; may be empty.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file holds.

    Attributes:
        members: The object in it; empty where there is no file, or none that can be read.
        notes: Why it could not be read.
    """

    members: dict[str, JsonValue]
    notes: tuple[StorageNote, ...] = ()


def read_json_file(path: Path) -> Stored:
    """Reads an object; a file that holds none is kept aside under another name. Never raises."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Stored({})
    except OSError as error:
        note = StorageNote(f"{path} cannot be read: {error.strerror}.", "Defaults are used; check its permissions.")
        return Stored({}, (note,))
    value = decode_json(data)
    if isinstance(value, dict):
        return Stored(value)
    reason = str(value) if isinstance(value, JsonSyntaxError) else "it is JSON, but no object"
    return Stored({}, (set_aside(path, "broken", f"{path} cannot be understood: {reason}"),))


def set_aside(path: Path, kind: str, reason: str) -> StorageNote:
    """Renames a file to `NAME.<kind>-<n>`, so that nothing is lost when a new one is written. Never raises."""
    number = 1
    while (aside := path.with_name(f"{path.name}.{kind}-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        return StorageNote(f"{reason}. It could not be kept aside: {error.strerror}.", "Defaults are used.")
    return StorageNote(f"{reason}.", f"Defaults are used; the file is kept as {aside.name}.")


def write_json_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all, readable by its owner only.

    Raises:
        SourceError: It cannot be written; the old one is as it was.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            temporary = file.name
            file.write(text.encode(errors="surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        message = f"{path.name} could not be saved: {error.strerror or error}."
        raise SourceError(
            message, where=str(path), hint="Free some space or check the folder's permissions."
        ) from error
