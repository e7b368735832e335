"""Apps that others wrote, as children: every app of FastAPI's tutorial, and three that are used.

Both take minutes and environments of their own, so they run where these are named: ROUTEGLASS_DOCS_SRC for the folder
that the corpora's `get_docs_src.sh` made, ROUTEGLASS_ENVIRONMENTS for the one that `tests.servers.environments` made.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.local_app import LocalApp
from app.adapters.local_app.model import Patience
from app.core.base.errors import RouteglassError
from app.core.projects.model import AppOrder
from tests.servers.environments import how_to_make, python_of
from tests.servers.many_apps import BESIDE, SETTINGS
from tests.servers.published_apps import PUBLISHED_APPS, PublishedApp
from tests.support.app_runner import AppRunner

if TYPE_CHECKING:
    from app.core.routes.model import RouteTable
    from tests.support.app_runner import ServedApp

DOCS = "ROUTEGLASS_DOCS_SRC"
LEAST_APPS = 360
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
SLOW = Patience(answer=120, ask=60)

pytestmark = pytest.mark.timeout(1800)


def promised(document: str) -> set[tuple[str, str]]:
    """Method and path of each operation."""
    paths = json.loads(document).get("paths", {})
    return {(method.upper(), path) for path, item in paths.items() for method in item if method in METHODS}


def served(table: RouteTable) -> set[tuple[str, str]]:
    return {(method, route.path_format or route.path) for route in table.routes for method in route.methods}


def opened(order: AppOrder, *, documented: bool = True) -> tuple[RouteTable, set[tuple[str, str]]]:
    """The routes of an app that was started as a child, and what its document promises beyond them."""
    app = LocalApp(order, patience=SLOW)
    try:
        app.start()
        table, _names = app.routes()
        missing = promised(app.document()) - served(table) if documented else set()
    finally:
        app.close()
    return table, missing


@pytest.mark.parametrize("app", PUBLISHED_APPS, ids=[app.environment.name for app in PUBLISHED_APPS])
def test_a_published_app_opens_and_shows_its_routes(app: PublishedApp, tmp_path: Path) -> None:
    python = python_of(app.environment)
    if not python:
        pytest.skip(how_to_make(app.environment))
    for name, text in app.files:
        (tmp_path / name).write_text(text)
    table, missing = opened(AppOrder(str(tmp_path), app.target, python, app.variables, reload=False))
    assert missing == set()
    assert len(table.routes) == app.routes
    assert all(route.endpoint for route in table.routes if route.methods)


def test_every_app_of_the_tutorial_opens_and_shows_its_routes(tmp_path: Path) -> None:
    if not os.environ.get(DOCS):
        pytest.skip(f"set {DOCS} to the folder that the corpora's get_docs_src.sh made")
    folder = Path(os.environ[DOCS])
    python = folder / "venv" / "bin" / "python"
    for beside in ("docs_src", *BESIDE):
        if (folder / beside).exists():
            (tmp_path / beside).symlink_to(folder / beside)
    apps = tutorial_apps(python, folder)
    assert len(apps) >= LEAST_APPS
    with ThreadPoolExecutor(2) as pool:
        wrong = [told for told in pool.map(partial(fault_of, str(python), str(tmp_path)), apps) if told]
    assert wrong == []


def tutorial_apps(python: Path, folder: Path) -> list[ServedApp]:
    with AppRunner(python, folder) as runner:
        modules = [
            ".".join(path.relative_to(folder).with_suffix("").parts)
            for path in sorted((folder / "docs_src").rglob("*.py"))
            if path.name != "__init__.py"
        ]
        return [app for module in modules for app in runner.serve(module).apps]


def fault_of(python: str, folder: str, app: ServedApp) -> str:
    """What is wrong with one; empty where nothing is."""
    target = f"{app.module}:{app.name}"
    order = AppOrder(folder, target, python, tuple(SETTINGS.items()), reload=False)
    try:
        table, missing = opened(order, documented=bool(app.openapi_url))
    except RouteglassError as error:
        return f"{target}: {error}"
    return f"{target}: {sorted(missing)} of {len(table.routes)}" if missing else ""
