"""Unsaved edits: what was typed into forms survives a restart. Secrets are left out before (`without_secrets`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.adapters.storage.json_file import StorageNote, read_json_file, write_json_file
from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.model import FormState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.core.base.json_types import JsonValue, Omitted, Value

VERSION: Final = 1
MAX_SOURCES: Final = 20
"""APIs whose drafts are kept; the one saved longest ago goes first."""

_FILE: Final = "$file"


@dataclass(frozen=True, slots=True)
class LoadedDrafts:
    """The drafts of one API by operation key, and what was wrong with the file."""

    drafts: dict[str, FormState]
    notes: tuple[StorageNote, ...] = ()


class DraftStore:
    """Keeps drafts in `drafts.json`: per source, per operation."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "drafts.json"

    def load(self, source: str) -> LoadedDrafts:
        """The drafts of one source; those that cannot be read are left out with a note. Never raises."""
        stored = read_json_file(self._path)
        notes = list(stored.notes)
        drafts: dict[str, FormState] = {}
        for key, raw in _object(_object(stored.members.get("sources")).get(source)).items():
            try:
                drafts[key] = decode_state(raw)
            except (ValueError, TypeError, KeyError) as error:
                notes.append(StorageNote(f"The draft of {key} cannot be read: {error}.", "Its form starts anew."))
        return LoadedDrafts(drafts, tuple(notes))

    def save(self, source: str, drafts: Mapping[str, FormState]) -> None:
        """Replaces the drafts of one source; those of others stay.

        Args:
            source: As `Session.source` names it.
            drafts: By operation key, secrets left out.

        Raises:
            SourceError: They cannot be written.
        """
        sources = dict(_object(read_json_file(self._path).members.get("sources")))
        sources.pop(source, None)
        if drafts:
            sources[source] = {key: encode_state(state) for key, state in drafts.items()}
        newest = dict(list(sources.items())[-MAX_SOURCES:])
        whole: dict[str, JsonValue] = {"version": VERSION, "sources": newest}
        write_json_file(self._path, encode_json(whole, indent=2) + "\n")


def encode_state(state: FormState) -> dict[str, JsonValue]:
    """A form's values as JSON; files as `{"$file": …}`, and a name that begins with `$` gets another in front."""
    return {
        "roots": {location.value: _encode(root) for location, root in state.roots.items() if root is not OMIT},
        "media_type": state.media_type,
        "body_text": state.body_text,
        "branches": {str(path): index for path, index in state.branches.items()},
    }


def decode_state(raw: JsonValue) -> FormState:
    """Reverses `encode_state`.

    Raises:
        ValueError, TypeError, KeyError: It is none.
    """
    members = _object(raw)
    roots: dict[Location, Value | Omitted] = {
        location: OMIT if location is Location.BODY else {} for location in Location
    }
    found = {Location(name): _decode(root) for name, root in _object(members.get("roots")).items()}
    for location, root in found.items():
        if location is not Location.BODY and not isinstance(root, dict):
            message = f"its {location.value} is no object"
            raise ValueError(message)
    branches = {FieldPath.parse(path): _index(index) for path, index in _object(members.get("branches")).items()}
    return FormState({**roots, **found}, _text(members, "media_type"), _text(members, "body_text"), branches)


def _encode(value: Value) -> JsonValue:
    if isinstance(value, FileRef):
        return {_FILE: {"path": value.path, "filename": value.filename, "media_type": value.media_type}}
    if isinstance(value, dict):
        return {f"${key}" if key.startswith("$") else key: _encode(member) for key, member in value.items()}
    return [_encode(item) for item in value] if isinstance(value, list) else value


def _decode(value: JsonValue) -> Value:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if _FILE in value:
        file = _object(value[_FILE])
        return FileRef(*(str(file[name]) for name in ("path", "filename", "media_type")))
    return {key.removeprefix("$"): _decode(member) for key, member in value.items()}


def _object(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _text(members: dict[str, JsonValue], name: str) -> str | None:
    value = members.get(name)
    if value is not None and not isinstance(value, str):
        message = f"its {name} is no text"
        raise ValueError(message)
    return value


def _index(value: JsonValue) -> int:
    if not isinstance(value, int):
        message = f"the branch {value!r} is no number"
        raise TypeError(message)
    return value
