"""The life of an app: what its process says and does, and what is told of it. The process is a small fake."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.model import Patience
from app.core.base.errors import SourceError
from app.core.base.json_record import RecordError
from app.core.projects.model import AppPhase, CrashKind
from app.core.routes.model import Encounter
from app.core.trace.loop import LoopSample
from tests.support.local_apps import PATIENT, Witness, fake_app, hasten, order_of
from tests.support.processes import is_alive, wait_until_dead
from tests.support.served_apps import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.adapters.local_app.local_app import LocalApp

FAILS = (
    "def before(say):\n"
    "    say('import-error', type='NameError', message='no x', tb='Traceback',"
    " frames=[{'file': 'main.py', 'line': 2, 'name': '<module>', 'text': 'x'}], syntax=None)\n"
    "    raise SystemExit(3)\n"
)
SILENT = "import time\ndef before(say):\n    print('waiting for the database')\n    time.sleep(60)\n"
TELLS = """
import json, threading
def serve(say):
    say('routes', routes=[{'number': 1, 'kind': 'http', 'path': '/', 'methods': ['GET']}], shadows=[],
        names={'Book': {'title': 'Title'}}, document='{"openapi": "3.1.0"}', document_error=None)
    say('req', trace={'id': 't1', 'method': 'GET', 'path': '/', 'status': 200, 'ms': 1.5, 'spans': []})
    say('lag', at=1.0, ms=2.5)
    say('block', number=1, at=1.0, ms=70.0)
    say('req', trace={'id': 't2'})
    say('news', of='a later version')
    say('lost', n=1200)
    say('too-big', of='req')
    say('agent-error', message='no seam')
    print('told')
"""


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def app(tmp_path: Path, witness: Witness) -> Iterator[LocalApp]:
    made = fake_app(tmp_path, witness, patience=PATIENT)
    yield made
    made.close()


def odd(folder: Path, code: str) -> None:
    (folder / "odd.py").write_text(code)


def pid_at(url: str) -> int:
    return int(get(url).text)


# --- starting and stopping --------------------------------------------------------------------------------------


def test_it_starts_answers_and_stops(app: LocalApp, witness: Witness) -> None:
    url = app.start()
    running = witness.wait_for_phase(AppPhase.RUNNING)
    assert (running.url, running.pid) == (url, pid_at(url))
    assert running.versions == (("python", "3"), ("fastapi", "0"))
    assert app.start() == url
    app.stop()
    assert witness.phases == [AppPhase.STARTING, AppPhase.RUNNING, AppPhase.STOPPED]
    assert app.state == witness.states[-1]
    app.stop()
    assert len(witness.states) == 3


def test_it_comes_back_where_it_was(app: LocalApp) -> None:
    url = app.start()
    app.stop()
    assert app.start() == url


def test_its_port_can_be_wished_for_and_be_taken(tmp_path: Path, witness: Witness) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        app = fake_app(tmp_path, witness, port=other.getsockname()[1])
        with pytest.raises(SourceError, match="in use") as caught:
            app.start()
        assert "Stop the program that listens there" in caught.value.hint
        failed = witness.wait_for_phase(AppPhase.FAILED)
        assert failed.crash is not None
        assert failed.crash.kind is CrashKind.BIND
    app.close()


def test_another_port_is_taken_where_the_old_one_is_gone(app: LocalApp) -> None:
    url = app.start()
    app.stop()
    with socket.create_server(("127.0.0.1", int(url.rpartition(":")[2]))):
        assert app.start() != url


def test_nothing_of_ours_is_left_after_close(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, "import sys, os\ndef serve(say):\n    print('agent', os.path.abspath(sys.argv[0]))\n")
    before = sorted(tmp_path.rglob("*"))
    app.start()
    witness.wait(lambda: "agent " in witness.log)
    agent = Path(next(line.text for line in witness.lines if line.text.startswith("agent ")).split()[1])
    assert agent.exists()
    app.close()
    assert not agent.parent.exists()
    assert sorted(tmp_path.rglob("*")) == before
    assert threading.active_count() == len([thread for thread in threading.enumerate() if "local" not in thread.name])


@pytest.mark.skipif(sys.platform != "linux", reason="the environments of processes")
def test_a_daemon_of_the_app_ends_with_it_for_good(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    daemon = "import subprocess; daemon = subprocess.Popen(['sleep', '60'], start_new_session=True)"
    odd(tmp_path, f"{daemon}\ndef serve(say):\n    print('daemon', daemon.pid)\n")
    app.start()
    witness.wait(lambda: "daemon " in witness.log)
    pid = int(next(line.text for line in witness.lines if line.text.startswith("daemon ")).split()[1])
    app.stop()
    assert is_alive(pid)
    app.close()
    wait_until_dead(pid)


def test_a_closed_one_does_not_start(app: LocalApp) -> None:
    app.close()
    with pytest.raises(SourceError, match="is closed"):
        app.start()
    with pytest.raises(SourceError, match="is closed"):
        app.restart()


def test_an_interpreter_that_is_not_there_is_told(tmp_path: Path, witness: Witness) -> None:
    order = order_of(tmp_path)
    missing = type(order)(order.folder, order.target, str(tmp_path / "python"))
    app = fake_app(tmp_path, witness, missing)
    with pytest.raises(SourceError, match="cannot be started") as caught:
        app.start()
    assert "Choose another interpreter" in caught.value.hint
    assert [state.crash.kind for state in witness.states if state.crash] == [CrashKind.LAUNCH]
    app.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a script as an interpreter")
def test_an_interpreter_that_is_none_is_told_with_its_words(tmp_path: Path, witness: Witness) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho what is this\nexit 7\n")
    script.chmod(0o755)
    order = order_of(tmp_path)
    app = fake_app(tmp_path, witness, type(order)(order.folder, order.target, str(script)))
    with pytest.raises(SourceError, match="ended with exit status 7 before it began") as caught:
        app.start()
    assert caught.value.detail == "what is this"
    app.close()


# --- failing ----------------------------------------------------------------------------------------------------


def test_a_failing_import_is_told_with_its_line(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, FAILS)
    with pytest.raises(SourceError, match="NameError: no x") as caught:
        app.start()
    assert caught.value.where == "main.py:2"
    assert caught.value.detail == "Traceback"
    app.close()
    assert [phase for phase in witness.phases if phase is AppPhase.FAILED] == [AppPhase.FAILED]
    crash = witness.wait_for_phase(AppPhase.FAILED).crash
    assert crash is not None
    assert (crash.kind, crash.culprit) == (CrashKind.IMPORT, crash.frames[0])


def test_the_story_of_a_failure_may_be_unreadable(app: LocalApp, tmp_path: Path) -> None:
    odd(tmp_path, "def before(say):\n    say('import-error', message=1)\n    raise SystemExit(3)\n")
    with pytest.raises(SourceError, match="its own story is unreadable"):
        app.start()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_being_killed_is_told_at_once(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, "def serve(say):\n    print('last words')\n")
    app.start()
    witness.wait(lambda: "last words" in witness.log)
    os.kill(app.state.pid, signal.SIGKILL)
    crash = witness.wait_for_phase(AppPhase.CRASHED).crash
    assert crash is not None
    assert crash.message == "It was ended by SIGKILL, as the system does when memory runs out."
    assert crash.traceback == "last words"
    assert (app.state.url, app.state.pid) == ("", 0)
    with pytest.raises(SourceError, match="does not run"):
        app.try_path("GET", "/")
    assert app.restart()


def test_one_that_ends_by_itself_has_crashed(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, "import os\ndef serve(say):\n    os._exit(5)\n")
    app.start()
    crash = witness.wait_for_phase(AppPhase.CRASHED).crash
    assert crash is not None
    assert crash.message == "It ended by itself with exit status 5."


def test_one_that_never_answers_is_told_and_can_be_stopped(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, SILENT)
    hasten(app)
    with pytest.raises(SourceError, match="has not answered within 1 seconds"):
        app.start()
    assert app.state.phase is AppPhase.SILENT
    witness.wait(lambda: "waiting for the database" in witness.log)
    began = time.monotonic()
    app.stop()
    assert time.monotonic() - began < 5
    assert witness.phases[-1] is AppPhase.STOPPED


def test_one_that_answers_late_is_told_too(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, "import os, time\ndef before(say):\n    while not os.path.exists('go'): time.sleep(0.01)\n")
    hasten(app)
    with pytest.raises(SourceError, match="has not answered"):
        app.start()
    (tmp_path / "go").write_text("")
    state = witness.wait_for_phase(AppPhase.RUNNING)
    assert pid_at(state.url) == state.pid
    assert app.start() == state.url


@pytest.mark.parametrize("ending", ["stop", "begin_close"])
def test_waiting_for_it_can_be_cancelled(tmp_path: Path, witness: Witness, ending: str) -> None:
    odd(tmp_path, SILENT)
    app = fake_app(tmp_path, witness)
    errors: list[SourceError] = []

    def start() -> None:
        try:
            app.start()
        except SourceError as error:
            errors.append(error)

    worker = threading.Thread(target=start)
    worker.start()
    witness.wait(lambda: "waiting for the database" in witness.log)
    began = time.monotonic()
    getattr(app, ending)()
    worker.join(20)
    app.close()
    assert time.monotonic() - began < 5
    assert "was stopped before it answered" in errors[0].what
    assert witness.phases[-1] is AppPhase.STOPPED


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_hears_nothing_is_ended_all_the_same(app: LocalApp) -> None:
    url = app.start()
    pid = pid_at(url)
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    app.close()
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_that_prints_without_end_goes_on_and_is_told(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, "def serve(say):\n    [print('x' * 99) for _ in range(200_000)]\n    print('done')\n")
    app.start()
    witness.wait(lambda: "done" in witness.log)
    assert "were left out: the app prints faster than can be shown" in witness.log
    assert len(witness.lines) < 100_000


# --- restarting -------------------------------------------------------------------------------------------------


def test_new_code_takes_over_the_port(app: LocalApp, witness: Witness) -> None:
    url = app.start()
    old = pid_at(url)
    assert app.restart() == url
    assert pid_at(url) != old
    assert witness.states[-1].restarts == 1
    assert witness.phases == [AppPhase.STARTING, AppPhase.RUNNING, AppPhase.RESTARTING, AppPhase.RUNNING]
    assert witness.states[2].url == url


def test_the_old_server_goes_on_while_the_new_code_fails(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    url = app.start()
    old = pid_at(url)
    odd(tmp_path, FAILS)
    with pytest.raises(SourceError, match="NameError: no x"):
        app.restart()
    broken = witness.wait_for_phase(AppPhase.BROKEN)
    assert (broken.url, broken.pid) == (url, old)
    assert broken.crash is not None
    assert pid_at(url) == old
    odd(tmp_path, "")
    assert app.restart() == url
    assert pid_at(url) != old
    assert app.state.crash is None


def test_the_old_server_goes_on_while_the_new_code_is_silent(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    url = app.start()
    hasten(app)
    odd(tmp_path, SILENT)
    with pytest.raises(SourceError, match="has not answered within"):
        app.restart()
    crash = witness.wait_for_phase(AppPhase.BROKEN).crash
    assert crash is not None
    assert crash.kind is CrashKind.SILENT
    assert pid_at(url)


def test_one_that_was_never_started_starts(app: LocalApp, witness: Witness) -> None:
    assert app.restart()
    assert witness.phases[-1] is AppPhase.RUNNING


def test_an_old_server_that_does_not_let_go_is_ended(app: LocalApp, tmp_path: Path) -> None:
    odd(tmp_path, "import threading\ndef serve(say):\n    threading.Event().wait()\n")
    url = app.start()
    odd(tmp_path, "")
    assert app.restart() == url


def test_a_port_that_is_lost_on_the_way_is_no_end(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    app.start()
    odd(
        tmp_path,
        "import __main__, os\n"
        "def refuse(*server): raise OSError('taken')\n"
        "if not os.path.exists('tried'):\n    open('tried', 'w').close()\n    __main__.ThreadingHTTPServer = refuse\n",
    )
    other = app.restart()
    assert (tmp_path / "tried").exists()
    assert pid_at(other) == app.state.pid
    assert witness.states[-1].restarts == 1


def test_stopping_first_leaves_no_two_at_once(tmp_path: Path, witness: Witness) -> None:
    odd(
        tmp_path,
        "import os\n"
        "def before(say):\n    assert not os.path.exists('lock'), 'two at once'\n    open('lock', 'w').close()\n"
        "import atexit, sys\n"
        "def serve(say):\n    real = os._exit\n"
        "    def leave(status):\n        os.unlink('lock')\n        real(status)\n    os._exit = leave\n",
    )
    app = fake_app(tmp_path, witness, order_of(tmp_path, stop_first=True), patience=Patience(stop=20.0))
    url = app.start()
    assert app.restart() == url
    assert "two at once" not in witness.log
    assert witness.states[2].phase is AppPhase.RESTARTING
    assert witness.states[2].url == ""
    app.close()


def test_a_changed_file_restarts_it(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    url = app.start()
    old = pid_at(url)
    (tmp_path / "main.py").write_text("x = 1\n")
    witness.wait(lambda: witness.phases.count(AppPhase.RUNNING) == 2)
    assert witness.states[-1].changed_files == (str(tmp_path / "main.py"),)
    assert pid_at(url) != old
    assert "main.py changed: restarting." in witness.log


def test_mending_the_code_starts_one_that_failed(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, FAILS)
    with pytest.raises(SourceError, match="no x"):
        app.start()
    odd(tmp_path, "")
    assert pid_at(witness.wait_for_phase(AppPhase.RUNNING).url)


def test_breaking_and_mending_the_code(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    url = app.start()
    odd(tmp_path, FAILS)
    witness.wait_for_phase(AppPhase.BROKEN)
    assert pid_at(url)
    odd(tmp_path, "")
    witness.wait(lambda: witness.phases.count(AppPhase.RUNNING) == 2)
    assert witness.states[-1].url == url


def test_what_is_changed_while_it_is_stopped_starts_nothing(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    app.start()
    app.stop()
    (tmp_path / "main.py").write_text("x = 1\n")
    app.start()
    assert app.state.changed_files == ()
    assert AppPhase.RESTARTING not in witness.phases


def test_reloading_can_be_off(tmp_path: Path, witness: Witness) -> None:
    app = fake_app(tmp_path, witness, order_of(tmp_path, reload=False))
    app.start()
    assert "local-app-keeper" not in [thread.name for thread in threading.enumerate()]
    app.close()


# --- what it tells ----------------------------------------------------------------------------------------------


def test_routes_document_traces_and_the_loop_are_told(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, TELLS)
    app.start()
    table, names = app.routes()
    assert [route.path for route in table.routes] == ["/"]
    assert names == {"Book": {"title": "Title"}}
    assert json.loads(app.document()) == {"openapi": "3.1.0"}
    witness.wait(lambda: "told" in witness.log and "no seam" in witness.log)
    assert [trace.trace_id for trace in witness.traces] == ["t1"]
    assert LoopSample(1.0, 2.5) in witness.loop
    assert len(witness.loop) == 2
    for words in (
        "is not as agreed",
        "1,200 messages were left out",
        "too large",
        "Looking into the app failed: no seam",
    ):
        assert words in witness.log
    app.watch_loop(on=True)


def answering(answer: str) -> str:
    """A child that answers every question; what the link says is read by a thread."""
    return TELLS.replace("import json, threading", "import json, threading, sys").replace(
        "    print('told')",
        "    link = say.__closure__[0].cell_contents\n"
        "    def reply():\n"
        "        for line in link.makefile():\n"
        "            asked = json.loads(line)\n"
        f"            say('answer', id=asked['id'], **{answer})\n"
        "    threading.Thread(target=reply, daemon=True).start()\n",
    )


def test_a_path_is_tried_in_the_process(app: LocalApp, tmp_path: Path) -> None:
    steps = "[{'number': 1, 'encounter': 'match', 'path_params': []}]"
    asked = "'method': asked['method'], 'target': asked['target'], 'decision': 'matched', 'winner': 1"
    odd(tmp_path, answering(f"{{'result': {{{asked}, 'steps': {steps}}}}}"))
    app.start()
    found = app.try_path("get", " /x ")
    assert (found.method, found.target, found.winner) == ("GET", "/x", 1)
    assert found.steps[0].encounter is Encounter.MATCH


def test_a_process_that_cannot_tell_says_why(app: LocalApp, tmp_path: Path) -> None:
    odd(tmp_path, answering("{'error': {'type': 'KeyError', 'message': 'a route raises'}}"))
    app.start()
    with pytest.raises(SourceError, match="cannot tell: KeyError: a route raises"):
        app.try_path("GET", "/")


def test_an_answer_that_is_not_as_agreed_is_an_error(app: LocalApp, tmp_path: Path) -> None:
    odd(tmp_path, answering("{'result': 1}"))
    app.start()
    with pytest.raises(RecordError):
        app.try_path("GET", "/")


def test_a_process_that_does_not_answer_is_told(app: LocalApp, tmp_path: Path) -> None:
    odd(tmp_path, TELLS)
    app.start()
    app.routes()
    hasten(app)
    with pytest.raises(SourceError, match="has not answered within 1 seconds"):
        app.try_path("GET", "/")


def test_a_process_whose_link_is_cut_is_told(app: LocalApp, tmp_path: Path) -> None:
    odd(
        tmp_path,
        TELLS.replace(
            "    print('told')", "    import socket\n    say.__closure__[0].cell_contents.shutdown(socket.SHUT_RDWR)"
        ),
    )
    assert get(app.start()).is_success
    app.routes()
    hasten(app)
    with pytest.raises(SourceError, match=r"cannot be reached|has not answered"):
        app.try_path("GET", "/")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_was_told_outlives_a_crash(app: LocalApp, tmp_path: Path, witness: Witness) -> None:
    odd(tmp_path, TELLS)
    app.start()
    app.routes()
    os.kill(app.state.pid, signal.SIGKILL)
    witness.wait_for_phase(AppPhase.CRASHED)
    assert [route.path for route in app.routes()[0].routes] == ["/"]
    assert app.document()


def test_what_was_never_told_is_an_error(app: LocalApp) -> None:
    app.watch_loop(on=True)
    with pytest.raises(SourceError, match="does not run"):
        app.document()
    app.start()
    hasten(app)
    with pytest.raises(SourceError, match="has not told its routes"):
        app.routes()


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("None", r"main:app makes no OpenAPI document\."),
        (
            "{'type': 'ValueError', 'message': 'bad', 'frames': [{'file': 'a.py', 'line': 3}]}",
            r"^a\.py:3: main:app fails to make its OpenAPI document: ValueError: bad",
        ),
    ],
)
def test_an_app_without_a_document_says_why(app: LocalApp, tmp_path: Path, problem: str, words: str) -> None:
    odd(
        tmp_path,
        TELLS.replace("document_error=None", f"document_error={problem}").replace('\'{"openapi": "3.1.0"}\'', "None"),
    )
    app.start()
    with pytest.raises(SourceError) as caught:
        app.document()
    assert re.search(words, str(caught.value))


@pytest.mark.expected_logs("callback for the app's state")
def test_a_listener_that_fails_stops_nothing(tmp_path: Path, witness: Witness) -> None:
    from app.adapters.local_app.local_app import LocalApp
    from app.adapters.local_app.model import AppListeners
    from tests.support.local_apps import fake_agent

    def fail(state: object) -> None:
        raise ValueError(state)

    app = LocalApp(order_of(tmp_path), AppListeners(on_state=fail), make_agent=fake_agent)
    assert pid_at(app.start())
    app.close()
