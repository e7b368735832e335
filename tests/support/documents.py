"""The real documents of the corpora, read as the program reads them: one file or many."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.spec.load import decode, load_document
from app.core.spec.references import outside_references
from app.core.spec.uris import local_path, uri_of

if TYPE_CHECKING:
    from app.core.spec.document import Document


def public_entries(corpora: Path | None) -> list[dict[str, Any]]:
    """What the manifest says of each document; nothing where there are no corpora."""
    if corpora is None:
        return []
    entries: list[dict[str, Any]] = json.loads((corpora / "public" / "manifest.json").read_bytes())
    return entries


def public_document(corpora: Path, entry: dict[str, Any], scratch: Path) -> Document:
    """One document of the corpora; what is packed is unpacked into `scratch`, and its other files are read."""
    path = corpora / "public" / entry["file"]
    if path.suffixes[-2:] != [".tar", ".gz"]:
        return load_document(path.read_bytes(), str(path))
    with tarfile.open(path) as archive:
        archive.extractall(scratch, filter="data")
    root = scratch / entry["root"]
    return load_document(root.read_bytes(), str(root), _resources(root))


def _resources(root: Path) -> dict[str, Any]:
    """All files that a document refers to, and those that they refer to, by URI."""
    found: dict[str, Any] = {}
    pending = [uri_of(str(root))]
    while pending:
        uri = pending.pop()
        name = local_path(uri)
        if uri in found or name is None or not Path(name).is_file():
            continue
        found[uri] = decode(Path(name).read_bytes(), uri).value
        pending.extend(outside_references(found[uri], uri))
    return found
