"""From where a file is imported, and under what name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.adapters.local_app.source_facts import Facts

_SOURCE_FOLDERS: Final = frozenset({"src", "python"})
"""Folders that only hold packages: who works on the project stands one above."""


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """How a file is imported.

    Attributes:
        folder: The working folder.
        import_root: What `module` is imported from where that is not `folder`; else empty.
        module: Its dotted name.
    """

    folder: str
    import_root: str
    module: str


def import_place(file: str, opened: str, facts: Facts) -> ImportPlace | None:
    """How a file wants to be imported; None where its name is no name of a module.

    The first folder above it without an `__init__.py` is where it is imported from, as `fastapi run` has it. Packages
    may do without that file (PEP 420): where the file's own imports call a folder above it by name, or climb out of
    it with dots, that folder is a package too.

    Args:
        file: Absolute.
        opened: The folder that a person opened; absolute.
        facts: What the file says.
    """
    path = Path(file)
    root = path.parent
    while (root / "__init__.py").is_file() and root != root.parent:
        root = root.parent
    root = _above_packages(path, root, Path(opened), facts)
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    if not parts or not all(part.isidentifier() for part in parts):
        return None
    module = ".".join(parts)
    if root.name in _SOURCE_FOLDERS and root != Path(opened):
        return ImportPlace(str(root.parent), str(root), module)
    return ImportPlace(str(root), "", module)


def _above_packages(path: Path, root: Path, opened: Path, facts: Facts) -> Path:
    absolute = {found.module.partition(".")[0] for found in facts.imports.values() if not found.level}
    climbs = max((found.level for found in facts.imports.values()), default=0)
    for _step in range(climbs - (len(path.parent.parts) - len(root.parts))):
        root = root.parent
    above = root
    while above != above.parent and above.is_relative_to(opened):
        if above.name in absolute and not (above / f"{above.name}.py").exists() and above.name.isidentifier():
            return above.parent
        above = above.parent
    return root
