"""Rules that import contracts and linters cannot see, each proven on small good and bad pieces first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import house_rules, window_rules
from tests.support.corpora import ROOT
from tests.support.source_tree import HOMES, Offence, Source, frozen_dataclasses, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rule = Callable[[Source], Iterator[Offence]]

WINDOW_RULES: tuple[Rule, ...] = (
    window_rules.widgets_in_views_only,
    window_rules.no_nested_loops,
    window_rules.no_sleeping,
    window_rules.bound_receivers,
    window_rules.timers_with_context,
    window_rules.threads_at_home,
)
HOUSE_RULES: tuple[Rule, ...] = (
    house_rules.small_files,
    house_rules.small_functions,
    house_rules.standard_library_alone,
)
TEXTS = (".py", ".toml", ".md", ".qss", ".svg", ".json", ".sh", ".yml", ".yaml")

FROZEN = "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass Done:\n    value: int\n"


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_sources()


def shown(offences: list[Offence]) -> str:
    return "\n".join(str(offence) for offence in sorted(offences))


@pytest.mark.parametrize("rule", WINDOW_RULES, ids=lambda rule: rule.__name__)
def test_app_keeps_the_rule_of_the_window(rule: Rule, sources: tuple[Source, ...]) -> None:
    offences = [found for source in sources if source.is_in("app/") for found in rule(source)]
    assert not offences, f"{rule.__doc__}\n{shown(offences)}"


def test_signals_carry_one_frozen_dataclass(sources: tuple[Source, ...]) -> None:
    frozen = frozen_dataclasses(sources)
    offences = [found for s in sources if s.is_in("app/") for found in window_rules.typed_signals(s, frozen)]
    assert not offences, f"{window_rules.typed_signals.__doc__}\n{shown(offences)}"


@pytest.mark.parametrize("rule", HOUSE_RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule_of_the_house(rule: Rule, sources: tuple[Source, ...]) -> None:
    offences = [found for source in sources for found in rule(source)]
    assert not offences, f"{rule.__doc__}\n{shown(offences)}"


def test_no_file_names_a_path_of_one_machine() -> None:
    files = [*ROOT.glob("*"), *ROOT.glob(".ci/*"), *(file for home in HOMES for file in (ROOT / home).rglob("*"))]
    texts = [file for file in files if file.is_file() and (file.suffix in TEXTS or file.parent.name == ".ci")]
    assert len(texts) > 20
    offences = [
        found
        for file in texts
        for found in house_rules.no_machine_paths(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    ]
    assert not offences, shown(offences)


@pytest.mark.parametrize(
    ("rule", "path", "text", "caught"),
    [
        (window_rules.widgets_in_views_only, "app/features/x/model.py", "from PySide6.QtWidgets import QLabel", True),
        (window_rules.widgets_in_views_only, "app/features/x/models.py", "import PySide6.QtWidgets", True),
        (window_rules.widgets_in_views_only, "app/jobs/x.py", "from PySide6 import QtCore, QtWidgets", True),
        (window_rules.widgets_in_views_only, "app/jobs/x.py", "def f():\n    import PySide6.QtWidgets", True),
        (window_rules.widgets_in_views_only, "app/features/x/view.py", "from PySide6.QtWidgets import QLabel", False),
        (window_rules.widgets_in_views_only, "app/features/x/row_view.py", "import PySide6.QtWidgets", False),
        (window_rules.widgets_in_views_only, "app/ui/x.py", "from PySide6 import QtWidgets", False),
        (window_rules.widgets_in_views_only, "app/jobs/x.py", "from PySide6.QtCore import QObject", False),
        (window_rules.no_nested_loops, "app/ui/x.py", "dialog.exec()", True),
        (window_rules.no_nested_loops, "app/ui/x.py", "self.menu.exec_(point)", True),
        (window_rules.no_nested_loops, "app/ui/x.py", "QApplication.processEvents()", True),
        (window_rules.no_nested_loops, "app/ui/x.py", "pump = app.processEvents", True),
        (window_rules.no_nested_loops, "app/ui/x.py", "dialog.open()\nmenu.popup(point)\ndb.execute('x')", False),
        (window_rules.no_nested_loops, "app/bootstrap.py", "application.exec()", False),
        (window_rules.no_sleeping, "app/adapters/x.py", "import time\ntime.sleep(1)", True),
        (window_rules.no_sleeping, "app/adapters/x.py", "from time import sleep\nsleep(1)", True),
        (window_rules.no_sleeping, "app/jobs/x.py", "QThread.msleep(5)", True),
        (window_rules.no_sleeping, "app/jobs/x.py", "async def f():\n    await asyncio.sleep(1)", False),
        (window_rules.no_sleeping, "app/jobs/x.py", "event.wait(1)", False),
        (window_rules.bound_receivers, "app/ui/x.py", "b.clicked.connect(lambda: self.go(1))", True),
        (window_rules.bound_receivers, "app/ui/x.py", "b.clicked.connect(functools.partial(self.go, 1))", True),
        (window_rules.bound_receivers, "app/ui/x.py", "b.clicked.connect(partial(go, 1), Qt.QueuedConnection)", True),
        (window_rules.bound_receivers, "app/ui/x.py", "b.clicked.connect(slot=wrap(lambda: 1))", True),
        (window_rules.bound_receivers, "app/ui/x.py", "b.clicked.connect(self._go)\nf = lambda: 1", False),
        (window_rules.timers_with_context, "app/ui/x.py", "QTimer.singleShot(0, self.go)", True),
        (window_rules.timers_with_context, "app/ui/x.py", "QTimer.singleShot(0, self, self.go)", False),
        (window_rules.timers_with_context, "app/ui/x.py", "QTimer.singleShot(0, Qt.PreciseTimer, self, go)", False),
        (window_rules.threads_at_home, "app/features/x/presenter.py", "threading.Thread(target=f)", True),
        (window_rules.threads_at_home, "app/jobs/x.py", "from PySide6.QtCore import QThreadPool", True),
        (window_rules.threads_at_home, "app/jobs/x.py", "threading.Thread(target=f)", False),
        (window_rules.threads_at_home, "app/features/x/presenter.py", "threading.Lock()", False),
        (house_rules.small_files, "app/x.py", "x = 1\n" * 401, True),
        (house_rules.small_files, "app/x.py", "x = 1\n" * 400, False),
        (house_rules.small_files, "tests/test_x.py", "x = 1\n" * 601, True),
        (house_rules.small_files, "tests/test_x.py", "x = 1\n" * 600, False),
        (house_rules.small_functions, "app/x.py", "class A:\n async def f(self):\n" + "  x = 1\n" * 60, True),
        (house_rules.small_functions, "app/x.py", "def f():\n" + "    x = 1\n" * 59, False),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "def f():\n    import fastapi", True),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "from app.core import base", True),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "import time, json.decoder", False),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "from . import y", False),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "from .seams import y", False),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x.py", "from ..in_process import y", True),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x/y.py", "from ..values import y", False),
        (house_rules.standard_library_alone, house_rules.STANDS_ALONE + "x/y.py", "from ... import in_process", True),
        (house_rules.standard_library_alone, "app/adapters/other.py", "import fastapi", False),
    ],
)  # fmt: skip
def test_the_rule_tells_good_from_bad(rule: Rule, path: str, text: str, caught: bool) -> None:
    assert bool(list(rule(Source.of(path, text)))) is caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("from app.jobs.model import Done\nclass A:\n    done = Signal(Done)", False),
        ("from app.jobs import model\nclass A:\n    done = Signal(model.Done)", True),
        ("from app.jobs.model import Done as D\nclass A:\n    done = Signal(D)", False),
        (f"{FROZEN}class A:\n    done = Signal(Done)", False),
        ("class A:\n    moved = Signal()", False),
        ("class A:\n    done = Signal(object)", True),
        ("class A:\n    done = QtCore.Signal(int)", True),
        ("class A:\n    done = Signal(dict)", True),
        ("class A:\n    done = Signal('QVariant')", True),
        ("from app.jobs.model import Done\nclass A:\n    done = Signal(Done, Done)", True),
        ("from app.jobs.model import Done\nclass A:\n    done = Signal(Done, name='x')", True),
        ("from app.jobs.model import Loose\nclass A:\n    done = Signal(Loose)", True),
        ("from app.elsewhere import Done\nclass A:\n    done = Signal(Done)", True),
    ],
)
def test_signal_payloads_are_told_apart(text: str, caught: bool) -> None:
    loose = "@dataclass\nclass Loose:\n    value: int\n@dataclass(frozen=False)\nclass Looser:\n    value: int\n"
    model, source = Source.of("app/jobs/model.py", FROZEN + loose), Source.of("app/ui/x.py", text)
    frozen = frozen_dataclasses([model, source])
    assert "app.jobs.model.Loose" not in frozen
    assert "app.jobs.model.Looser" not in frozen
    assert bool(list(window_rules.typed_signals(source, frozen))) is caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("open('/ro" + "ot/notes')", True),
        ("/wo" + "rk/main/app", True),
        ("cd /tm" + "p/w/x", True),
        ("https://example.org/root/x /root /worker/main {base}/root/x ../shared/corpora /roots", False),
    ],
)
def test_machine_paths_are_told_apart(text: str, caught: bool) -> None:
    assert bool(list(house_rules.no_machine_paths("README.md", text))) is caught
