"""What a window remembers between two starts: look, layout and session; a failure costs only the memory."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from app.adapters.storage.drafts import DraftStore
from app.adapters.storage.settings import Appearance, SettingsStore, Window
from app.adapters.storage.settings import Session as SessionSettings
from app.core.base.errors import SourceError
from app.core.workspace.model import Level, Notice
from app.features.session.presenter import Session
from app.ui.theme_manager import ThemeMode

if TYPE_CHECKING:
    from app.adapters.storage.json_file import StorageNote
    from app.adapters.storage.locations import Locations
    from app.core.workspace.workspace import Workspace
    from app.shell.main_window import MainWindow
    from app.ui.theme_manager import ThemeManager

SOURCE = "bookstore"
_logger = logging.getLogger(__name__)


class Keeping:
    """Loads before the first frame, saves when the window closes; with no place to keep things it does neither."""

    def __init__(self, locations: Locations | None, workspace: Workspace) -> None:
        self._workspace = workspace
        self._settings = SettingsStore(locations.config) if locations else None
        self._drafts = DraftStore(locations.data) if locations else None
        self._notes: list[StorageNote] = []
        self._session: Session | None = None
        self._loaded = self._settings.load() if self._settings else None
        if self._loaded is not None:
            self._notes += self._loaded.notes

    def restore_look(self, themes: ThemeManager, wanted: ThemeMode) -> None:
        """Gives the application its look; a theme asked for on start wins over the one that was kept."""
        appearance = self._loaded.settings.appearance if self._loaded else Appearance()
        mode = wanted if wanted is not ThemeMode.SYSTEM else ThemeMode(appearance.theme)
        themes.apply(mode, appearance.zoom)

    def restore_window(self, window: MainWindow) -> None:
        """Puts the window where and as it was."""
        if self._loaded is not None:
            kept = self._loaded.settings.window
            window.restore_layout(kept.geometry, kept.columns, kept.rows)

    def tell_problems(self) -> None:
        """Tells what could not be read; once, when there is somebody to read it."""
        for note in self._notes:
            self._workspace.notify(Notice(Level.WARN, note.message, note.hint))
        self._notes.clear()

    def load_session(self) -> Session:
        """The tabs and drafts of the last time."""
        if self._loaded is None or self._drafts is None:
            return Session()
        kept = self._loaded.settings.session
        loaded = self._drafts.load(SOURCE)
        self._notes += loaded.notes
        self.tell_problems()
        return Session(kept.tabs, kept.active, loaded.drafts)

    def save_session(self, session: Session) -> None:
        """Takes over tabs and drafts; `write` puts them on disk."""
        self._session = session

    def write(self, window: MainWindow, themes: ThemeManager) -> None:
        """Writes look, layout and session."""
        if self._settings is None or self._drafts is None or self._loaded is None:
            return
        geometry, columns, rows = window.layout_state()
        kept = self._session
        session = self._loaded.settings.session
        if kept is not None:
            session = SessionSettings(source=SOURCE, tabs=kept.tabs, active=kept.active)
        settings = msgspec.structs.replace(
            self._loaded.settings,
            window=Window(geometry=geometry, columns=columns, rows=rows),
            appearance=Appearance(theme=themes.mode().value, zoom=themes.zoom()),
            session=session,
        )
        try:
            self._settings.save(settings)
            if kept is not None:
                self._drafts.save(SOURCE, kept.drafts)
        except SourceError as error:
            # The window is closing: there is no other place left to say it.
            _logger.warning("What was open could not be kept: %s", error)
