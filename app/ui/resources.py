"""The one place that knows where data files lie: beside the package, in a checkout as in an installed wheel."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "resources"


def theme_file(name: str) -> Path:
    """The token table of the theme `name`."""
    return ROOT / "themes" / f"{name}.json"


def icon_file(name: str) -> Path:
    """The single-ink drawing of the icon `name`."""
    return ROOT / "icons" / f"{name}.svg"


def icon_names() -> tuple[str, ...]:
    """All icons, sorted."""
    return tuple(sorted(path.stem for path in (ROOT / "icons").glob("*.svg")))


def style_template() -> str:
    """The style sheet with `{{token}}` placeholders."""
    return (ROOT / "style.qss").read_text(encoding="utf-8")
