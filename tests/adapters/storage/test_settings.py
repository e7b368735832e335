from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.adapters.storage.json_file import read_json_file, write_json_file
from app.adapters.storage.locations import locations_under, user_locations
from app.adapters.storage.settings import (
    VERSION,
    Appearance,
    Network,
    Session,
    Settings,
    SettingsStore,
    Window,
    migrate,
)
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.base.json_types import JsonValue

CHANGED = Settings(
    Window(b"\x00\xffgeometry", b"c", b"r", side_bar=False, drawer=True),
    Appearance("dark", 125),
    Network(2.5, 60.0),
    Session("http://h:8000", ("POST /books", "GET /books"), "GET /books"),
)


def write(folder: Path, value: object) -> None:
    (folder / "settings.json").write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    loaded = SettingsStore(tmp_path / "not yet").load()
    assert (loaded.settings, loaded.notes) == (Settings(), ())


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "deep" / "folder")
    store.save(CHANGED)
    assert SettingsStore(tmp_path / "deep" / "folder").load().settings == CHANGED
    assert json.loads((tmp_path / "deep" / "folder" / "settings.json").read_text())["version"] == VERSION
    store.save(msgspec.structs.replace(CHANGED, appearance=Appearance("light")))
    assert store.load().settings.appearance.theme == "light"
    assert [path.name for path in (tmp_path / "deep" / "folder").iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    SettingsStore(tmp_path).save(CHANGED)
    assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ['{"appearance": {', "", "[1]", "\x00\x01", "null"])
def test_a_broken_file_is_kept_aside_and_told(tmp_path: Path, text: str) -> None:
    for number in (1, 2):
        write(tmp_path, text)
        loaded = SettingsStore(tmp_path).load()
        assert loaded.settings == Settings()
        assert "cannot be understood" in loaded.notes[0].message
        assert loaded.notes[0].hint.endswith(f"settings.json.broken-{number}.")
        assert (tmp_path / f"settings.json.broken-{number}").read_text() == text
        assert not (tmp_path / "settings.json").exists()


def test_one_bad_value_costs_that_value_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "version": 1,
            "appearance": {"theme": "purple", "zoom": 150, "unknown": 1},
            "network": {"connect_timeout": -1, "read_timeout": 5},
            "window": "big",
            "session": None,
            "future": {},
        },
    )
    loaded = SettingsStore(tmp_path).load()
    assert loaded.settings == Settings(appearance=Appearance(zoom=150), network=Network(read_timeout=5.0))
    told = [note.message for note in loaded.notes]
    assert len(told) == 3
    assert told[0] == "The settings window are no object."
    assert told[1].startswith("The setting appearance.theme is 'purple': ")
    assert told[2].startswith("The setting network.connect_timeout is -1: ")


def test_a_newer_file_is_used_as_far_as_it_is_known_and_kept(tmp_path: Path) -> None:
    write(tmp_path, {"version": VERSION + 1, "appearance": {"zoom": 150}, "new": {}})
    loaded = SettingsStore(tmp_path).load()
    assert loaded.settings.appearance.zoom == 150
    assert "newer Routeglass" in loaded.notes[0].message
    assert json.loads((tmp_path / "settings.json.newer-1").read_text())["new"] == {}


@pytest.mark.parametrize("version", ["1", 0, True, 1.5])
def test_a_version_that_is_none(tmp_path: Path, version: object) -> None:
    write(tmp_path, {"version": version, "appearance": {"zoom": 150}})
    loaded = SettingsStore(tmp_path).load()
    assert loaded.settings.appearance.zoom == 150
    assert repr(version) in loaded.notes[0].message


def test_migrations_run_one_after_the_other() -> None:
    def one(raw: dict[str, JsonValue]) -> dict[str, JsonValue]:
        return {"b": raw["a"]}

    def two(raw: dict[str, JsonValue]) -> dict[str, JsonValue]:
        return {"c": raw["b"]}

    migrations = {1: one, 2: two}
    assert migrate({"a": 5}, 1, migrations, 3) == {"c": 5}
    assert migrate({"b": 5}, 2, migrations, 3) == {"c": 5}
    assert migrate({"c": 5}, 3, migrations, 3) == {"c": 5}
    assert migrate({"c": 5}, 4, migrations, 3) == {"c": 5}


def test_a_folder_that_cannot_be_written_is_told_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SourceError, match=r"settings\.json could not be saved") as caught:
        SettingsStore(tmp_path / "file" / "folder").save(CHANGED)
    assert caught.value.where.endswith("settings.json")
    assert caught.value.hint


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "settings.json"
    target.mkdir()
    (target / "child").touch()
    with pytest.raises(SourceError):
        write_json_file(target, "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    stored = read_json_file(tmp_path / "settings.json")
    assert stored.members == {}
    assert "cannot be read" in stored.notes[0].message


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a folder that even its owner cannot change")
def test_a_broken_file_that_cannot_be_kept_aside_is_told() -> None:
    from pathlib import Path

    # Files of procfs can be read, but not renamed.
    stored = read_json_file(Path("/proc/self/status"))
    assert stored.members == {}
    assert "could not be kept aside" in stored.notes[0].message


def test_locations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = locations_under(tmp_path)
    assert (here.config, here.data) == (tmp_path / "config", tmp_path / "data")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    of_user = user_locations()
    assert of_user.config.name == "routeglass"
    assert of_user.data.name == "routeglass"
    assert not of_user.config.exists()
