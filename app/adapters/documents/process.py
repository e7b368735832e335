"""A reading process as the window's process sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from app.adapters.documents.model import Answer
from app.core.base.errors import DocumentError

if TYPE_CHECKING:
    from app.adapters.documents.model import Given, Task

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop());from app.adapters.documents.worker import main; main()"
)
"""The child finds its modules where this process found them, wherever it was called from, and nowhere else."""

_LONGEST_LINE: Final = 64 * 1024 * 1024
_DETAIL_BYTES: Final = 4000
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


_ANSWERS: Final = msgspec.json.Decoder(Answer)


class ReadingProcess:
    """One child process that reads one document. Whoever starts it calls `kill` in the end."""

    def __init__(self, process: asyncio.subprocess.Process, errors: IO[bytes], label: str) -> None:
        self._process = process
        self._errors = errors
        self._label = label

    @classmethod
    async def start(cls, task: Task) -> ReadingProcess:
        """Starts one and gives it its task.

        Raises:
            OSError: No process can be started.
        """
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - `kill` closes it
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-c",
                _START,
                json.dumps(_places()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                limit=_LONGEST_LINE,
                # Ctrl+C in a terminal is for this process, which then ends the child.
                start_new_session=True,
                creationflags=_NO_WINDOW,
            )
        except BaseException:
            errors.close()
            raise
        made = cls(process, errors, task.label)
        try:
            await made.send(task)
        except BaseException:
            await made.kill()
            raise
        return made

    @property
    def pid(self) -> int:
        """Its number, for whoever watches processes."""
        return self._process.pid

    async def send(self, message: Task | Given) -> None:
        """Sends a message; whether the child still lives shows in its next answer."""
        stdin = self._process.stdin
        assert stdin is not None, "it was started with a pipe"  # noqa: S101 - an invariant
        with contextlib.suppress(ConnectionError):
            stdin.write(msgspec.json.encode(message) + b"\n")
            await stdin.drain()

    async def receive(self, seconds: float) -> Answer:
        """The next message.

        Raises:
            DocumentError: The child broke down, or took longer; the document is to blame.
        """
        stdout = self._process.stdout
        assert stdout is not None, "it was started with a pipe"  # noqa: S101 - an invariant
        try:
            line = await asyncio.wait_for(stdout.readline(), seconds)
        except TimeoutError:
            raise took_too_long(self._label, seconds) from None
        if line.endswith(b"\n"):
            answer: Answer = _ANSWERS.decode(line)
            return answer
        raise self._broken_down(await self._process.wait())

    async def kill(self) -> None:
        """Ends the child, if it still runs, and waits for its end."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._kill()
        try:
            await self._end()
        finally:
            self._errors.close()

    async def _end(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is not None:
            stdin.close()
        await self._process.wait()
        if stdin is not None and stdout is not None:
            # To their ends, or the loop might end with open pipes; whoever else reads sees the end too.
            with contextlib.suppress(OSError, RuntimeError):
                await stdout.read()
                await stdin.wait_closed()

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
        else:
            # `Process.kill` first looks whether the child has ended, and takes its status away from who waits for it.
            os.kill(self._process.pid, signal.SIGKILL)

    def _broken_down(self, status: int) -> DocumentError:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _DETAIL_BYTES))
        detail = self._errors.read().decode(errors="replace").strip()
        reason = f"it ended with {status}"
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
            reason = f"it was stopped by {name}"
            if name == "SIGKILL":
                reason += ", as the system does when memory runs out"
        message = f"Reading it broke the process that read it: {reason}."
        hint = "Nothing else is affected. If it is an OpenAPI document, please report it with the details."
        return DocumentError(message, where=self._label, hint=hint, detail=detail)


def took_too_long(label: str, seconds: float) -> DocumentError:
    """Tells that a document took more than the seconds that one may take."""
    message = f"Reading it takes longer than {seconds:g} seconds."
    return DocumentError(message, where=label, hint="Is it an OpenAPI document?")


def _places() -> list[str]:
    """Where this process finds its modules, whatever folder it is in; nothing stands for that folder itself."""
    return [str(Path(place).absolute()) for place in sys.path if place]
