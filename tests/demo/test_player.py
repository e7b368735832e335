"""Playing scenes: one after the other, each until it has its effect, with a picture and words; a dead one ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtWidgets import QWidget

from app.demo import player as player_module
from app.demo.player import Played, Player, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage


class Stage:
    """A window, and what was done to it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(200, 100)
        qtbot.addWidget(self.window)
        self.done: list[str] = []
        self.looks = 0


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player_module, "SETTLE_MS", 20)


def act(name: str) -> Scene:
    def do(stage: DemoStage) -> None:
        stage.done.append(name)  # type: ignore[attr-defined]

    def seen(stage: DemoStage) -> bool:
        stage.looks += 1  # type: ignore[attr-defined]
        return name in stage.done  # type: ignore[attr-defined]

    def tell(stage: DemoStage) -> str:
        return f"{name} after {len(stage.done)}"  # type: ignore[attr-defined]

    return Scene(f"Do {name}.", do, seen, tell, name if name != "plain" else "")


def nothing(_stage: DemoStage) -> None:
    """A scene without any effect."""


def never(_stage: DemoStage) -> bool:
    return False


def silent(_stage: DemoStage) -> str:
    return "never said"


DEAD = Scene("Wait for nothing.", nothing, never, silent)


def play(stage: Stage, scenes: tuple[Scene, ...], folder: Path, qtbot: QtBot) -> Played:
    player = Player(cast("DemoStage", stage), scenes, folder, stage.window)
    with qtbot.waitSignal(player.finished) as heard:
        player.start()
    played = heard.args[0]
    assert isinstance(played, Played)
    return played


def test_scenes_follow_each_other_with_words_and_pictures(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    played = play(stage, (act("one"), act("plain"), act("three")), tmp_path, qtbot)
    assert played.ok
    assert stage.done == ["one", "plain", "three"]
    assert [(report.said, report.picture, report.ok) for report in played.reports] == [
        ("one after 1", "one.png", True),
        ("plain after 2", "", True),
        ("three after 3", "three.png", True),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.png", "three.png"]


def test_a_scene_without_effect_ends_the_story_with_a_picture_of_it(
    stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player_module, "PATIENCE_SECONDS", 0.05)
    played = play(stage, (act("one"), DEAD, act("three")), tmp_path, qtbot)
    assert not played.ok
    assert stage.done == ["one"]
    assert [report.ok for report in played.reports] == [True, False]
    assert played.reports[1].said == "Nothing happened in time."
    assert (tmp_path / "failed.png").exists()


def broken(_stage: DemoStage) -> None:
    raise LookupError("there is no field 'x' to type into")


def test_a_scene_that_breaks_ends_the_story_in_words(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    played = play(stage, (Scene("Break.", broken, never, silent), act("two")), tmp_path, qtbot)
    assert not played.ok
    assert [report.said for report in played.reports] == ["It broke: there is no field 'x' to type into"]
    assert stage.done == []


def test_an_effect_has_to_last_before_its_picture_is_taken(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    flicker = iter([True, False, False])

    def unsteady(_stage: DemoStage) -> bool:
        return next(flicker, True)

    def told(_stage: DemoStage) -> str:
        return "steady"

    played = play(stage, (Scene("Flicker.", nothing, unsteady, told),), tmp_path, qtbot)
    assert played.ok
    assert next(flicker, None) is None
