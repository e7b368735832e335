"""Choosing an app on disk and how to run it, before anything starts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QScrollArea, QWidget

from app.core.base.errors import SourceError
from app.core.projects.model import AppChoice, AppKind, AppOrder, FileProblem, FoundApps, Interpreter, Origin
from app.core.projects.places import AppPlace
from app.core.projects.project import Project
from app.core.workspace.workspace import Workspace
from app.features.sources.app_choice import AppChooser, app_words, interpreter_words
from app.features.sources.app_options import read_variables, variables_text
from app.features.sources.app_panel_view import AppPanel
from app.ui.check_box import CheckBox
from app.ui.editors.line import LineEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.lists import GroupedList
from tests.support.sources import Bench
from tests.support.widgets import part, press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.features.sources.presenter import SourcePresenter
    from app.jobs.runner import Runner

MAIN = AppChoice("/shop", "main:app", "/shop/main.py", 3)
MADE = AppChoice("/shop", "shop.api:make_app", "/shop/src/shop/api.py", 7, AppKind.FACTORY, "/shop/src")
VENV = Interpreter("/shop/.venv/bin/python", Origin.VENV, "3.12.4", ".venv", "0.115.0")
CONDA = Interpreter("/conda/bin/python", Origin.CONDA, "3.11.2", "conda: shop", "0.110.0")
BARE = Interpreter("/usr/bin/python3", Origin.SYSTEM, "3.11.0", "system")


@pytest.fixture
def bench(runner: Runner) -> Bench:
    made = Bench(Workspace(), runner)
    made.finder.found, made.finder.interpreters = (MAIN, MADE), (VENV, CONDA, BARE)
    return made


@pytest.fixture
def sources(bench: Bench) -> SourcePresenter:
    return bench.make()


@pytest.fixture
def chooser(sources: SourcePresenter) -> AppChooser:
    return sources.chooser


@pytest.fixture
def found(chooser: AppChooser, qtbot: QtBot) -> AppChooser:
    chooser.look_at("/shop")
    qtbot.waitUntil(lambda: chooser.project is not None)
    return chooser


def test_at_first_it_asks_for_a_folder(chooser: AppChooser) -> None:
    assert chooser.words() == (
        "Choose the folder of your project: the one that your app is imported from.",
        False,
    )
    assert not chooser.can_start
    assert (chooser.order(), chooser.start(), chooser.apps(), chooser.interpreters()) == (None, False, (), ())


def test_while_it_looks_it_says_so(chooser: AppChooser, qtbot: QtBot) -> None:
    chooser.look_at("  /shop ")
    assert chooser.is_looking
    assert chooser.words() == ("Looking at shop…", False)
    assert not chooser.can_start
    qtbot.waitUntil(lambda: not chooser.is_looking)
    chooser.look_at(" ")
    assert not chooser.is_looking


def test_the_likeliest_is_chosen(found: AppChooser) -> None:
    assert found.order() == AppOrder("/shop", "main:app", VENV.path)
    assert found.words() == ("It is started as you would start it; nothing of your project is changed.", False)


def test_another_app_and_another_python_can_be_chosen(found: AppChooser) -> None:
    found.choose_app("shop.api:make_app")
    found.choose_interpreter(CONDA.path)
    assert found.order() == AppOrder("/shop", "shop.api:make_app", CONDA.path, import_root="/shop/src")


def test_an_app_that_was_not_found_can_be_written(found: AppChooser) -> None:
    found.choose_app("magic:app")
    assert found.order() == AppOrder("/shop", "magic:app", VENV.path)
    found.choose_app("magic")
    assert found.words() == ("An app is written as module:name, for example main:app.", True)
    assert found.order() is None


def test_a_python_that_cannot_run_it_is_in_the_way(found: AppChooser) -> None:
    found.choose_interpreter(BARE.path)
    assert found.words() == ("system: FastAPI is not installed in it.", True)
    assert not found.can_start


def test_without_any_python_it_says_how_to_get_one(chooser: AppChooser, bench: Bench, qtbot: QtBot) -> None:
    bench.finder.interpreters = ()
    chooser.look_at("/shop")
    qtbot.waitUntil(lambda: not chooser.is_looking)
    words, in_the_way = chooser.words()
    assert words.startswith("No Python was found that has FastAPI. Make an environment")
    assert in_the_way


def test_without_any_app_it_asks_for_one(chooser: AppChooser, bench: Bench, qtbot: QtBot) -> None:
    bench.finder.found = ()
    chooser.look_at("/shop")
    qtbot.waitUntil(lambda: not chooser.is_looking)
    assert chooser.words() == ("No FastAPI app was found in this folder. Write where it is made: module:name.", True)


def test_options_go_along(found: AppChooser) -> None:
    found.choose_options("MODE=test\n# no\nexport DB='sqlite://'", stop_first=True, otel_disabled=False, values=False)
    order = found.order()
    assert order is not None
    assert order.environment == (("MODE", "test"), ("DB", "sqlite://"))
    assert (order.stop_first, order.otel_disabled, order.values) == (True, False, False)
    found.choose_options("nonsense", stop_first=True, otel_disabled=False, values=True)
    assert found.words() == ("Line 1 is no variable: write NAME=value.", True)
    assert found.order() is None


def test_what_was_chosen_last_is_chosen_again(chooser: AppChooser, bench: Bench, qtbot: QtBot) -> None:
    kept = AppOrder("/shop", "shop.api:make_app", CONDA.path, (("MODE", "test"),), stop_first=True, otel_disabled=False)
    kept = replace(kept, values=False)
    bench.keeper.save_app(kept)
    chooser.look_again(kept)
    qtbot.waitUntil(lambda: chooser.project is not None)
    assert chooser.order() == replace(kept, import_root="/shop/src")
    bench.keeper.save_app(replace(kept, interpreter="/gone/python"))
    chooser.show(chooser.project)  # type: ignore[arg-type]
    order = chooser.order()
    assert order is not None
    assert order.interpreter == VENV.path


def test_a_python_that_was_not_found_can_be_named(found: AppChooser, qtbot: QtBot) -> None:
    found.name_interpreter("/mine/python")
    assert found.is_looking
    qtbot.waitUntil(lambda: not found.is_looking)
    assert [one.path for one in found.interpreters()] == ["/mine/python", VENV.path, CONDA.path, BARE.path]
    order = found.order()
    assert order is not None
    assert order.interpreter == "/mine/python"


def test_before_a_folder_is_known_no_python_is_asked(chooser: AppChooser) -> None:
    chooser.name_interpreter("/mine/python")
    assert not chooser.is_looking


def test_what_cannot_be_looked_through_is_told(chooser: AppChooser, bench: Bench, qtbot: QtBot) -> None:
    bench.finder.error = SourceError("There is no folder /shop.", hint="Check the path.")
    chooser.look_at("/shop")
    qtbot.waitUntil(lambda: not chooser.is_looking)
    assert chooser.words() == ("There is no folder /shop. Check the path.", True)
    assert not chooser.can_start


def test_what_was_left_out_or_could_not_be_read_is_told(chooser: AppChooser) -> None:
    problems = (FileProblem("/shop/bad.py", "invalid syntax.", 4),)
    found = FoundApps("/shop", (MAIN,), problems, "Only the first 10,000 files were read.")
    chooser.show(Project(AppPlace("/shop"), found, (VENV,)))
    assert chooser.words() == (
        "Only the first 10,000 files were read. bad.py:4 could not be read: invalid syntax.",
        False,
    )
    whole = replace(found, problems=(FileProblem("/shop/bad.py", "Nobody may read it."),), left_out="")
    chooser.show(Project(AppPlace("/shop"), whole, (VENV,)))
    assert chooser.words() == ("bad.py could not be read: Nobody may read it.", False)


def test_an_earlier_look_does_not_come_in_late(chooser: AppChooser, bench: Bench, qtbot: QtBot) -> None:
    chooser.look_at("/old")
    chooser.look_at("/new")
    qtbot.waitUntil(lambda: not chooser.is_looking and bench.runner.running == 0)
    assert chooser.project is not None
    assert chooser.project.found.folder == "/new"


def test_each_is_told_in_words() -> None:
    assert app_words(MAIN) == "main.py:3"
    assert app_words(MADE) == "api.py:7 · a function makes it"
    assert interpreter_words(VENV) == "Python 3.12.4 · FastAPI 0.115.0"
    assert interpreter_words(BARE) == "Python 3.11.0 · FastAPI is not installed in it."


def test_variables_are_read_as_env_files_are() -> None:
    assert read_variables('\nA=1\n B = "two words" \nA=3\nC=').pairs == (("B", "two words"), ("A", "3"), ("C", ""))
    assert read_variables("A=1\n=2").problem == "Line 2 is no variable: write NAME=value."
    assert read_variables("A=\0").problem == "Line 1 holds a zero byte, which no variable can."
    assert variables_text((("A", "1"), ("B", "x y"))) == "A=1\nB=x y"


# The panel


@pytest.fixture
def panel(chooser: AppChooser, qtbot: QtBot) -> Iterator[AppPanel]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    anchor = QPushButton("Shop", window)
    made = AppPanel(chooser, anchor)
    window.show()
    made.open_panel()
    # The window is held as long as the test runs.
    yield made
    window.close()


def test_the_panel_opens_as_high_as_what_it_shows(panel: AppPanel, chooser: AppChooser, qtbot: QtBot) -> None:
    panel.folder.setText("/shop")
    panel.folder.returnPressed.emit()
    qtbot.waitUntil(lambda: chooser.project is not None)
    assert chooser.project is not None
    found, box, scroll = chooser.project.found, part(panel, QWidget, "traceValues"), panel.findChild(QScrollArea)
    assert scroll is not None
    for count in (4, 1):
        apps = tuple(replace(MAIN, target=f"main:app{number}") for number in range(count))
        panel.close_panel()
        chooser.show(replace(chooser.project, found=replace(found, apps=apps)))
        panel.open_panel()
        below = box.mapTo(scroll, box.rect().bottomLeft()).y()
        assert abs(scroll.height() - below) < 30
        QCoreApplication.processEvents()


def test_the_panel_shows_what_was_found_and_starts_it(
    panel: AppPanel, bench: Bench, chooser: AppChooser, qtbot: QtBot
) -> None:
    assert panel.folder.hasFocus() or not panel.window().isActiveWindow()
    panel.folder.setText("/shop")
    panel.folder.returnPressed.emit()
    qtbot.waitUntil(lambda: chooser.project is not None)
    apps, pythons = part(panel, GroupedList, "appList"), part(panel, GroupedList, "interpreterList")
    assert isinstance(apps, GroupedList)
    assert isinstance(pythons, GroupedList)
    assert (apps.current_key(), pythons.current_key()) == ("main:app", VENV.path)
    apps.select("shop.api:make_app")
    apps.activate_current()
    pythons.select(CONDA.path)
    pythons.activate_current()
    target = part(panel, LineEditor, "appTarget")
    assert isinstance(target, LineEditor)
    assert target.text() == "shop.api:make_app"
    variables = part(panel, MultilineEditor, "appVariables")
    assert isinstance(variables, MultilineEditor)
    variables.setPlainText("MODE=test")
    box = part(panel, CheckBox, "stopFirst")
    assert isinstance(box, CheckBox)
    box.click()
    start = part(panel, QPushButton, "startApp")
    assert isinstance(start, QPushButton)
    start.click()
    qtbot.waitUntil(lambda: bool(bench.apps.made))
    order = bench.apps.made[0].order
    assert (order.target, order.interpreter, order.environment) == (
        "shop.api:make_app",
        CONDA.path,
        (("MODE", "test"),),
    )
    assert (order.stop_first, order.otel_disabled) == (True, True)
    assert not panel.isVisible()


def test_enter_in_the_line_of_a_known_folder_starts(panel: AppPanel, bench: Bench, qtbot: QtBot) -> None:
    panel.folder.setText("/shop")
    panel.folder.returnPressed.emit()
    start = part(panel, QPushButton, "startApp")
    qtbot.waitUntil(start.isEnabled)
    panel.folder.returnPressed.emit()
    qtbot.waitUntil(lambda: bool(bench.apps.made))


def test_a_typed_target_is_taken(panel: AppPanel, found: AppChooser) -> None:
    target = part(panel, LineEditor, "appTarget")
    assert isinstance(target, LineEditor)
    target.setText("magic:app")
    target.textEdited.emit("magic:app")
    assert found.wish.target == "magic:app"
    target.setText("nonsense")
    target.textEdited.emit("nonsense")
    assert not part(panel, QPushButton, "startApp").isEnabled()
    target.returnPressed.emit()
    assert panel.isVisible()


def test_a_folder_is_chosen_with_the_desktops_dialog(panel: AppPanel, chooser: AppChooser, qtbot: QtBot) -> None:
    press(panel, "browseAppFolder")
    dialog = part(panel.window(), QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit("/shop")
    dialog.close()
    qtbot.waitUntil(lambda: chooser.project is not None)
    assert panel.folder.text() == "/shop"


def test_another_python_is_chosen_with_the_desktops_dialog(panel: AppPanel, found: AppChooser, qtbot: QtBot) -> None:
    press(panel, "browsePython")
    dialog = part(panel.window(), QFileDialog)
    dialog.fileSelected.emit("/mine/python")
    dialog.close()
    qtbot.waitUntil(lambda: found.wish.interpreter == "/mine/python")
    pythons = part(panel, GroupedList, "interpreterList")
    assert isinstance(pythons, GroupedList)
    assert pythons.current_key() == "/mine/python"


def test_it_opens_by_itself_where_there_is_a_choice(panel: AppPanel, sources: SourcePresenter) -> None:
    panel.close_panel()
    sources.ask_with(panel.ask)
    panel.ask(Project(AppPlace("/shop"), FoundApps("/shop", (MAIN, MADE)), (VENV,)))
    assert panel.isVisible()
    assert part(panel, QPushButton, "startApp").isEnabled()
