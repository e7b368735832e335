from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from app.adapters.local_app.own_frames import OwnFrames
from app.adapters.tracing.packing import write_payload

if TYPE_CHECKING:
    from pathlib import Path

PRINTED = """ERROR:    Exception in ASGI application
Traceback (most recent call last):
  File "/env/lib/uvicorn/h11_impl.py", line 410, in run_asgi
    result = await app(scope)
             ^^^^^^^^^^^^^^^^
  File "/tmp/routeglass-app-x/routeglass_payload.pyz/_routeglass/entry.py", line 84, in record
    await self.app(scope, receive, _recording_send(trace, send))
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "C:\\Temp\\routeglass_payload.pyz\\_routeglass\\seams\\running.py", line 4, in run
  File "/home/me/shop/main.py", line 7, in boom
    raise ValueError("x")
ValueError: x
after"""


def kept(printed: str) -> list[str]:
    frames = OwnFrames()
    return [line for line in printed.splitlines() if not frames.are_in(line)]


def test_frames_of_ours_go_with_their_source_and_marks() -> None:
    left = kept(PRINTED)
    assert [line for line in PRINTED.splitlines() if line not in left] == PRINTED.splitlines()[5:9]
    assert left[-5:] == [
        "             ^^^^^^^^^^^^^^^^",
        '  File "/home/me/shop/main.py", line 7, in boom',
        '    raise ValueError("x")',
        "ValueError: x",
        "after",
    ]


def test_a_traceback_that_ends_in_a_frame_of_ours_keeps_its_exception() -> None:
    lines = PRINTED.splitlines()
    assert kept("\n".join([*lines[1:2], *lines[5:8], "ValueError: x"])) == [lines[1], "ValueError: x"]


def test_groups_are_read_behind_their_bars() -> None:
    lines = [f"  | {line}" for line in PRINTED.splitlines()[1:-1]]
    assert kept("\n".join(lines)) == [line for line in lines if line[4:] in kept(PRINTED)]


def test_a_traceback_through_the_real_archive(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(write_payload(tmp_path))!r})\nfrom _routeglass.values import is_secret\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}is_secret(None)"], capture_output=True, text=True, check=False, timeout=60
    )
    left = kept(done.stderr)
    assert "_routeglass" in done.stderr
    assert "_routeglass" not in "\n".join(left)
    assert left[0].startswith("Traceback")
    assert left[-1].startswith(("TypeError", "AttributeError"))
