"""The other end of `watched_server`: starts it, sends requests, hears what is told of its event loop."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from app.core.trace.loop import LoopBlock, LoopSample, read_block, read_sample
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = "tests.servers.blocking_app:app"
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Heard:
    """A block, and how many seconds after its beginning it was told of for the first time."""

    block: LoopBlock
    after_s: float


class WatchedChild:
    """A running server.

    Attributes:
        client: Sends requests to it, from any thread and any number at once.
        samples: Samples of loop and pool as they came.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._blocks: queue.Queue[Heard] = queue.Queue()
        self.samples: queue.Queue[LoopSample] = queue.Queue()
        assert process.stdout is not None
        url = f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE_S, limits=limits)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def next_block(self, patience: float = PATIENCE_S) -> Heard:
        """The next block that has ended; waits for it so many seconds."""
        return self._blocks.get(timeout=patience)

    def provoke(self, target: str, attempts: int) -> Heard:
        """Sends a request until what it blocks is told; a machine with much else to do may let nobody look in time."""
        for _ in range(attempts):
            self.blocks()
            assert self.client.get(target, headers={"x-routeglass-trace": "t-1"}).status_code == 200
            with contextlib.suppress(queue.Empty):
                return self.next_block(PATIENCE_S / 6)
        raise AssertionError(f"nothing was told of {target} in {attempts} attempts")

    def blocks(self) -> list[Heard]:
        """All blocks that came since."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._blocks.get_nowait())
        return found

    def watch(self) -> None:
        """Lets it be measured all the time."""
        assert self._process.stdin is not None
        self._process.stdin.write("watch\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        """Ends it and hears the rest."""
        self.client.close()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(PATIENCE_S)
        finally:
            self._process.kill()
            self._process.wait(PATIENCE_S)
            self._reader.join(PATIENCE_S)
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _read(self) -> None:
        first: dict[tuple[int, float], float] = {}
        ended: set[tuple[int, float]] = set()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event: dict[str, Any] = json.loads(line)
            if event["ev"] != "block":
                self.samples.put(read_sample(event))
                continue
            block = read_block(event)
            key = block.number, block.at_s
            after = first.setdefault(key, time.time() - block.at_s)
            # It is told again when more turn out to have waited.
            if not block.lasts and key not in ended:
                ended.add(key)
                self._blocks.put(Heard(block, after))


@contextlib.contextmanager
def watched_child(net: Path | None = None) -> Iterator[WatchedChild]:
    """A server that blocks when it is asked to; it is gone afterwards."""
    command = [sys.executable, "-m", "tests.support.watched_server", APP, *([str(net)] if net else [])]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = WatchedChild(process)
    try:
        yield child
    finally:
        child.stop()
