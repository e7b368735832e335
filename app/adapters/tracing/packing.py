"""Writes the recorder as one file that a user's interpreter runs, and the server that it may lack.

The archive holds the package under the name `_routeglass`, which no project uses, so that a project's own package
called `app` is not shadowed.
"""

from __future__ import annotations

import importlib.util
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.tracing import payload

if TYPE_CHECKING:
    from collections.abc import Iterator

ARCHIVE_NAME = "routeglass_payload.pyz"
PACKAGE_NAME = "_routeglass"

LENT_PACKAGES = ("uvicorn", "h11", "click")
"""What serves an app whose environment has no server; pure Python, for Python 3.10 and newer."""

_MAIN = f"""from {PACKAGE_NAME}.agent import main

if __name__ == "__main__":
    main()
"""
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold, so that equal sources make equal archives."""


def write_payload(folder: Path) -> Path:
    """Writes the archive into a folder and returns its path; the same bytes for the same program.

    Raises:
        OSError: It cannot be written.
    """
    path, draft = folder / ARCHIVE_NAME, folder / f"{ARCHIVE_NAME}.new"
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "__main__.py", _MAIN.encode())
        for name, data in _sources():
            _add(archive, f"{PACKAGE_NAME}/{name}", data)
    return draft.replace(path)  # At once, because an interpreter may be reading the one before.


def lend_server(folder: Path) -> Path:
    """Copies our own pure-Python server into a folder and returns the folder, for the agent's `vendor`.

    Raises:
        OSError: It cannot be written, or we have none to lend.
    """
    for name in LENT_PACKAGES:
        found = importlib.util.find_spec(name)
        if found is None or not found.submodule_search_locations:
            raise FileNotFoundError(f"{name} is missing in our own environment")
        source = Path(found.submodule_search_locations[0])
        shutil.copytree(source, folder / name, ignore=_all_but_source, dirs_exist_ok=True)
    return folder


def _all_but_source(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__" or ("." in name and not name.endswith(".py"))}


def _sources() -> Iterator[tuple[str, bytes]]:
    home = Path(payload.__file__).parent
    for file in sorted(home.rglob("*.py")):
        yield file.relative_to(home).as_posix(), file.read_bytes()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _WRITTEN_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)
