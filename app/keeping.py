"""What a window remembers between two starts: look, layout and session; a failure costs only the memory.

Nothing but the look and the operations of last time is read before the first frame, so all that reads and checks the
rest is imported later.
"""

# ruff: noqa: PLC0415 - as above

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.storage.look import Look, read_look
from app.core.base.references import BOOKSTORE
from app.ui.theme import ThemeMode, show_first_look

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QGuiApplication

    from app.adapters.storage.json_file import StorageNote
    from app.adapters.storage.kept_lists import KeptLists
    from app.adapters.storage.locations import Locations
    from app.adapters.storage.settings import Session as SessionSettings
    from app.adapters.storage.settings import Settings
    from app.adapters.storage.stores import Stores
    from app.core.exchange.connection import ConnectionSettings
    from app.core.operations.kept_list import KeptList
    from app.core.projects.model import AppOrder
    from app.core.workspace.model import Notice
    from app.features.session.presenter import Session
    from app.features.sources.recents import Recent
    from app.shell.main_window import MainWindow
    from app.ui.theme_manager import ThemeManager

MOST_SESSIONS = 20
"""Sources whose open tabs are kept; the one left longest ago goes first."""

MOST_APPS = 20
"""Apps on disk of which it is kept how they were run."""

_logger = logging.getLogger(__name__)


class Keeping:
    """Loads before and after the first frame, saves when the window closes; with no place to keep it does neither.

    Args:
        tell: Gets a notice about each file that could not be read, once a session is loaded.
    """

    def __init__(self, locations: Locations | None, tell: Callable[[Notice], None]) -> None:
        self._locations = locations
        self._tell = tell
        self._look = read_look(locations.config) if locations else Look()
        self._opened: Stores | None = None
        self._sessions: dict[str, Session] = {}
        self._recent: tuple[Recent, ...] | None = None
        self._told = False
        self._connection: ConnectionSettings | None = None
        self._receives = self._look.receive_spans
        self._apps: dict[str, AppOrder] | None = None
        self._resends: bool | None = None

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
        look = self._look
        window.restore_layout((look.geometry, look.columns, look.rows, look.side))

    def read_list(self, source: str) -> KeptList | None:
        """The operations of a source as they were listed last; None where nothing is known, or it has changed since.

        Args:
            source: `bookstore` or a file; of anything else nothing is kept, since nothing tells that it has changed.
        """
        lists = self.lists
        if lists is None or not source:
            return None
        try:
            return lists.read(source if source == BOOKSTORE else str(Path(source).expanduser().absolute()))
        except (OSError, RuntimeError):
            # The working folder is gone, or there is no such person whose home that would be.
            return None

    @property
    def lists(self) -> KeptLists | None:
        """Where lists of operations are kept; None with no place to keep anything."""
        from app.adapters.storage.kept_lists import KeptLists

        return KeptLists(self._locations.cache / "lists") if self._locations is not None else None

    def load_session(self, source: str) -> Session:
        """The tabs and drafts of a source as they were left."""
        from app.features.session.presenter import Session

        if source in self._sessions:
            return self._sessions[source]
        stores = self._stores()
        if stores is None:
            return Session()
        drafts = stores.drafts.load(source)
        self._tell_notes(*(() if self._told else stores.loaded.notes), *drafts.notes)
        self._told = True
        kept = _sessions_of(stores.loaded.settings).get(source)
        if kept is None:
            return Session(drafts=drafts.drafts)
        return Session(kept.tabs, kept.active, drafts.drafts, kept.base_url, kept.own_urls)

    def save_session(self, source: str, session: Session) -> None:
        """Takes over tabs and drafts of a source; `write` puts them on disk."""
        # The one left last is the newest.
        self._sessions.pop(source, None)
        self._sessions[source] = session

    def load_recent(self) -> tuple[Recent, ...]:
        """The sources that were opened lately."""
        from app.features.sources.recents import Recent

        if self._recent is None:
            stores = self._stores()
            known = stores.loaded.settings.sources.recent if stores is not None else ()
            self._recent = tuple(Recent(one.reference, one.label) for one in known)
        return self._recent

    def save_recent(self, recent: tuple[Recent, ...]) -> None:
        """Takes them over; `write` puts them on disk."""
        self._recent = recent

    def load_app(self, reference: str) -> AppOrder | None:
        """How an app on disk was run last."""
        return self._run_apps().get(reference)

    def save_app(self, order: AppOrder) -> None:
        """Takes it over; `write` puts it on disk."""
        apps, reference = self._run_apps(), _reference(order)
        apps.pop(reference, None)
        self._apps = {reference: order, **apps}

    def load_resends(self) -> bool:
        """Whether an edit of an app on disk sends the last request again."""
        if self._resends is None:
            stores = self._stores()
            self._resends = stores.loaded.settings.sources.resend if stores is not None else True
        return self._resends

    def save_resends(self, *, on: bool) -> None:
        """Takes it over; `write` puts it on disk."""
        self._resends = on

    def _run_apps(self) -> dict[str, AppOrder]:
        if self._apps is None:
            stores = self._stores()
            kept = stores.loaded.settings.sources.apps if stores is not None else ()
            self._apps = {_reference(order): order for order in kept}
        return self._apps

    def load_connection(self) -> ConnectionSettings:
        """How requests travelled, without the proxy's password."""
        from app.adapters.storage.connection import connection_of

        connection, wanted = connection_of(self._look.network), self._look.network.get("proxy")
        if wanted == "manual" and connection.proxy.mode != wanted:
            from app.core.workspace.model import Level, Notice

            title = f"The proxy that was kept cannot be used: {connection.proxy.url!r}."
            self._tell(Notice(Level.WARN, title, "The system's settings hold until you set it again (Ctrl+,)."))
        return connection

    def save_connection(self, connection: ConnectionSettings) -> None:
        """Takes over how requests travel; `write` puts it on disk."""
        self._connection = connection

    def load_receiving(self) -> bool:
        """Whether spans of OpenTelemetry were received."""
        return self._receives

    def save_receiving(self, *, on: bool) -> None:
        """Takes over whether they are; `write` puts it on disk."""
        self._receives = on

    def _tell_notes(self, *notes: StorageNote) -> None:
        from app.core.workspace.model import Level, Notice

        for note in notes:
            self._tell(Notice(Level.WARN, note.message, note.hint))

    def write(self, window: MainWindow, themes: ThemeManager) -> None:
        """Writes look, layout and session."""
        import msgspec

        from app.adapters.storage.settings import (
            Appearance,
            RecentSource,
            Sources,
            Telemetry,
            Window,
            network_of,
        )
        from app.adapters.storage.settings import Session as SessionSettings
        from app.core.base.errors import SourceError

        stores = self._stores()
        if stores is None:
            return
        geometry, columns, rows, side = window.layout_state()
        sessions = _sessions_of(stores.loaded.settings)
        for source, left in self._sessions.items():
            sessions.pop(source, None)
            sessions[source] = SessionSettings(source, left.tabs, left.active, left.base_url, dict(left.own_urls))
        newest = tuple(reversed(sessions.values()))[:MOST_SESSIONS] or (SessionSettings(),)
        recent = tuple(RecentSource(one.reference, one.label) for one in self.load_recent())
        apps = tuple(self._run_apps().values())[:MOST_APPS]
        settings = msgspec.structs.replace(
            stores.loaded.settings,
            window=Window(geometry=geometry, columns=columns, rows=rows, side=side),
            appearance=Appearance(theme=themes.mode().value, zoom=themes.zoom()),
            network=stores.loaded.settings.network if self._connection is None else network_of(self._connection),
            telemetry=Telemetry(receive=self._receives),
            session=newest[0],
            sources=Sources(recent, newest[1:], apps, self.load_resends()),
        )
        try:
            stores.settings.save(settings)
            for source, left in self._sessions.items():
                stores.drafts.save(source, left.drafts)
        except SourceError as error:
            # The window is closing: there is no other place left to say it.
            _logger.warning("What was open could not be kept: %s", error)

    def _stores(self) -> Stores | None:
        """The files of this person, opened when they are first needed; None with no place to keep anything."""
        if self._opened is None and self._locations is not None:
            from app.adapters.storage.stores import open_stores

            self._opened = open_stores(self._locations)
        return self._opened


def _reference(order: AppOrder) -> str:
    return f"{order.folder}::{order.target}"


def _sessions_of(settings: Settings) -> dict[str, SessionSettings]:
    """What was open of each source, the one left last at the end."""
    return {one.source: one for one in (*reversed(settings.sources.sessions), settings.session)}
