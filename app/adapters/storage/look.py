"""How the window looked and stood: what the first frame needs of the settings, read without a validator.

Checking all settings with msgspec takes longer than everything else before the first frame. So these few values are
read alone; what is odd has its default here and its note when `SettingsStore` reads the whole file.
"""

from __future__ import annotations

import binascii
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LEAST_ZOOM: Final = 50
MOST_ZOOM: Final = 400
_MOST_PIXELS: Final = 100_000


class Look(NamedTuple):
    """What was kept. (A tuple: the first frame waits for it.)

    Attributes:
        theme: As a person chose it; empty where nothing is known.
        zoom: Percent of the desktop's text size.
        geometry, columns, rows: Qt's own bytes, empty where nothing is known.
        side: How wide the side bar stood, in pixels; 0 where nothing is known.
        network: How requests travel, as it stands in the file.
        receive_spans: Whether spans of OpenTelemetry are received from the start on.
    """

    theme: str = ""
    zoom: int = 100
    geometry: bytes = b""
    columns: bytes = b""
    rows: bytes = b""
    side: int = 0
    network: Mapping[str, Any] = MappingProxyType({})
    receive_spans: bool = False


def read_look(folder: Path) -> Look:
    """Reads it from `settings.json`. Never raises, and changes nothing on disk."""
    try:
        raw = json.loads((folder / "settings.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return Look()
    appearance, window = _section(raw, "appearance"), _section(raw, "window")
    theme = appearance.get("theme")
    return Look(
        theme=theme if isinstance(theme, str) else "",
        zoom=_zoom(appearance.get("zoom")),
        geometry=_bytes(window.get("geometry")),
        columns=_bytes(window.get("columns")),
        rows=_bytes(window.get("rows")),
        side=_pixels(window.get("side")),
        network=_section(raw, "network"),
        receive_spans=_section(raw, "telemetry").get("receive") is True,
    )


def _section(raw: Any, name: str) -> Mapping[str, Any]:
    found = raw.get(name) if isinstance(raw, dict) else None
    return found if isinstance(found, dict) else {}


def _zoom(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and LEAST_ZOOM <= value <= MOST_ZOOM:
        return value
    return 100


def _pixels(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_PIXELS else 0


def _bytes(value: Any) -> bytes:
    try:
        return binascii.a2b_base64(value, strict_mode=True) if isinstance(value, str) else b""
    except ValueError:
        return b""
