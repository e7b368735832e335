"""Files on this machine: which of them a document may lead to, and whether they are still the same."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Final

from app.adapters.files.stamps import file_stamp
from app.core.base.errors import SourceError
from app.core.exchange.words import size_words

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of the largest document that is read."""

SUFFIXES: Final = frozenset((".json", ".yaml", ".yml", ".jsonld", ".oas", ".openapi"))
"""What a reference may lead to; nothing else on a disk is part of an API's description."""

MOST_UP: Final = 6
"""How many folders above the document a checkout's root is looked for."""

_HINT: Final = "Check the name. A URL begins with http:// or https://."


def check_file(name: str) -> Path:
    """The absolute path of a document's file.

    Raises:
        SourceError: There is no such file, it is no ordinary one, may not be read, or is too large.
    """
    _refuse_other_names(name)
    try:
        path = Path(name).expanduser()
        found = path.stat()
    except FileNotFoundError:
        message = "There is no such file."
        raise SourceError(message, where=name, hint=_HINT) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreadable(name, error) from error
    if stat.S_ISDIR(found.st_mode):
        message = "That is a folder."
        raise SourceError(message, where=name, hint="Name the document in it, for example openapi.json.")
    if not stat.S_ISREG(found.st_mode):
        message = "That is no ordinary file but a device, a pipe or a socket."
        raise SourceError(message, where=name, hint="Save what comes out of it in a file, and name that.")
    if found.st_size > LARGEST:
        message = f"The file has more than {size_words(LARGEST)}; no OpenAPI document is that large."
        raise SourceError(message, where=name)
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(name, error) from error
    return path.absolute()


def _refuse_other_names(name: str) -> None:
    if not name.strip():
        message = "No file was named."
        raise SourceError(message, hint=_HINT)
    if "://" in name:
        message = "This cannot be opened: only http, https and files are read."
        raise SourceError(message, where=name, hint=_HINT)


def _unreadable(name: str, error: Exception) -> SourceError:
    message = f"The file cannot be read: {getattr(error, 'strerror', None) or str(error).rstrip('.')}."
    return SourceError(message, where=name, hint="Check its name and its permissions.")


def refusal(path: Path, document: Path) -> str:
    """Why a document may not lead to a file, in words; empty where it may.

    It may lead to texts beside and below itself, and elsewhere in the checkout that it is part of; without a checkout
    also one folder up. It may not lead to hidden files, nor through links out of there.

    Args:
        path: Where the reference leads.
        document: The document's own file.
    """
    if _computer(path) not in {"", _computer(document)}:
        # Before anything is asked of it: Windows would call that computer, and log in there.
        return "it is on another computer"
    if path.suffix.lower() not in SUFFIXES:
        return f"a reference may lead to {', '.join(sorted(SUFFIXES))} files only"
    try:
        real, root = path.resolve(), layout_root(document)
    except (OSError, RuntimeError) as error:
        return f"its place cannot be found: {error}"
    if not real.is_relative_to(root):
        return f"it is outside of {root}, where the document's other files may be"
    if any(part.startswith(".") for part in real.relative_to(root).parts):
        return "hidden files are no part of a document"
    try:
        check_file(str(real))
    except SourceError as error:
        return error.what
    return ""


def _computer(path: Path) -> str:
    """The computer in a name such as `//computer/share/x`; empty for this one."""
    start = str(path).replace("\\", "/")
    return start[2:].partition("/")[0].lower() if start.startswith("//") else ""


def layout_root(document: Path) -> Path:
    """The folder in which the files of a document may be."""
    folder = document.resolve().parent
    private = {Path.home().resolve(), *Path.home().resolve().parents}
    for above in (folder, *folder.parents[:MOST_UP]):
        if above not in private and (above / ".git").exists():
            return above
    return folder.parent if folder.parent not in private and len(folder.parent.parts) > 2 else folder


def is_same_file(path: Path, stamp: str, digest: str) -> bool | None:
    """Whether a file still has what was read of it; None where it cannot be read now. Never raises."""
    if stamp and file_stamp(path) == stamp:
        return True
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return None
