"""The child process itself: its start, its output, its end and the end of everything it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.output import OutputReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.workspace.model import LogLine

_WINDOWS_FLAGS: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_HANG_UP_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Launch:
    """What is started, and where."""

    command: tuple[str, ...]
    folder: str
    environment: Mapping[str, str]


class AppProcess:
    """A child in a process group of its own; its standard input is the line that its life hangs on."""

    def __init__(self, launch: Launch, on_log: Callable[[LogLine], None], on_exit: Callable[[int], None]) -> None:
        """Starts the child; `start` then reads and watches it.

        Args:
            launch: What to start.
            on_log: Called with each line that it prints, on a thread of its own.
            on_exit: Called once with the exit status after all output was delivered, on another thread.

        Raises:
            OSError: It cannot be started.
        """
        self._on_exit = on_exit
        self._speaking = threading.Lock()
        self._ended = threading.Event()
        self._child = subprocess.Popen(  # noqa: S603 - the interpreter that the person chose
            launch.command,
            cwd=launch.folder,
            env=dict(launch.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # One pipe for both, or nobody could tell what was printed first.
            stderr=subprocess.STDOUT,
            bufsize=0,
            # Ctrl+C in a terminal is for this process, and the whole group can be ended at once.
            start_new_session=True,
            creationflags=_WINDOWS_FLAGS,
        )
        assert self._child.stdout is not None, "it was started with a pipe"  # noqa: S101 - an invariant
        self._output = OutputReader(os.dup(self._child.stdout.fileno()), on_log)
        self._child.stdout.close()
        self._watcher = threading.Thread(target=self._watch, name="local-app-exit", daemon=True)

    def start(self) -> None:
        """Begins to read what it prints and to wait for its end."""
        self._output.start()
        self._watcher.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._child.pid

    @property
    def last_lines(self) -> str:
        """The end of what it printed."""
        return self._output.lines.last

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._ended.is_set()

    def say(self, line: str) -> None:
        """Writes a line to its standard input; whether it lives shows elsewhere."""
        stdin = self._child.stdin
        with self._speaking, contextlib.suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line.encode() + b"\n")

    def hang_up(self) -> None:
        """Closes its standard input, by which it knows that nobody waits for it any more."""
        stdin = self._child.stdin
        with self._speaking, contextlib.suppress(OSError):
            if stdin is not None:
                stdin.close()

    def kill(self) -> None:
        """Ends it and all that it started, at once."""
        if not self._ended.is_set():
            _kill_group(self._child)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within that time."""
        return self._ended.wait(seconds)

    def end(self, grace: float) -> None:
        """Ends it: asks, then hangs up, then kills; returns when nothing of it is left.

        Args:
            grace: Seconds that it may take to end by itself.
        """
        if not self._ended.is_set():
            self.say("stop")
            if not self.wait(grace):
                self.hang_up()
                if not self.wait(_HANG_UP_SECONDS):
                    self.kill()
        self._watcher.join()

    def _watch(self) -> None:
        _wait_without_reaping(self._child)
        # While the child is not reaped its number belongs to nobody else, so this can hit only its own group.
        _kill_group(self._child)
        status = self._child.wait()
        self.hang_up()
        self._output.finish()
        self._ended.set()
        self._on_exit(status)


def _wait_without_reaping(child: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32" and hasattr(os, "waitid"):
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    else:
        child.wait()


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def exit_words(status: int) -> str:
    """How a process ended: `It was ended by SIGKILL, …`; a negative status is the number of a signal."""
    if status >= 0:
        return f"It ended by itself with exit status {status}."
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    if name in {"SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT"}:
        return f"It crashed with {name}: a fault in compiled code."
    return f"It was ended by {name}" + (", as the system does when memory runs out." if name == "SIGKILL" else ".")
