"""The public documents of the corpora with what their manifest says of them, loaded with all their files."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.core.spec.load import decode, load_document
from app.core.spec.references import outside_references
from app.core.spec.uris import local_path
from tests.support.corpora import VARIABLE, find_corpora

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from app.core.spec.document import Document


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """One document of the corpora.

    Attributes:
        path: Its file, or the archive of its files.
        manifest: What it holds; expectations come from here and not from its name.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def constructs(self) -> Mapping[str, int]:
        """How often it uses what."""
        found: Mapping[str, int] = self.manifest["constructs"]
        return found

    def load(self, folder: Path) -> LoadedDocument:
        """Reads it with every file that its references lead to.

        Args:
            folder: Where an archive is unpacked.
        """
        entry = self.path
        if self.path.suffix == ".gz":
            with tarfile.open(self.path) as archive:
                archive.extractall(folder, filter="data")
            entry = folder / self.manifest["root"]
        texts: dict[str, str] = {"": entry.read_text(encoding="utf-8")}
        resources: dict[str, Any] = {}
        wanted = list(outside_references(decode(texts[""], str(entry)).value, str(entry)))
        while wanted:
            uri = wanted.pop()
            path = local_path(uri)
            if uri in resources or path is None or not (entry.parent / path).is_file():
                continue
            texts[uri] = (entry.parent / path).read_text(encoding="utf-8")
            resources[uri] = decode(texts[uri], uri).value
            wanted += outside_references(resources[uri], uri)
        return LoadedDocument(load_document(texts[""], str(entry), resources), texts)


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document and the texts of its resources by URI, its own by the empty text."""

    document: Document
    texts: Mapping[str, str]


def public_documents() -> list[ParameterSet]:
    """One parameter for each document; one that skips where this machine has no corpora."""
    folder = find_corpora()
    if folder is None:
        reason = f"no real inputs here: set {VARIABLE} to their folder"
        return [pytest.param(None, id="none", marks=pytest.mark.skip(reason=reason))]
    manifest = json.loads((folder / "public" / "manifest.json").read_text(encoding="utf-8"))
    return [
        pytest.param(PublicDocument(folder / "public" / entry["file"], entry), id=entry["file"]) for entry in manifest
    ]
