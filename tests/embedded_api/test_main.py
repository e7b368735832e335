"""The Bookstore alone: `uvicorn embedded_api.main:app`, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx2

from tests.support.bookstore import API_KEY
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "uvicorn", "embedded_api.main:app", "--port", "0"]


def test_it_runs_alone_with_docs_and_its_log(tmp_path: Path) -> None:
    environment = {**os.environ, "BOOKSTORE_DATABASE": str(tmp_path / "books.sqlite3")}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        log = ""
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            for line in process.stderr:
                log += line
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    break
            assert found is not None, log
            with httpx2.Client(base_url=found.group(), trust_env=False) as client:
                assert "swagger-ui" in client.get("/docs").text
                assert client.get("/openapi.json").json()["info"]["title"] == "The Bookstore"
                assert client.get("/external-quote", headers=API_KEY).json()["source"] == f"{found.group()}/quote"
        finally:
            watchdog.cancel()
            watchdog.join()
            process.terminate()
        process.wait(10)
    assert "Route  1: GET,HEAD  /openapi.json" in log
    assert (tmp_path / "books.sqlite3").exists()


def test_a_bad_database_file_is_named_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear aunt, " * 100)
    result = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env={**os.environ, "BOOKSTORE_DATABASE": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 3
    assert f"The Bookstore cannot use the database file {path}: file is not a database." in result.stderr
