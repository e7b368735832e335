"""The window's own keys, and what each does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.workspace.events import SendFinished, SendStarted, TabActivated
from app.shell.keys import bind_key, bind_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.features.api_browser.view import ApiBrowserView
    from app.features.connection.view import ConnectionView
    from app.features.diagnosis.presenter import DiagnosisPresenter
    from app.features.sources.view import SourceView
    from app.shell.main_window import MainWindow
    from app.shell.tab_area import TabArea
    from app.ui.theme_manager import ThemeManager


@dataclass(frozen=True, slots=True)
class KeyTargets:
    """What the keys act on, beside the window."""

    workspace: Workspace
    tab_area: TabArea
    browser: ApiBrowserView
    source: SourceView
    connection: ConnectionView
    errors: DiagnosisPresenter
    themes: ThemeManager


class WindowKeys:
    """Binds all keys of the window.

    Args:
        reload: Reads the source in view again.
    """

    def __init__(self, window: MainWindow, targets: KeyTargets, reload: Callable[[], object]) -> None:
        self._workspace = targets.workspace
        self._errors = targets.errors
        bind_keys(
            window,
            (
                ("Ctrl+Return", targets.workspace.send_current),
                ("Ctrl+Enter", targets.workspace.send_current),
                ("F8", self._next_error),
                ("Shift+F8", self._previous_error),
                ("Ctrl+W", targets.workspace.close_current),
                ("Ctrl+Shift+T", targets.workspace.reopen_tab),
                ("Ctrl+PgDown", targets.tab_area.next_tab),
                ("Ctrl+PgUp", targets.tab_area.previous_tab),
                ("Ctrl+B", window.toggle_side),
                ("Ctrl+J", window.toggle_drawer),
                ("Ctrl+K", targets.browser.focus_filter),
                ("/", targets.browser.focus_filter),
                ("Ctrl+O", targets.source.open_panel),
                ("Ctrl+L", targets.source.address.focus_line),
                ("Ctrl+,", targets.connection.open_panel),
                ("F5", reload),
                ("Ctrl++", targets.themes.zoom_in),
                ("Ctrl+=", targets.themes.zoom_in),
                ("Ctrl+-", targets.themes.zoom_out),
                ("Ctrl+0", targets.themes.zoom_reset),
            ),
        )
        # Escape means other things in a field or a list, so it cancels only while there is something to cancel.
        self._cancel_key = bind_key(window, "Escape", targets.workspace.cancel_current)
        self._cancel_key.setEnabled(False)
        for event in (SendStarted, SendFinished, TabActivated):
            targets.workspace.events.subscribe(event, self._follow_sending)

    def _follow_sending(self, _event: object) -> None:
        tab = self._workspace.current
        self._cancel_key.setEnabled(tab is not None and tab.sending)

    def _next_error(self) -> None:
        self._errors.walk(1)

    def _previous_error(self) -> None:
        self._errors.walk(-1)
