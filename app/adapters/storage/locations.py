"""The only place that knows directories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "routeglass"


@dataclass(frozen=True, slots=True)
class Locations:
    """Where things are kept. The folders need not exist yet.

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
    import platformdirs  # noqa: PLC0415 - commands that keep nothing need not know where

    return Locations(
        platformdirs.user_config_path(NAME, appauthor=False),
        platformdirs.user_data_path(NAME, appauthor=False),
        platformdirs.user_cache_path(NAME, appauthor=False),
    )


def locations_under(folder: Path) -> Locations:
    """Everything in one folder: for tests, and for a profile to throw away."""
    return Locations(folder / "config", folder / "data", folder / "cache")
