"""Real FastAPI apps in real interpreters, run by the real agent."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from app.adapters.local_app.find_apps import find_apps
from app.adapters.local_app.local_app import LocalApp
from app.core.base.errors import SourceError
from app.core.projects.model import AppOrder, AppPhase, CrashKind
from app.core.trace.loop import LoopBlock
from tests.support.children import run_child
from tests.support.local_apps import Witness, order_of
from tests.support.pretended_pythons import packages_without, real
from tests.support.served_apps import get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BOOKS = """
import os, sys, time
from fastapi import Depends, FastAPI

app = FastAPI(title="Books")

def session() -> str:
    return "open"

@app.get("/books/{book_id}")
def read_book(book_id: int, held: str = Depends(session)) -> dict[str, int]:
    return {"id": book_id}

@app.get("/books/featured")
def featured() -> str:
    return "never reached"

@app.get("/version")
def version() -> int:
    return 1

@app.get("/pid")
def pid() -> int:
    return os.getpid()

@app.get("/block")
async def block() -> None:
    print("blocked", flush=True)
    time.sleep(60)
"""
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def run(witness: Witness) -> Iterator[Callable[[AppOrder], LocalApp]]:
    made: list[LocalApp] = []

    def make(order: AppOrder) -> LocalApp:
        made.append(LocalApp(order, witness.listeners))
        return made[-1]

    yield make
    for each in made:
        each.close()


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def found_order(folder: Path) -> AppOrder:
    """What a person gets who takes the first app that is offered."""
    best = find_apps(str(folder)).apps[0]
    return AppOrder(best.folder, best.target, sys.executable, import_root=best.import_root)


def test_a_project_whose_package_is_called_app(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(
        tmp_path,
        {
            "app/__init__.py": "",
            "app/main.py": f"from app.core import name\n{BOOKS}",
            "app/core/__init__.py": "name = 'x'",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    app = run(found_order(tmp_path))
    url = app.start()
    assert get(f"{url}/books/7").json() == {"id": 7}
    table, _names = app.routes()
    shown = {route.path: route for route in table.routes}
    assert shown["/books/{book_id}"].endpoint == "app.main:read_book"
    assert shown["/books/{book_id}"].file == str(tmp_path / "app" / "main.py")
    assert [shown["/books/featured"].number] == [shadow.number for shadow in table.never_reachable]
    assert json.loads(app.document())["info"]["title"] == "Books"
    match = app.try_path("GET", "/books/featured")
    assert match.winner == shown["/books/{book_id}"].number
    versions = dict(app.state.versions)
    assert versions["fastapi"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_traced_request_tells_its_stages(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    url = run(order_of(tmp_path)).start()
    httpx2.get(f"{url}/books/7", headers={"x-routeglass-trace": TRACE_ID}, trust_env=False)
    witness.wait(lambda: bool(witness.traces))
    (trace,) = witness.traces
    assert (trace.trace_id, trace.status, trace.route) == (TRACE_ID, 200, "/books/{book_id}")
    assert {"dependency", "endpoint", "serialize"} <= {span.kind for span in trace.spans}
    httpx2.get(f"{url}/nowhere", trust_env=False)
    witness.wait(lambda: "/nowhere" in witness.log)


@pytest.mark.parametrize("values", [True, False])
def test_values_are_shown_only_where_they_may_be(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp], values: bool
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    url = run(order_of(tmp_path, values=values)).start()
    httpx2.get(f"{url}/books/4711", headers={"x-routeglass-trace": TRACE_ID}, trust_env=False)
    witness.wait(lambda: bool(witness.traces))
    shown = json.dumps([span.attributes for span in witness.traces[0].spans])
    assert ("4711" in shown) is values


def test_the_loop_is_watched_over_restarts(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    app = run(order_of(tmp_path))
    app.start()
    app.watch_loop(on=True)
    witness.wait(lambda: len(witness.loop) > 1)
    app.restart()
    count = len(witness.loop)
    witness.wait(lambda: len(witness.loop) > count + 1)


def test_a_src_layout_and_a_factory(tmp_path: Path, run: Callable[[AppOrder], LocalApp]) -> None:
    imports = "from fastapi import FastAPI\nfrom shop.settings import title\n"
    factory = f"{imports}def create_app() -> FastAPI:\n    return FastAPI(title=title())\n"
    settings = "from pathlib import Path\ndef title() -> str:\n    return Path('title.txt').read_text()\n"
    write(
        tmp_path,
        {"title.txt": "Made", "src/shop/__init__.py": "", "src/shop/web.py": factory, "src/shop/settings.py": settings},
    )
    app = run(found_order(tmp_path))
    app.start()
    assert json.loads(app.document())["info"]["title"] == "Made"


def test_a_failing_import_leads_to_its_line(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(
        tmp_path,
        {"main.py": f"{BOOKS}\nimport broken\n", "broken.py": "def deep():\n    return 1 / 0\nimport json\ndeep()\n"},
    )
    with pytest.raises(SourceError, match="ZeroDivisionError") as caught:
        run(order_of(tmp_path)).start()
    assert caught.value.where == f"{tmp_path / 'broken.py'}:2"
    assert "return 1 / 0" in caught.value.detail
    crash = witness.wait_for_phase(AppPhase.FAILED).crash
    assert crash is not None
    assert [Path(place.file).name for place in crash.frames][-2:] == ["broken.py", "broken.py"]
    witness.wait(lambda: "ZeroDivisionError: division by zero" in witness.log)


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ("from fastapi import FastAPI\ndef (:\n", "SyntaxError", "Correct the line"),
        ("import nowhere_to_be_found.deep\n", "No module named 'nowhere_to_be_found'", "Install nowhere_to_be_found"),
        ("from fastapi import FastAPI\napi = FastAPI()\n", "has no 'app'", "Mend the line"),
        ("import sys\nsys.exit(4)\n", "SystemExit: 4", "Mend the line"),
    ],
)
def test_code_that_gives_no_app_is_told(
    tmp_path: Path, run: Callable[[AppOrder], LocalApp], source: str, words: str, hint: str
) -> None:
    write(tmp_path, {"main.py": source})
    with pytest.raises(SourceError) as caught:
        run(order_of(tmp_path)).start()
    assert words in caught.value.what
    assert hint in caught.value.hint


def test_a_failing_start_up_is_told(tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]) -> None:
    source = (
        "from contextlib import asynccontextmanager\nfrom fastapi import FastAPI\n@asynccontextmanager\n"
        "async def life(app):\n    raise OSError('no database')\n    yield\napp = FastAPI(lifespan=life)\n"
    )
    write(tmp_path, {"main.py": source})
    with pytest.raises(SourceError, match="OSError: no database") as caught:
        run(order_of(tmp_path)).start()
    assert caught.value.where == f"{tmp_path / 'main.py'}:5"
    crash = witness.wait_for_phase(AppPhase.FAILED).crash
    assert crash is not None
    assert crash.kind is CrashKind.LIFESPAN


def test_an_interpreter_without_fastapi_is_told(tmp_path: Path, run: Callable[[AppOrder], LocalApp]) -> None:
    write(tmp_path / "shop", {"main.py": BOOKS})
    order = AppOrder(str(tmp_path / "shop"), "main:app", str(real(tmp_path / "env")))
    with pytest.raises(SourceError, match="No module named 'fastapi'") as caught:
        run(order).start()
    assert "Install fastapi into this interpreter" in caught.value.hint


def test_an_interpreter_without_a_server_borrows_one(tmp_path: Path, run: Callable[[AppOrder], LocalApp]) -> None:
    write(tmp_path / "shop", {"main.py": BOOKS})
    seen = packages_without(tmp_path / "seen", "uvicorn", "h11", "click")
    python = str(real(tmp_path / "env"))
    app = run(AppOrder(str(tmp_path / "shop"), "main:app", python, environment=(("PYTHONPATH", str(seen)),)))
    assert get(f"{app.start()}/version").json() == 1
    assert dict(app.state.versions)["uvicorn"]


def test_an_edit_takes_over_without_a_refusal_that_lasts(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    app = run(order_of(tmp_path))
    url = app.start()
    done = threading.Event()
    answers: list[object] = []

    def ask() -> None:
        while not done.is_set():
            try:
                answers.append(get(f"{url}/version").json())
            except httpx2.HTTPError:
                answers.append(None)
            done.wait(0.01)

    asking = threading.Thread(target=ask)
    asking.start()
    write(tmp_path, {"main.py": BOOKS.replace("return 1", "return 2")})
    witness.wait(lambda: witness.phases.count(AppPhase.RUNNING) == 2)
    done.set()
    asking.join()
    assert get(f"{url}/version").json() == 2
    assert witness.states[-1].changed_files == (str(tmp_path / "main.py"),)
    seen = [answer for answer in answers if answer is not None]
    assert seen[0] == 1
    assert seen == sorted(seen, key=str)
    assert len(answers) - len(seen) < len(answers) / 2


def test_a_broken_edit_leaves_the_old_server(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    url = run(order_of(tmp_path)).start()
    write(tmp_path, {"main.py": f"{BOOKS}\nboom()\n"})
    broken = witness.wait_for_phase(AppPhase.BROKEN)
    assert get(f"{url}/version").json() == 1
    assert broken.crash is not None
    assert broken.crash.culprit is not None
    assert (broken.crash.culprit.file, broken.crash.culprit.text) == (str(tmp_path / "main.py"), "boom()")
    write(tmp_path, {"main.py": BOOKS.replace("return 1", "return 3")})
    witness.wait(lambda: witness.phases.count(AppPhase.RUNNING) == 2)
    assert get(f"{url}/version").json() == 3


def block(url: str, witness: Witness) -> threading.Thread:
    def ask() -> None:
        with pytest.raises(httpx2.HTTPError):
            httpx2.get(f"{url}/block", trust_env=False, timeout=30)

    asking = threading.Thread(target=ask)
    asking.start()
    witness.wait(lambda: "blocked" in witness.log)
    return asking


def test_a_blocked_loop_does_not_hold_the_close(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    app = run(order_of(tmp_path))
    url = app.start()
    pid = get(f"{url}/pid").json()
    asking = block(url, witness)
    began = time.monotonic()
    app.close()
    assert time.monotonic() - began < 5
    asking.join(20)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_blocked_loop_does_not_hold_a_restart(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": BOOKS})
    app = run(order_of(tmp_path))
    url = app.start()
    asking = block(url, witness)
    assert app.restart() == url
    assert get(f"{url}/version").json() == 1
    asking.join(20)


HOLDING = """
import re
from fastapi import FastAPI

app = FastAPI()


@app.get("/hold")
async def hold() -> None:
    re.match(r"(?:a|a)+$", "a" * 60 + "b")
"""


def _ask_in_vain(url: str) -> None:
    with contextlib.suppress(httpx2.TransportError):
        httpx2.get(url, trust_env=False, timeout=60)


def test_a_call_that_never_lets_go_of_the_interpreter_is_named_while_it_runs(
    tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]
) -> None:
    write(tmp_path, {"main.py": HOLDING})
    app = run(order_of(tmp_path))
    url = app.start()
    asking = threading.Thread(target=_ask_in_vain, args=(f"{url}/hold",))
    asking.start()
    witness.wait(lambda: bool(witness.loop))
    block = witness.loop[0]
    assert isinstance(block, LoopBlock)
    assert (block.number, block.held, block.lasts) == (0, True, True)
    assert block.place is not None
    assert Path(block.place.file) == tmp_path / "main.py"
    assert (block.place.name, block.place.text) == ("hold", 're.match(r"(?:a|a)+$", "a" * 60 + "b")')
    app.close()
    asking.join(20)


PARENT = """
import os, sys, threading
from app.adapters.local_app.local_app import LocalApp
from app.core.projects.model import AppOrder
app = LocalApp(AppOrder(sys.argv[1], "main:app", sys.executable))
app.start()
print(app.state.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_app_ends_with_a_window_that_is_killed(tmp_path: Path) -> None:
    write(tmp_path / "shop", {"main.py": BOOKS})
    parent = run_child("-c", PARENT, tmp_path / "shop", environment={"TMPDIR": str(tmp_path)})
    assert parent.returncode == -signal.SIGKILL, parent.stderr
    deadline = time.monotonic() + 20
    while Path(f"/proc/{int(parent.stdout)}").exists():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def test_a_flood_of_words_is_counted(tmp_path: Path, witness: Witness, run: Callable[[AppOrder], LocalApp]) -> None:
    """`ROUTEGLASS_FLOOD_MB=1000` makes it a gigabyte."""
    size = int(os.environ.get("ROUTEGLASS_FLOOD_MB", "20"))
    flood = (
        f"\nimport sys\nfor _ in range({size}):\n    sys.stdout.write(('x' * 99 + '\\n') * 10_000)\nprint('the end')\n"
    )
    write(tmp_path, {"main.py": BOOKS + flood})
    url = run(order_of(tmp_path)).start()
    assert get(f"{url}/version").json() == 1
    witness.wait(lambda: "the end" in witness.log)
    assert "were left out: the app prints faster than can be shown" in witness.log
    assert len(witness.lines) < 100_000
