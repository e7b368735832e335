from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from devtools.base import DevError, call, child_environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("status", [0, 3, 5])
def test_a_status_is_passed_on(status: int) -> None:
    assert call([sys.executable, "-c", f"raise SystemExit({status})"]) == status


@pytest.mark.skipif(os.name == "nt", reason="there are no signals on Windows")
def test_a_death_by_signal_is_told_and_counted_as_a_shell_does(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.abort()"
    assert call([sys.executable, "-X", "faulthandler=0", "-c", code]) == 134
    assert "was ended by signal 6 (abort: the interpreter itself died" in capsys.readouterr().out


def test_a_program_that_is_not_there_is_a_failure_in_words(tmp_path: Path) -> None:
    with pytest.raises(DevError, match="a program cannot be started: No such file"):
        call([tmp_path / "python"])


def test_children_are_not_led_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    variables = child_environment(QT_QPA_PLATFORM="offscreen")
    assert variables["QT_QPA_PLATFORM"] == "offscreen"
    assert variables["PIP_USER"] == "0"
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & variables.keys()
    assert variables["PATH"] == os.environ["PATH"]
