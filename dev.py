"""The one door for a first start and for developers: `python3 dev.py VERB`; `python3 dev.py help` lists the verbs.

It uses the standard library alone and needs nothing but Python 3.11 or newer. Every failure is a sentence that says
what happened, where, and what to do next, with an exit status other than 0; there are no tracebacks.
"""

import sys

if sys.version_info < (3, 11):  # this far an older Python reads along, and no further
    sys.exit(
        "dev.py: Routeglass needs Python 3.11 or newer; this is Python %s.\nWhere: %s\n"
        "Next: install a newer one and call it by its name, for example `python3.12 dev.py run`."
        % (sys.version.split()[0], sys.executable)
    )

if __name__ == "__main__":
    sys.dont_write_bytecode = True  # `setup` makes `.venv` and nothing else

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devtools.base import PYTHON, ROOT, DevError, call, child_environment, say
from devtools.environment import ensure_environment
from devtools.qt_libraries import prepare_qt

PICTURES = ("two-fields-marked", "trace", "routes", "created")
"""The demo's pictures that the README shows, each light and dark."""

FLOOR_ELSEWHERE = 93
"""Percent of lines and branches outside app/core that the tests must run; it only ever rises. In app/core it is 100."""

OFF_SCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def setup(arguments: Sequence[str]) -> int:
    """Makes the environment in .venv and nothing else."""
    refuse("setup", arguments)
    prepare()
    say("Ready. `python3 dev.py run` opens the window, `python3 dev.py test` runs the tests.")
    return 0


def run(arguments: Sequence[str]) -> int:
    """Opens the window: run [SOURCE]. Without a display it says so and plays the demo off screen."""
    wanted = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    prepare(window=wanted)
    if not sys.platform.startswith("linux") or (wanted and display_answers()):
        return call([PYTHON, "-m", "app", *map(from_here, arguments)])
    left_out = f" ({' '.join(arguments)} is left out: the demo plays the Bookstore)" if arguments else ""
    say(f"There is no display here, so the guided demo plays off screen{left_out}. Its pictures go to demo/.")
    return call([PYTHON, "-m", "app", "demo", "--out", "demo"], **OFF_SCREEN)


def from_here(source: str) -> str:
    """A source as a program has to be told it that runs in the project's root, and not where the person stands."""
    here = Path.cwd()
    if here == ROOT or "://" in source or source == "bookstore":
        return source
    # `module:app` is looked for in a folder, which may be named before it: `folder::module:app`.
    if re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(\(\))?", source):
        return f"{here}::{source}"
    file = re.sub(r"::?[A-Za-z_][\w.:()]*$", "", source)
    return str(here / source) if file and (here / file).exists() else source


def test(arguments: Sequence[str]) -> int:
    """Runs the tests: test [pytest arguments]. Without arguments all of them, with coverage."""
    prepare()
    alone = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
    workers = [] if alone or cores() < 2 else ["-n", "2", "--dist", "worksteal"]
    coverage = [] if arguments else ["--cov=app", "--cov=embedded_api", "--cov-branch", "--cov-report="]
    status = call([PYTHON, "-m", "pytest", *workers, *coverage, *arguments], **OFF_SCREEN)
    return status if status or arguments else check_coverage()


def lint(arguments: Sequence[str]) -> int:
    """Runs ruff (rules, then format) and mypy; all three, whatever the first one finds."""
    refuse("lint", arguments)
    ensure_environment()
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return max([call([PYTHON, "-m", *check]) for check in checks])


def bench(arguments: Sequence[str]) -> int:
    """Measures, and compares with the last time: bench [NAME...]. The tables go to results/."""
    prepare()
    return call([PYTHON, "-m", "tests.benchmarks", *arguments], **OFF_SCREEN)


def pictures(arguments: Sequence[str]) -> int:
    """Plays the demo, light and dark, and copies the README's pictures to resources/pictures/."""
    refuse("pictures", arguments)
    prepare()
    target = ROOT / "resources" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        with tempfile.TemporaryDirectory() as folder:
            status = call([PYTHON, "-m", "app", "demo", "--out", folder, "--theme", theme], **OFF_SCREEN)
            if status:
                where, then = f"the theme {theme}", "mend what the lines above say."
                raise DevError(f"the demo ended with status {status}", where=where, then=then)
            for name in PICTURES:
                shutil.copyfile(picture(Path(folder), name), target / f"{name}-{theme}.png")
    say(f"{2 * len(PICTURES)} pictures are in {target.relative_to(ROOT)}.")
    return 0


VERBS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "pictures": pictures,
}


def prepare(*, window: bool = False) -> None:
    """What every verb that starts Qt needs first; instant when it is there."""
    ensure_environment()
    prepare_qt(window=window)


def refuse(verb: str, arguments: Sequence[str]) -> None:
    """Refuses what a verb would silently ignore."""
    if arguments:
        then = f"run `python3 dev.py {verb}`."
        raise DevError(f"`{verb}` takes no arguments", where=" ".join(arguments), then=then)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def display_answers() -> bool:
    """Whether Qt, which has to know, can open a display; it aborts where there is none behind the variables."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    no_core_file = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))"
    probe = [str(PYTHON), "-c", f"{no_core_file}; from PySide6.QtGui import QGuiApplication; QGuiApplication([])"]
    return subprocess.run(probe, cwd=ROOT, env=child_environment(), capture_output=True, check=False).returncode == 0


def has_corpora() -> bool:
    """Whether the real inputs are here, without which the tests that need them were skipped."""
    return Path(os.environ.get("ROUTEGLASS_CORPORA") or ROOT.parent / "shared" / "corpora").is_dir()


def check_coverage() -> int:
    """Compares what the tests ran with the floors, and names the files and lines below them."""
    report = [PYTHON, "-m", "coverage", "report", "--skip-covered"]
    if call([*report, "--show-missing", "--include=app/core/*", "--fail-under=100"]):
        if not has_corpora():
            say("app/core is not judged: tests were skipped without the inputs that ROUTEGLASS_CORPORA names.")
            return 0
        say("app/core is below 100 %: the table names the lines and branches that no test runs. Test or delete them.")
        return 1
    if call([*report, "--omit=app/core/*", f"--fail-under={FLOOR_ELSEWHERE}"]):
        say(f"Outside app/core the tests run less than {FLOOR_ELSEWHERE} %. Test what the table shows lowest.")
        return 1
    return 0


def picture(folder: Path, name: str) -> Path:
    """One picture that the demo has to have made."""
    path = folder / f"{name}.png"
    if not path.is_file():
        there = ", ".join(sorted(found.name for found in folder.glob("*.png"))) or "no picture at all"
        raise DevError(f"the demo made no {path.name}", where=f"it made {there}", then="mend PICTURES in dev.py.")
    return path


def usage() -> str:
    """The verbs, one to a line."""
    lines = [f"  {name:<9}{(verb.__doc__ or '').splitlines()[0]}" for name, verb in VERBS.items()]
    return "\n".join(["python3 dev.py VERB", *lines])


def perform(arguments: Sequence[str]) -> int:
    """Runs the verb of a command line.

    Raises:
        DevError: There is no such verb, or it failed.
    """
    verb = arguments[0] if arguments else "help"
    if verb in ("help", "-h", "--help"):
        print(usage())
        return 0 if arguments else 2
    if verb not in VERBS:
        raise DevError(f"there is no verb {verb!r}", where="the command line", then=f"use one of {', '.join(VERBS)}.")
    return VERBS[verb](arguments[1:])


def main(arguments: Sequence[str]) -> int:
    """Runs one verb, turns every failure into a sentence, and returns the exit status."""
    try:
        return perform(arguments)
    except DevError as error:
        words, status = str(error), 1
    except KeyboardInterrupt:
        words, status = "interrupted.", 130
    except Exception as error:  # this door shows no traceback, whatever happens behind it
        where = getattr(error, "filename", None) or f"`{' '.join(arguments)}`"
        words, status = f"{type(error).__name__}: {error}\nWhere: {where}\nNext: mend that, or report these lines.", 1
    print(f"dev.py: {words}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
