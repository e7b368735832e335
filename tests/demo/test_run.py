"""The demo as a program: the whole story off screen, with pictures and findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.demo.player import Played, SceneReport
from app.demo.run import _report
from app.demo.story import scenes
from tests.support.children import run_child

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_story_is_played_and_its_pictures_show_something(tmp_path: Path) -> None:
    child = run_child("-m", "app", "demo", "--out", tmp_path, "--json", timeout=110)
    assert child.returncode == 0, child.stderr[-2000:]
    story = json.loads(child.stdout)
    assert story["ok"]
    assert [scene["title"] for scene in story["scenes"]] == [scene.title for scene in scenes()]
    said = {scene["picture"]: scene["said"] for scene in story["scenes"]}
    assert said["two-fields-marked.png"].startswith("422 · body/title: String should have at least 1 character")
    assert said["trace.png"].startswith("Check the body · FastAPI took 1 value from the body")
    assert said["created.png"].startswith("201 · Location: /books/")
    assert "/shelf/featured" in said["routes.png"]
    assert "item_name" in said["alias-mystery.png"]
    assert json.loads((tmp_path / "story.json").read_text(encoding="utf-8")) == story
    for name in said:
        image = QImage(str(tmp_path / name))
        assert (image.width(), image.height()) == (1440, 900)
        colors = {image.pixelColor(x, y).name() for x in range(0, 1440, 12) for y in range(0, 900, 12)}
        assert len(colors) > 10, name


def test_a_story_that_broke_off_is_a_failure_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _report(None, tmp_path, as_json=False) == 1
    assert "closed before the story was over" in capsys.readouterr().err
    played = Played((SceneReport("Open it.", "Nothing happened in time.", "failed.png", ok=False),), ok=False)
    assert _report(played, tmp_path, as_json=False) == 1
    told = capsys.readouterr().out
    assert "1. Open it.\n   FAILED: Nothing happened in time.\n   picture: " in told
    assert _report(played, tmp_path, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
