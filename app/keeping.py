"""What a window remembers between two starts: look, layout and session; a failure costs only the memory.

Nothing but the look is read before the first frame, so all that reads and checks the rest is imported later.
"""

# ruff: noqa: PLC0415 - as above

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.storage.look import Look, read_look
from app.ui.theme import ThemeMode, show_first_look

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QGuiApplication

    from app.adapters.storage.drafts import DraftStore
    from app.adapters.storage.locations import Locations
    from app.adapters.storage.settings import LoadedSettings, SettingsStore
    from app.core.workspace.model import Notice
    from app.features.session.presenter import Session
    from app.shell.main_window import MainWindow
    from app.ui.theme_manager import ThemeManager

SOURCE = "bookstore"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Stores:
    """The files, and the settings as they were read."""

    settings: SettingsStore
    drafts: DraftStore
    loaded: LoadedSettings


class Keeping:
    """Loads before and after the first frame, saves when the window closes; with no place to keep it does neither.

    Args:
        tell: Gets a notice about each file that could not be read, once a session is loaded.
    """

    def __init__(self, locations: Locations | None, tell: Callable[[Notice], None]) -> None:
        self._locations = locations
        self._tell = tell
        self._look = read_look(locations.config) if locations else Look()
        self._opened: _Stores | None = None
        self._session: Session | None = None

    def show_first_look(self, application: QGuiApplication, wanted: ThemeMode) -> None:
        """Gives the first frame its colours."""
        show_first_look(application, self._mode(wanted), self._look.zoom)

    def restore_look(self, themes: ThemeManager, wanted: ThemeMode) -> None:
        """Gives the application its whole look."""
        themes.apply(self._mode(wanted), self._look.zoom)

    def _mode(self, wanted: ThemeMode) -> ThemeMode:
        """A theme asked for on start wins over the one that was kept."""
        kept = ThemeMode(self._look.theme) if self._look.theme in set(ThemeMode) else ThemeMode.SYSTEM
        return wanted if wanted is not ThemeMode.SYSTEM else kept

    def restore_window(self, window: MainWindow) -> None:
        """Puts the window where and as it was."""
        window.restore_layout(self._look.geometry, self._look.columns, self._look.rows)

    def load_session(self) -> Session:
        """The tabs and drafts of the last time."""
        from app.core.workspace.model import Level, Notice
        from app.features.session.presenter import Session

        stores = self._stores()
        if stores is None:
            return Session()
        kept = stores.loaded.settings.session
        drafts = stores.drafts.load(SOURCE)
        for note in (*stores.loaded.notes, *drafts.notes):
            self._tell(Notice(Level.WARN, note.message, note.hint))
        return Session(kept.tabs, kept.active, drafts.drafts)

    def save_session(self, session: Session) -> None:
        """Takes over tabs and drafts; `write` puts them on disk."""
        self._session = session

    def write(self, window: MainWindow, themes: ThemeManager) -> None:
        """Writes look, layout and session."""
        import msgspec

        from app.adapters.storage.settings import Appearance, Window
        from app.adapters.storage.settings import Session as SessionSettings
        from app.core.base.errors import SourceError

        stores = self._stores()
        if stores is None:
            return
        geometry, columns, rows = window.layout_state()
        kept = self._session
        session = stores.loaded.settings.session
        if kept is not None:
            session = SessionSettings(source=SOURCE, tabs=kept.tabs, active=kept.active)
        settings = msgspec.structs.replace(
            stores.loaded.settings,
            window=Window(geometry=geometry, columns=columns, rows=rows),
            appearance=Appearance(theme=themes.mode().value, zoom=themes.zoom()),
            session=session,
        )
        try:
            stores.settings.save(settings)
            if kept is not None:
                stores.drafts.save(SOURCE, kept.drafts)
        except SourceError as error:
            # The window is closing: there is no other place left to say it.
            _logger.warning("What was open could not be kept: %s", error)

    def _stores(self) -> _Stores | None:
        """The files of this person, opened when they are first needed; None with no place to keep anything."""
        if self._opened is None and self._locations is not None:
            from app.adapters.storage.drafts import DraftStore
            from app.adapters.storage.settings import SettingsStore

            settings = SettingsStore(self._locations.config)
            self._opened = _Stores(settings, DraftStore(self._locations.data), settings.load())
        return self._opened
