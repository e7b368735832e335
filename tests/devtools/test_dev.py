from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import dev
from devtools import base
from devtools.base import ROOT, DevError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Calls:
    """Notes which programs would have been started, and answers with the next status."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.variables: list[dict[str, str]] = []
        self.prepared: list[bool] = []
        self.statuses: list[int] = []

    def call(self, command: Sequence[object], **more: str) -> int:
        self.commands.append([str(part) for part in command[1:]])
        self.variables.append(more)
        return self.statuses.pop(0) if self.statuses else 0

    def prepare(self, *, window: bool = False) -> None:
        self.prepared.append(window)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    noted = Calls()
    monkeypatch.setattr(dev, "call", noted.call)
    monkeypatch.setattr(dev, "prepare", noted.prepare)
    monkeypatch.setattr(dev, "cores", lambda: 2)
    monkeypatch.setattr(dev, "has_corpora", lambda: True)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    return noted


def test_every_verb_is_listed_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "python3 dev.py VERB"
    assert [line.split()[0] for line in lines[1:]] == ["setup", "run", "test", "lint", "bench", "pictures"]
    assert all(len(line.split()) > 4 for line in lines[1:])


def test_no_verb_is_answered_with_the_list_and_a_status() -> None:
    assert dev.main([]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dance"], "dev.py: there is no verb 'dance'\nWhere: the command line\nNext: use one of setup, run"),
        (["setup", "--now"], "dev.py: `setup` takes no arguments\nWhere: --now\nNext: run `python3 dev.py setup`."),
        (["lint", "app"], "dev.py: `lint` takes no arguments"),
        (["pictures", "x"], "dev.py: `pictures` takes no arguments"),
    ],
)
def test_a_wrong_command_line_is_told(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], calls: Calls
) -> None:
    assert dev.main(arguments) == 1
    assert capsys.readouterr().err.startswith(words)
    assert calls.commands == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_run_without_a_display_says_so_and_plays_the_demo(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    calls.statuses = [7]
    assert dev.main(["run", "api.json"]) == 7
    assert calls.commands == [["-m", "app", "demo", "--out", "demo"]]
    assert calls.variables == [{"QT_QPA_PLATFORM": "offscreen"}]
    assert calls.prepared == [False]
    told = capsys.readouterr().out
    assert "There is no display here" in told
    assert "api.json is left out" in told


def test_run_with_a_display_opens_the_window(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(dev, "display_answers", lambda: True)
    assert dev.main(["run", "api.json"]) == 0
    assert calls.commands == [["-m", "app", "api.json"]]
    assert calls.prepared == [True]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("shop", "{here}/shop"),
        ("shop/main.py", "{here}/shop/main.py"),
        ("shop/main.py:app", "{here}/shop/main.py:app"),
        ("shop::main:make()", "{here}/shop::main:make()"),
        ("shop.main:app", "{here}::shop.main:app"),
        ("..", "{here}/.."),
        ("bookstore", "bookstore"),
        ("nothing.json", "nothing.json"),
        ("localhost:8000", "localhost:8000"),
        ("https://shop.test/openapi.json", "https://shop.test/openapi.json"),
        ("-", "-"),
        ("--theme", "--theme"),
    ],
)
def test_a_source_is_named_from_where_the_person_stands(
    source: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "main.py").write_text("")
    (tmp_path / "bookstore").mkdir()
    monkeypatch.chdir(tmp_path)
    assert dev.from_here(source).replace(os.sep, "/") == told.format(here=tmp_path.as_posix())
    monkeypatch.chdir(ROOT)
    assert dev.from_here(source) == source


@pytest.mark.parametrize(
    "variables",
    [{"DISPLAY": ":987"}, {"QT_QPA_PLATFORM": "offscreen"}, {"QT_QPA_PLATFORM": "minimal:x"}],
    ids=["nobody behind DISPLAY", "offscreen", "minimal"],
)
def test_a_display_that_does_not_answer_is_none(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    assert not dev.display_answers()


def test_all_tests_run_on_two_workers_with_coverage_and_then_the_floors_are_checked(calls: Calls) -> None:
    assert dev.main(["test"]) == 0
    tests, core, rest = calls.commands
    assert tests[:4] == ["-m", "pytest", "-n", "2"]
    assert {"--cov=app", "--cov=embedded_api", "--cov-branch"} <= set(tests)
    assert {"--include=app/core/*", "--fail-under=100"} <= set(core)
    assert {"--omit=app/core/*", f"--fail-under={dev.FLOOR_ELSEWHERE}"} <= set(rest)
    assert calls.variables[0] == {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [(["tests/core", "-q"], True), (["-n0"], False), (["-n", "4"], False), (["--pdb"], False), (["-k", "n"], True)],
)
def test_chosen_tests_run_without_coverage(calls: Calls, arguments: list[str], *, workers: bool) -> None:
    assert dev.main(["test", *arguments]) == 0
    (command,) = calls.commands
    assert command[-len(arguments) :] == arguments
    assert ("--dist" in command) is workers
    assert not any("--cov" in part for part in command)


@pytest.mark.parametrize("statuses", [[1], [134], [5], [0, 2], [0, 0, 2]])
def test_any_failure_is_a_failure(calls: Calls, statuses: list[int]) -> None:
    calls.statuses = list(statuses)
    assert dev.main(["test"]) != 0
    assert len(calls.commands) == len(statuses)


def test_lint_runs_everything_and_remembers_the_first_failure(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "ensure_environment", lambda: None)
    calls.statuses = [1, 0, 0]
    assert dev.main(["lint"]) == 1
    assert [command[1:3] for command in calls.commands] == [["ruff", "check"], ["ruff", "format"], ["mypy"]]


def test_bench_passes_its_arguments_on(calls: Calls) -> None:
    assert dev.main(["bench", "start"]) == 0
    assert calls.commands == [["-m", "tests.benchmarks", "start"]]


class Demo(Calls):
    """Makes the pictures that a demo would make."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names

    def call(self, command: Sequence[object], **more: str) -> int:
        out = Path(str(command[list(command).index("--out") + 1]))
        for name in self.names:
            (out / f"{name}.png").write_bytes(str(command[-1]).encode())
        return super().call(command, **more)


def test_pictures_are_copied_light_and_dark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = Demo([*dev.PICTURES, "another"])
    monkeypatch.setattr(dev, "call", demo.call)
    monkeypatch.setattr(dev, "prepare", demo.prepare)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.main(["pictures"]) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "resources/pictures").iterdir()}
    assert made == {f"{name}-{theme}.png": theme.encode() for name in dev.PICTURES for theme in ("light", "dark")}


def test_a_picture_that_the_demo_did_not_make_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = Demo(["another"])
    monkeypatch.setattr(dev, "call", demo.call)
    monkeypatch.setattr(dev, "prepare", demo.prepare)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.main(["pictures"]) == 1
    assert f"the demo made no {dev.PICTURES[0]}.png\nWhere: it made another.png" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words", "status"),
    [
        (DevError("it fell", where="here", then="stand up."), "it fell\nWhere: here\nNext: stand up.", 1),
        (KeyboardInterrupt(), "interrupted.", 130),
        (PermissionError(13, "Permission denied", "x/.venv"), "Where: x/.venv\nNext:", 1),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero\nWhere: `bench`\nNext:", 1),
    ],
)
def test_nothing_ends_in_a_traceback(
    error: BaseException, words: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*, window: bool = False) -> None:
        assert not window
        raise error

    monkeypatch.setattr(dev, "prepare", fail)
    assert dev.main(["bench"]) == status
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize("body", ["def used():\n    return 1\n", "def used(x=1):\n    if x:\n        return 1\n"])
def test_the_floor_of_core_is_a_hundred_percent_with_branches(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app/core").mkdir(parents=True)
    (tmp_path / "app/core/thought.py").write_text(body, encoding="utf-8")
    (tmp_path / "app/elsewhere.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / ".coveragerc").write_text("[run]\nbranch = true\nrelative_files = true\n", encoding="utf-8")
    program = "import app.elsewhere\nfrom app.core.thought import used\nused()\n"
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "coverage", "run", "program.py"], cwd=tmp_path, check=True, env=plain())
    monkeypatch.setattr(base, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    monkeypatch.setenv("ROUTEGLASS_CORPORA", str(tmp_path))
    whole = "if" not in body
    assert dev.check_coverage() == (0 if whole else 1)
    told = capfd.readouterr().out
    assert ("app/core is below 100 %" in told) is not whole
    assert ("app/core/thought.py" in told) is not whole

    monkeypatch.setenv("ROUTEGLASS_CORPORA", str(tmp_path / "nowhere"))
    assert dev.check_coverage() == 0
    assert ("app/core is not judged" in capfd.readouterr().out) is not whole


def plain() -> dict[str, str]:
    """This run's variables without those of a coverage measurement around it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def test_an_old_python_reads_far_enough_to_say_that_it_is_too_old() -> None:
    text = (ROOT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 7))
    names = [type(node).__name__ for node in tree.body[:3]]
    assert names == ["Expr", "Import", "If"], "the version is checked before anything else is imported"
    old = text.replace("sys.version_info < (3, 11)", "sys.version_info < (9, 0)")
    child = subprocess.run([sys.executable, "-c", old, "run"], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert child.stderr.startswith("dev.py: Routeglass needs Python 3.11 or newer; this is Python 3.")
    assert "Traceback" not in child.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "dev.py", tmp_path)
    shutil.copytree(ROOT / "devtools", tmp_path / "devtools", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize("verb", ["setup", "run", "test", "lint", "bench", "pictures"])
def test_a_checkout_without_a_lock_is_told_by_every_verb(copy: Path, verb: str) -> None:
    command = [sys.executable, str(copy / "dev.py"), verb]
    child = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert child.returncode == 1
    assert child.stderr.startswith("dev.py: the lock file cannot be read")
    assert "Next: take the file from the repository again." in child.stderr
    assert "Traceback" not in child.stderr


@pytest.mark.skipif(os.name == "nt", reason="there are no signals on Windows")
def test_an_interrupted_child_is_given_time_to_close() -> None:
    child = (
        "import signal, sys\n"
        "try:\n    print('up', flush=True); signal.pause()\n"
        "except KeyboardInterrupt:\n    print('closed', flush=True); sys.exit(0)\n"
    )
    code = f"import sys; from devtools.base import call\ncall([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.stdout.readline() == "closed\n"
        assert parent.wait(20) != 0
