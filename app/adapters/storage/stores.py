"""The files of one person, opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.storage.drafts import DraftStore
from app.adapters.storage.settings import LoadedSettings, SettingsStore

if TYPE_CHECKING:
    from app.adapters.storage.locations import Locations


@dataclass(frozen=True, slots=True)
class Stores:
    """The files, and the settings as they were read."""

    settings: SettingsStore
    drafts: DraftStore
    loaded: LoadedSettings


def open_stores(locations: Locations) -> Stores:
    """Opens them; what is broken is told in `loaded`."""
    settings = SettingsStore(locations.config)
    return Stores(settings, DraftStore(locations.data), settings.load())
