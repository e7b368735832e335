from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from devtools.base import DevError
from devtools.debian import install_debian

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no apt on Windows")

APT = '#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> "{log}"\n[ "$1" != "{fails}" ]\n'


class Apt:
    """A program called apt-get that notes what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"

    def write(self, *, fails: str = "never") -> None:
        (self.folder / "apt-get").write_text(APT.format(log=self.log, fails=fails), encoding="utf-8")
        (self.folder / "apt-get").chmod(0o755)

    def asked(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apt:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return Apt(tmp_path)


def test_root_updates_once_and_installs_without_questions(apt: Apt) -> None:
    apt.write()
    install_debian(["libgl1", "libegl1"], why="Qt lacks libraries of the system")
    update, install = apt.asked()
    assert update.startswith("noninteractive update")
    assert install.startswith("noninteractive install -y --no-install-recommends libgl1 libegl1")


def test_others_get_the_one_command(apt: Apt, monkeypatch: pytest.MonkeyPatch) -> None:
    apt.write()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(DevError, match="`sudo apt-get install -y --no-install-recommends libgl1`, then try again"):
        install_debian(["libgl1"], why="Qt lacks libraries of the system")
    assert apt.asked() == []


def test_what_is_nice_to_have_is_only_told(
    apt: Apt, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apt.write()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    install_debian(["libxcb-cursor0"], why="Qt lacks libraries of the system", must=False)
    assert "To mend it run `sudo apt-get install" in capsys.readouterr().out


@pytest.mark.parametrize("fails", ["update", "install"])
def test_a_failing_apt_is_told_with_the_command_to_repeat(apt: Apt, fails: str) -> None:
    apt.write(fails=fails)
    with pytest.raises(DevError, match="run `apt-get install"):
        install_debian(["libgl1"], why="Qt lacks libraries of the system")


def test_without_apt_nothing_is_tried(apt: Apt) -> None:
    with pytest.raises(DevError, match="missing packages: libgl1"):
        install_debian(["libgl1"], why="Qt lacks libraries of the system")
    assert apt.asked() == []
