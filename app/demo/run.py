"""`routeglass demo --out DIR`: the story, its pictures and its findings."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.adapters.end_signals import EndSignals, waking_descriptor
from app.bootstrap import Desk, Profile
from app.demo.player import Played, Player
from app.demo.stage import DemoStage
from app.demo.story import scenes
from app.shell.end_notifier import EndNotifier
from app.shell.excepthooks import owned_excepthooks
from app.ui.theme_manager import ThemeMode

if TYPE_CHECKING:
    from pathlib import Path

WINDOW = (1440, 900)


class _Ending(QObject):
    """Leaves the event loop when the story is over."""

    def __init__(self) -> None:
        super().__init__()
        self.played: Played | None = None

    def finish(self, played: Played) -> None:
        """Keeps the reports and leaves."""
        self.played = played
        QApplication.quit()


def run_demo(folder: Path, *, as_json: bool = False, theme: str = "light") -> int:
    """Plays the story, off screen where there is no display; writes PNG files and `story.json` into `folder`.

    Returns:
        0 when every scene had its effect, 1 when not, 128 and its number when a signal ended it.
    """
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["routeglass"])
    ending = _Ending()
    with EndSignals() as signals, waking_descriptor() as woken:
        desk = Desk(application, Profile(theme=ThemeMode(theme)))
        notifier = EndNotifier(woken, desk.window)
        desk.window.resize(*WINDOW)
        player = Player(DemoStage(desk), scenes(), folder, desk)
        player.finished.connect(ending.finish)
        with owned_excepthooks(desk.report, desk.hand_over):
            desk.window.show()
            player.start()
            application.exec()
            desk.window.close()
            desk.stop()
            notifier.stop()
    return signals.status(_report(ending.played, folder, as_json=as_json))


def _report(played: Played | None, folder: Path, *, as_json: bool) -> int:
    if played is None:
        sys.stderr.write("The window was closed before the story was over.\n")
        return 1
    story = {"ok": played.ok, "scenes": [asdict(report) for report in played.reports]}
    text = json.dumps(story, indent=2, ensure_ascii=False)
    (folder / "story.json").write_text(text + "\n", encoding="utf-8")
    if as_json:
        sys.stdout.write(text + "\n")
        return 0 if played.ok else 1
    for number, report in enumerate(played.reports, 1):
        mark = "ok" if report.ok else "FAILED"
        sys.stdout.write(f"{number}. {report.title}\n   {mark}: {report.said}\n")
        if report.picture:
            sys.stdout.write(f"   picture: {folder / report.picture}\n")
    return 0 if played.ok else 1
