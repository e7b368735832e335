"""The only place that knows directories."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

NAME = "routeglass"


class Locations(NamedTuple):
    """Where things are kept. The folders need not exist yet. (A tuple: the first frame waits for it.)

    Attributes:
        config: Settings, made by a person.
        data: Drafts and databases, made by the program.
        cache: What can be made anew, such as indexes of documents.
    """

    config: Path
    data: Path
    cache: Path


def user_locations() -> Locations:
    """The folders of the person who runs the program, as the operating system wants them."""
    home = os.environ.get("HOME", "")
    if sys.platform == "linux" and home.startswith("/") and not any(name.startswith("XDG_") for name in os.environ):
        # The library says the same, and importing it takes a tenth of the first frame.
        return Locations(*(Path(home, folder, NAME) for folder in (".config", ".local/share", ".cache")))
    import platformdirs  # noqa: PLC0415 - as above

    return Locations(
        platformdirs.user_config_path(NAME, appauthor=False),
        platformdirs.user_data_path(NAME, appauthor=False),
        platformdirs.user_cache_path(NAME, appauthor=False),
    )


def locations_under(folder: Path) -> Locations:
    """Everything in one folder: for tests, and for a profile to throw away."""
    return Locations(folder / "config", folder / "data", folder / "cache")
