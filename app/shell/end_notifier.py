"""Lets a signal of the system close the window, as a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class EndNotifier(QObject):
    """Closes a window and leaves the event loop once a descriptor is readable.

    Args:
        descriptor: Becomes readable when the program has to end; a socket on Windows.
        window: What is closed; the parent too.
    """

    def __init__(self, descriptor: int, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)

    def stop(self) -> None:
        """Looks no more; before the descriptor is closed."""
        self._notifier.setEnabled(False)

    @Slot()
    def _end(self) -> None:
        # What was written is not read: nothing comes back from the end.
        self.stop()
        self._window.close()
        # A window that was not shown yet ends nothing by being closed.
        QCoreApplication.quit()
