"""What the first frame needs of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.adapters.storage.look import Look, read_look
from app.adapters.storage.settings import Appearance, Settings, SettingsStore, Window

if TYPE_CHECKING:
    from pathlib import Path


def test_it_reads_what_the_store_writes(tmp_path: Path) -> None:
    window = Window(geometry=b"\x00\x01\xfe", columns=b"columns", rows=b"", side=312)
    SettingsStore(tmp_path).save(Settings(window=window, appearance=Appearance("dark", 125)))
    found = read_look(tmp_path)
    assert found._replace(network={}) == Look("dark", 125, b"\x00\x01\xfe", b"columns", b"", 312, {})
    assert found.network["connect_timeout"] == 10


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{broken",
        "[]",
        '{"appearance": 3, "window": [1]}',
        '{"appearance": {"theme": 1, "zoom": true}, "window": {"geometry": 5}}',
        '{"appearance": {"zoom": 401}, "window": {"geometry": "no base64", "columns": "\u00e4", "rows": "A"}}',
        '{"window": {"side": true}}',
        '{"window": {"side": -3}}',
        '{"window": {"side": 1e9}}',
        "[" * 100_000,
    ],
)
def test_what_is_odd_has_its_default_and_stays_where_it_is(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "settings.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert read_look(tmp_path) == Look()
    assert (file.read_text(encoding="utf-8") if text is not None else None) == text
