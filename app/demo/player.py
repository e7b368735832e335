"""Plays scenes one after the other on the event loop: act, wait for a condition, take a picture, say what happened."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.demo.stage import DemoStage

POLL_MS = 15
SETTLE_MS = 250
"""After a condition holds: time for layouts and animations before the picture."""
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of the story.

    Attributes:
        title: What the person does, a sentence.
        act: Does it.
        until: Whether it has had its effect.
        tell: What happened, in words, asked once the effect is there.
        picture: File name without ending; empty takes none.
    """

    title: str
    act: Callable[[DemoStage], None]
    until: Callable[[DemoStage], bool]
    tell: Callable[[DemoStage], str]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class SceneReport:
    """How a scene went."""

    title: str
    said: str
    picture: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Played:
    """The story is over; `ok` is False where a scene had no effect in time."""

    reports: tuple[SceneReport, ...]
    ok: bool


class Player(QObject):
    """Plays once; `finished` carries a Played."""

    finished = Signal(Played)

    def __init__(
        self, stage: DemoStage, scenes: tuple[Scene, ...], folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._scenes = scenes
        self._folder = folder
        self._reports: list[SceneReport] = []
        self._acted = False
        self._deadline = 0.0
        self._settled_at: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begins with the first scene."""
        self._timer.start()

    def announce(self, played: Played) -> None:
        """The typed door to the signal."""
        self.finished.emit(played)

    def _tick(self) -> None:
        scene = self._scenes[len(self._reports)]
        try:
            self._play(scene)
        except Exception as error:  # noqa: BLE001 - a scene that breaks ends the story, in words
            self._end(scene, ok=False, said=f"It broke: {error}")

    def _play(self, scene: Scene) -> None:
        if not self._acted:
            self._acted = True
            self._deadline = time.monotonic() + PATIENCE_SECONDS
            scene.act(self._stage)
        if scene.until(self._stage):
            now = time.monotonic()
            self._settled_at = self._settled_at or now
            if (now - self._settled_at) * 1000 >= SETTLE_MS:
                self._end(scene, ok=True, said=scene.tell(self._stage))
        elif time.monotonic() > self._deadline:
            self._end(scene, ok=False, said="Nothing happened in time.")
        else:
            self._settled_at = None

    def _end(self, scene: Scene, *, ok: bool, said: str) -> None:
        picture = ""
        if scene.picture or not ok:
            picture = f"{scene.picture or 'failed'}.png"
            self._stage.window.grab().save(str(self._folder / picture))
        self._reports.append(SceneReport(scene.title, said, picture, ok))
        self._acted, self._settled_at = False, None
        if not ok or len(self._reports) == len(self._scenes):
            self._timer.stop()
            self.announce(Played(tuple(self._reports), ok))
