"""Whole processes: an app in its own interpreter with the agent, from start to end."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from app.adapters.tracing.packing import lend_server
from app.core.routes.read import read_table
from app.core.trace.loop import read_block, read_sample
from app.core.trace.read import read_trace
from tests.support.agent_child import agent, until
from tests.support.pretended_pythons import packages_without, real

APP = """
import os, sys, time, asyncio, subprocess, threading, logging
from fastapi import FastAPI, Header
from pydantic import BaseModel

print("imported with", sys.argv, sys.path[0], "archive in path:", any("pyz" in entry for entry in sys.path))
app = FastAPI()
logging.getLogger("uvicorn.error").info("through uvicorn's log")


class Login(BaseModel):
    user: str
    password: str


@app.post("/login")
async def login(login: Login, x_api_key: str = Header("none")) -> dict[str, str]:
    return {"user": login.user, "token": "t-hush"}


@app.get("/items/{number}")
def item(number: int) -> dict[str, int]:
    return {"number": number}


@app.get("/input")
def read_input() -> dict[str, str]:
    child = subprocess.run([sys.executable, "-c", "print(repr(input()))"], capture_output=True, text=True)
    return {"own": sys.stdin.read(), "child": child.stderr.strip().split("\\n")[-1]}


@app.get("/block")
async def block() -> None:
    print("blocking")
    time.sleep(60)


@app.get("/long")
async def long() -> None:
    print("waiting")
    await asyncio.sleep(60)


@app.get("/loud")
def loud() -> int:
    return sys.stdout.write("x" * 3_000_000 + "\\n")


@app.get("/dies")
def dies() -> None:
    print("dying")
    os._exit(9)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "main.py").write_text(APP)
    return folder


def _with_app(folder: Path, text: str) -> Path:
    (folder / "main.py").write_text(text)
    return folder


def test_an_app_tells_of_itself_from_hello_to_gone(project: Path) -> None:
    with agent(project, "main:app") as child:
        ready = child.wait_for("ready")
        assert ready["url"] == f"http://127.0.0.1:{ready['port']}"
        routes = child.wait_for("routes")
        trace = read_trace(child.trace_of("GET", "/items/7"))
        assert (trace.status, trace.route, trace.endpoint) == (200, "/items/{number}", "main:item")
        assert child.stop() == 0
    assert child.kinds() == ["auth", "hello", "ready", "routes", "req", "stopping", "gone", "hung up"]
    hello = child.wait_for("hello")
    assert all(hello["caps"].values())
    assert set(hello["versions"]) == {"python", "fastapi", "starlette", "pydantic", "uvicorn"}
    assert Path(hello["exe"]).samefile(sys.executable)
    table = read_table({"routes": routes["routes"], "shadows": routes["shadows"]})
    assert "/items/{number}" in {route.path for route in table.routes}
    assert json.loads(routes["document"])["info"]["title"] == "FastAPI"
    assert routes["document_error"] is None


def test_the_app_finds_what_it_would_find_without_us(project: Path) -> None:
    with agent(project, "main:app") as child:
        told = child.request("GET", "/input").json()
        child.stop()
    assert told == {"own": "", "child": "EOFError: EOF when reading a line"}
    first = child.log.decode().splitlines()
    assert f"imported with ['uvicorn', 'main:app'] {project} archive in path: False" in first
    assert "INFO:     through uvicorn's log" in first
    assert '"GET /input HTTP/1.1" 200 OK' in child.log.decode()


def test_secrets_do_not_leave_the_process(project: Path) -> None:
    with agent(project, "main:app") as child:
        body = {"user": "ada", "password": "hush-1"}
        trace = child.trace_of("POST", "/login?token=hush-2", json=body, headers={"X-Api-Key": "hush-3"})
        refused = child.trace_of("POST", "/login", json={"password": "hush-4", "user": 1})
    assert trace["status"] == 200
    assert refused["status"] == 422
    assert "hush" not in json.dumps(child.events)
    assert "ada" in json.dumps(trace)


def test_values_can_be_switched_off_and_on(project: Path) -> None:
    with agent(project, "main:app", values=False) as child:
        hidden = child.trace_of("GET", "/items/4711?q=visible")
        assert child.ask("values", on=True)["result"] is None
        shown = child.trace_of("GET", "/items/4711")
    del hidden["path"], hidden["spans"][0]["name"]
    assert "4711" not in json.dumps(hidden)
    assert "visible" not in json.dumps(hidden)
    assert json.dumps(shown).count("4711") > 3


def test_questions_are_answered_one_by_one(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.wait_for("ready")
        found = child.ask("try", method="get", target="/items/7", headers=[["host", "x"]])["result"]
        assert (found["decision"], found["steps"][-1]["encounter"]) == ("matched", "never reached")
        assert child.ask("routes")["result"] == {
            key: value for key, value in child.wait_for("routes").items() if key != "ev"
        }
        assert child.ask("dance")["error"]["message"] == "there is no command 'dance'"
        assert child.ask("try", method="GET")["error"]["type"] == "KeyError"
        child.send_line(b"no json")
        child.send_line(b"[1]")
        assert child.wait_for("agent-error")["type"] == "JSONDecodeError"
        assert child.ask("try", method="GET", target="/nowhere")["result"]["decision"] == "not found"


def test_other_clients_are_counted(project: Path) -> None:
    with agent(project, "main:app") as child:
        for _ in range(3):
            child.request("GET", "/items/1")
        child.request("GET", "/items/x")
        child.request("GET", "/nowhere", headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"})
        counted: dict[tuple[str, int], int] = {}

        def complete() -> bool:
            counted.clear()
            for event in list(child.events):
                for row in event.get("rows", ()) if event["ev"] == "counts" else ():
                    key = (row["route"], row["status"])
                    counted[key] = counted.get(key, 0) + row["n"]
                    assert 0 < row["max_us"] <= row["us"]
            return sum(counted.values()) == 5

        until(complete)
        assert counted == {("/items/{number}", 200): 3, ("/items/{number}", 422): 1, ("", 404): 1}
        traces = [event["trace"] for event in child.events if event["ev"] == "req"]
    assert len(traces) == 5
    assert all(trace["foreign"] for trace in traces)
    assert "ab" * 16 in {trace["id"] for trace in traces}


def test_only_who_asked_gets_the_header_back(project: Path) -> None:
    with agent(project, "main:app") as child:
        assert "x-routeglass-trace" not in child.request("GET", "/items/1").headers
        assert child.request("GET", "/items/1", trace="me").headers["x-routeglass-trace"] == "me"


# Starting


def test_a_swap_takes_the_port_over(project: Path) -> None:
    with agent(project, "main:app") as old, agent(project, "main:app", wait_bind=True) as new:
        port = old.wait_for("ready")["port"]
        new.wait_for("loaded")
        assert new.kinds() == ["auth", "hello", "loaded"]
        new.say(f"bind {port}")
        old.say("stop")
        assert new.wait_for("ready")["port"] == port
        assert new.request("GET", "/items/2").json() == {"number": 2}
        assert old.wait() == 0
        assert new.stop() == 0


def test_a_taken_port_is_told(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with agent(project, "main:app", port=port) as child:
            failure = child.wait_for("bind-error")
            assert child.wait() == 4
    assert failure["port"] == port
    assert "in use" in failure["message"]
    assert f"cannot listen on 127.0.0.1:{port}" in child.log.decode()
    assert child.wait_for("hello")["port"] == port


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from fastapi import FastAPI\ndef make(): return FastAPI(title='made')", "main:make"),
        ("from fastapi import FastAPI\ndef make(title='made'): return FastAPI(title=title)", "main:make"),
        ("import fastapi\nclass A(fastapi.FastAPI):\n  def __init__(self): super().__init__(title='made')", "main:A"),
        ("from fastapi import FastAPI\nclass Box: app = FastAPI(title='made')", "main:Box.app"),
        ("from fastapi import FastAPI\nfrom starlette.middleware.cors import CORSMiddleware\n"
         "app = CORSMiddleware(FastAPI(title='made'))", "main:app"),
    ],
)  # fmt: skip
def test_apps_and_factories_are_told_apart(project: Path, text: str, target: str) -> None:
    with agent(_with_app(project, text), target) as child:
        assert json.loads(child.wait_for("routes")["document"])["info"]["title"] == "made"


def test_a_project_with_a_package_called_app_is_no_trouble(project: Path) -> None:
    (project / "app" / "core").mkdir(parents=True)
    (project / "app" / "core" / "settings.py").write_text("TITLE = 'theirs'")
    (project / "app" / "main.py").write_text(
        "from fastapi import FastAPI\nfrom app.core.settings import TITLE\nserver = FastAPI(title=TITLE)"
    )
    with agent(project, "app.main:server") as child:
        assert json.loads(child.wait_for("routes")["document"])["info"]["title"] == "theirs"


def test_an_error_while_importing_names_its_place(project: Path) -> None:
    (project / "models.py").write_text("def make():\n    return 1 / 0\n")
    with agent(_with_app(project, "import models\n\napp = models.make()\n"), "main:app") as child:
        failure = child.wait_for("import-error")
        assert child.wait() == 3
    assert (failure["type"], failure["message"], failure["syntax"]) == ("ZeroDivisionError", "division by zero", None)
    places = [(frame["file"], frame["line"], frame["name"], frame["text"]) for frame in failure["frames"]]
    assert places == [
        (str(project / "main.py"), 3, "<module>", "app = models.make()"),
        (str(project / "models.py"), 2, "make", "return 1 / 0"),
    ]
    assert not any(frame["library"] for frame in failure["frames"])
    assert failure["tb"] in child.log.decode()
    assert "_routeglass" not in failure["tb"]


def test_a_syntax_error_names_line_and_column(project: Path) -> None:
    with agent(_with_app(project, "x = 1\ndef broken(:\n    pass\n"), "main:app") as child:
        failure = child.wait_for("import-error")
    assert failure["type"] == "SyntaxError"
    assert failure["syntax"] == {"file": str(project / "main.py"), "line": 2, "column": 12, "text": "def broken(:"}


@pytest.mark.parametrize(
    ("text", "target", "message"),
    [
        ("from fastapi import FastAPI\napi = FastAPI()", "main:app", "module 'main' has no 'app'; it has api"),
        ("x = 1", "main:app", "module 'main' has no 'app'; it has no app at all"),
        ("app = 5", "main:app", "main:app is a int, no app"),
        ("async def app(): pass", "main:app", "main:app is asynchronous; a factory has to return the app itself"),
        ("def app(environ, start_response): pass", "main:app", "main:app is a WSGI app"),
        ("", "nothing", "'nothing' is no place of an app; write it as package.module:name"),
        ("", "missing.module:app", "No module named 'missing'"),
        ("import sys; sys.exit('need a database')", "main:app", "need a database"),
        ("input('really?')", "main:app", "EOF when reading a line"),
    ],
)  # fmt: skip
def test_what_is_no_app_is_told(project: Path, text: str, target: str, message: str) -> None:
    with agent(_with_app(project, text), target) as child:
        assert message in child.wait_for("import-error")["message"]
        assert child.wait() == 3


LIFESPAN = '''
from contextlib import asynccontextmanager
from fastapi import FastAPI

@asynccontextmanager
async def lifespan(app):
    {start}
    yield
    {end}

app = FastAPI(lifespan=lifespan)
'''  # fmt: skip


def test_a_start_that_fails_in_the_lifespan_is_told(project: Path) -> None:
    text = LIFESPAN.format(start="raise RuntimeError('no database')", end="")
    with agent(_with_app(project, text), "main:app") as child:
        failure = child.wait_for("lifespan-failed")
        assert child.wait() == 3
    assert (failure["phase"], failure["type"], failure["message"]) == ("startup", "RuntimeError", "no database")
    culprit = [frame for frame in failure["frames"] if not frame["library"]]
    assert [(frame["file"], frame["line"]) for frame in culprit] == [(str(project / "main.py"), 7)]
    assert "ready" not in child.kinds()


def test_an_end_that_fails_in_the_lifespan_is_told(project: Path) -> None:
    text = LIFESPAN.format(start="", end="raise RuntimeError('cannot close')")
    with agent(_with_app(project, text), "main:app") as child:
        child.wait_for("ready")
        assert child.stop() == 3
    failure = child.wait_for("lifespan-failed")
    assert (failure["phase"], failure["message"]) == ("shutdown", "cannot close")


def test_settings_that_refuse_a_secret_do_not_show_it(project: Path) -> None:
    text = "from pydantic import BaseModel\nclass S(BaseModel):\n  key: int\nS(key='hush')"
    with agent(_with_app(project, text), "main:app") as child:
        failure = child.wait_for("import-error")
        child.wait()
    assert failure["message"].startswith("key: Input should be a valid integer")
    assert "input_value" not in child.log.decode()
    assert "hush" not in json.dumps([failure[key] for key in ("type", "message")])


def test_a_module_that_serves_itself_is_served_by_us(project: Path) -> None:
    text = "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI(title='own')\nuvicorn.run(app, port=1)\nLAST = 1"
    with agent(_with_app(project, text), "main:app") as child:
        assert json.loads(child.wait_for("routes")["document"])["info"]["title"] == "own"
        child.stop()
    assert "uvicorn.run() in the app's module is ignored" in child.log.decode()


def test_processes_of_the_app_start_as_they_would_without_us(project: Path) -> None:
    """A spawned process imports the main module of its parent, which is ours."""
    text = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from fastapi import FastAPI
app = FastAPI()

def double(number):
    return 2 * number

@app.get("/double/{number}")
def ask(number: int) -> int:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(double, number).result()
"""
    with agent(_with_app(project, text), "main:app") as child:
        assert child.request("GET", "/double/21").json() == 42
        assert child.stop() == 0
    assert "routeglass: this file" not in child.log.decode()


# Ending


def test_code_that_ends_the_server_is_told(project: Path) -> None:
    """Where nothing of a request is around it, as in a callback of the loop, `sys.exit` ends uvicorn."""
    text = """
import asyncio, sys
from fastapi import FastAPI
app = FastAPI()

def leave():
    sys.exit("enough")

@app.get("/")
async def soon() -> None:
    asyncio.get_running_loop().call_soon(leave)
"""
    with agent(_with_app(project, text), "main:app") as child:
        child.send_only("/")
        failure = child.wait_for("server-crash")
        assert child.wait() == 3
    assert (failure["type"], failure["message"]) == ("SystemExit", "enough")
    assert failure["frames"][-1]["file"] == str(project / "main.py")


def test_a_stop_ends_an_import_that_hangs(project: Path) -> None:
    text = "import time\nprint('importing')\ntime.sleep(60)"
    with agent(_with_app(project, text), "main:app") as child:
        until(lambda: b"importing" in child.log)
        assert child.stop() == 0
    assert child.kinds()[-3:] == ["stopping", "gone", "hung up"]


def test_a_server_that_is_busy_is_stopped_within_its_grace(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.request_later("/long", "waiting")
        assert child.stop() == 0
    assert "gone" in child.kinds()


def test_a_blocked_loop_does_not_keep_the_process(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.request_later("/block", "blocking")
        assert child.stop() == 0
    assert child.kinds()[-2:] == ["gone", "hung up"]


def test_a_blocked_loop_is_named_while_it_is_blocked(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.request_later("/block", "blocking")
        block = read_block(child.wait_for("block"))
        child.stop()
    assert block.lasts
    assert block.request is not None
    assert block.request.words == "GET /block"
    assert block.place is not None
    assert Path(block.place.file) == project / "main.py"
    assert (block.place.name, block.place.text) == ("block", "time.sleep(60)")


def test_the_loop_is_measured_while_the_window_looks(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.wait_for("ready")
        assert child.ask("watch", on=True) == {"ev": "answer", "id": 1, "result": None}
        sample = read_sample(child.wait_for("lag"))
        child.ask("watch", on=False)
        child.stop()
    assert sample.lag_ms is not None


def test_nobody_is_left_behind_when_the_window_dies(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.request_later("/block", "blocking")
        child.close_input()
        assert child.wait() == 0


@pytest.mark.parametrize("wait_bind", [True, False])
def test_a_stop_before_it_serves_ends_it_too(project: Path, *, wait_bind: bool) -> None:
    text = LIFESPAN.format(start="import asyncio; print('starting'); await asyncio.sleep(60)", end="")
    with agent(_with_app(project, text), "main:app", wait_bind=wait_bind) as child:
        if wait_bind:
            child.wait_for("loaded")
        else:
            until(lambda: b"starting" in child.log)
        assert child.stop() == 0


def test_threads_of_the_app_do_not_keep_the_process(project: Path) -> None:
    text = APP + "\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
    with agent(_with_app(project, text), "main:app") as child:
        child.wait_for("ready")
        assert child.stop() == 0


def test_a_dead_link_leaves_the_app_alone(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.trace_of("GET", "/items/1")
        child.hang_up()
        child.wait_for("hung up")
        for number in range(30):
            response = child.request("GET", f"/items/{number}", trace="later")
            assert response.json() == {"number": number}
        assert child.stop() == 0


def test_whatever_it_prints_is_only_its_log(project: Path) -> None:
    with agent(project, "main:app") as child:
        for _ in range(5):
            assert child.request("GET", "/loud").json() == 3_000_001
        child.stop()
    assert child.log.count(b"x" * 3_000_000) == 5


def test_a_process_that_just_ends_says_nothing(project: Path) -> None:
    with agent(project, "main:app") as child:
        child.request_later("/dies", "dying")
        assert child.wait() == 9
    assert "gone" not in child.kinds()


# The interpreter


def test_an_environment_without_uvicorn_borrows_one(project: Path, tmp_path: Path) -> None:
    """A venv that sees FastAPI, but whose uvicorn cannot be found."""
    hidden = packages_without(tmp_path / "hidden", "uvicorn", "h11", "click")
    python = str(real(tmp_path / "venv"))
    lent = tmp_path / "lent"
    settings: dict[str, Any] = {"python": python, "environment": {"PYTHONPATH": str(hidden)}}
    with agent(project, "main:app", **settings) as child:
        assert "uvicorn" in child.wait_for("import-error")["message"]
        assert child.wait() == 3
    with agent(project, "main:app", vendor=str(lend_server(lent)), **settings) as child:
        assert child.request("GET", "/items/3").json() == {"number": 3}
        assert child.wait_for("hello")["versions"]["uvicorn"]
