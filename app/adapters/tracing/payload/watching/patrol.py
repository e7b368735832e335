"""The watchdog's thread: it asks one event loop for signs of life, and looks at its stack when none comes."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from ..frames import frame_of
from ..recording import milliseconds, now
from .accounts import Clocks, Gap, queued, spent
from .blocks import LATE, Block
from .clocks import OtherThreads
from .stacks import Look

if TYPE_CHECKING:
    import asyncio

    from .watchdog import Watchdog

_SECOND = 1_000_000_000
_REST = 22_000_000
"""Between two signs of life while requests are under way: with the time that one takes, about 44 a second."""

_IDLE_REST = 100_000_000
_LOOK = 10_000_000
"""Between two looks at a stack while no sign of life comes."""

_MEASURE = 250_000_000
_LINGER = 250_000_000
"""After the last request it stays awake for a while, so that steady traffic does not wake it each time."""

_TELL_AFTER = 300_000_000
_TELL_AGAIN = _SECOND
_SETTLE = 30_000_000
_GIVE_UP = _SECOND
_TURNS = 6
"""Turns in which a loop takes up what came meanwhile: connections, then their bytes, then their tasks."""

_WORKERS = "AnyIO worker thread"
"""In a process with other code only these threads are the app's."""

_BUSY = 0.1
"""Part of the time that a thread runs, from which on it is looked at."""


class Patrol:
    """Watches one loop from `start` to `end`."""

    def __init__(self, watchdog: Watchdog, loop: asyncio.AbstractEventLoop) -> None:
        """Called on the loop's thread."""
        self._watchdog = watchdog
        self._traffic = watchdog.traffic
        self._loop = loop
        self._identity = threading.get_ident()
        self._clocks = Clocks(self._identity, threading.get_native_id(), shared=watchdog.shared)
        self._others = OtherThreads({self._identity}, _WORKERS if watchdog.shared else "")
        self._ended = False
        self._sign = threading.Event()
        self._sign_at = now()
        self._asked_at = now()
        self._block: Block | None = None
        self._last_look: Look | None = None
        self._done: list[Block] = []
        self._measured_at = now()
        self._longest = 0
        self._pool_full = False
        self._busy_at = now()
        self._thread = threading.Thread(target=self._live, name="routeglass-watchdog", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether its thread lives."""
        return self._thread.is_alive()

    def watches(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether it is this loop's and alive."""
        return self._loop is loop and not self._ended

    def end(self) -> None:
        """Lets the thread end; returns at once."""
        self._ended = True
        self._traffic.wake.set()
        self._sign.set()

    def join(self) -> None:
        """Waits for its end, at most two seconds: it may be kept waiting as everybody is."""
        self._thread.join(2)

    def _live(self) -> None:
        net = self._watchdog.net
        self._clocks.open()
        try:
            if net is not None:
                net.open(self._identity)
            while not self._ended:
                if self._is_needed():
                    self._round()
                else:
                    self._sleep()
        except Exception as error:  # noqa: BLE001 - a watchdog that fails must not be seen in the app it watches
            sys.stderr.write(f"routeglass: the event loop is no longer watched: {type(error).__name__}: {error}\n")
        finally:
            self._tell_done(all_of_them=True)
            self._clocks.close()
            self._others.close()
            if net is not None:
                net.close()

    def _is_needed(self) -> bool:
        if self._traffic.active or self._done:
            self._busy_at = now()
        return self._traffic.watched or self._is_busy()

    def _is_busy(self) -> bool:
        return now() - self._busy_at < _LINGER

    def _sleep(self) -> None:
        net = self._watchdog.net
        if net is not None:
            net.disarm()
        self._tell_pool(self._watchdog.pool.counts())
        self._clocks.step()
        self._doze(None)
        self._busy_at = self._measured_at = now()
        self._longest = 0
        self._go_on(self._came(self._busy_at), 0)

    def _doze(self, seconds: float | None) -> None:
        """Waits until a request comes, or so long; None: until it is woken."""
        traffic = self._traffic
        traffic.asleep = True
        # A request that came before it was said to sleep woke nobody.
        if not traffic.active:
            traffic.wake.wait(seconds)
        traffic.asleep = False
        traffic.wake.clear()

    def _came(self, otherwise: int) -> int:
        """When the first of the requests under way came."""
        return min((request.entered for request in list(self._traffic.active)), default=otherwise)

    # One round: a rest, then a question

    def _round(self) -> None:
        began = now()
        self._measure()
        self._tell_done()
        self._clocks.step()
        if self._is_busy():
            self._traffic.wake.wait(_REST / _SECOND)
            self._traffic.wake.clear()
            self._go_on(began, _REST)
        else:
            self._doze(_IDLE_REST / _SECOND)
            came = self._came(0)
            self._go_on(came or began, 0 if came else _IDLE_REST)

    def _go_on(self, began: int, rest: int) -> None:
        """After a rest that began then and should have been so long."""
        slept = now() - began
        if self._ended:
            return
        block = None
        if slept > rest + LATE:
            # Somebody kept the interpreter; if it was the loop's thread, it has only just left the guilty call.
            block = self._look(None, began, slept, starved=True)
        if block is not None or self._traffic.active or self._traffic.watched:
            self._ask(block)

    def _ask(self, block: Block | None) -> None:
        """Asks for a sign of life, and looks at the stack as long as none comes."""
        self._sign.clear()
        self._block = block
        self._clocks.step()
        self._asked_at = self._clocks.stepped_at
        try:
            self._loop.call_soon_threadsafe(self._answer)
        except RuntimeError:
            self._ended = True  # The loop was closed.
            return
        while not self._sign.wait(_LOOK / _SECOND):
            gap = now() - self._clocks.stepped_at
            block = self._block = self._look(block, self._asked_at, gap, starved=gap > _LOOK + LATE)
            self._measure()
            self._tell_done()
        if self._ended:
            return
        self._longest = max(self._longest, self._sign_at - self._asked_at)
        if block is not None:
            self._finish(block, self._sign_at - self._clocks.stepped_at)
        self._block = None

    def _answer(self) -> None:
        """The sign of life; it runs on the loop's thread."""
        self._sign_at = now()
        block = self._block
        if block is not None and not block.ended:
            block.ended = self._sign_at
            self._settle(block, _TURNS)
        self._sign.set()

    def _settle(self, block: Block, turns: int) -> None:
        """Waits some turns of the loop; who comes in meanwhile had to wait for the block."""
        if turns:
            self._loop.call_soon(self._settle, block, turns - 1)
        else:
            self._traffic.drop(block)
            block.settled = True

    # Looking

    def _look(self, block: Block | None, since: int, gap: int, *, starved: bool) -> Block:
        """Looks at the stack once and counts the time since the last look."""
        look = self._watchdog.reader.look(frame_of(self._identity), list(self._traffic.active))
        if starved and not look.own:
            look = self._caught() or look
        steps = self._clocks.step()
        if block is None or block.is_other_work(look):
            free = self._sign_at
            if block is not None:
                free = since = now() - gap // 2
                self._leave(block, since)
            block = self._open(look, since, free)
            gap = max(gap, now() - block.began) if look.request is not None else gap
        if look.request is not None:
            gap = min(gap, now() - look.request.entered)
        counted = Gap(gap, starved, self._watchdog.shared)
        own = spent(counted, steps, own=look.own)
        block.add(look, own, queued(counted, steps, own), starved=starved)
        if not look.own or own < gap // 2:
            self._look_at_others(block, gap)
        self._last_look = look
        self._tell_long(block)
        return block

    def _caught(self) -> Look | None:
        """What the net caught while nobody could look."""
        net = self._watchdog.net
        lines = net.taken() if net is not None else []
        own = [line for line in lines if self._watchdog.reader.is_own(line[0])]
        return Look(None, own, own=True, work=own[0]) if own else None

    def _look_at_others(self, block: Block, gap: int) -> None:
        for identity, ran in self._others.ran().items():
            if ran > _BUSY * gap:
                look = self._watchdog.reader.look(frame_of(identity), ())
                if look.own:
                    block.add_thread(look.stack, min(ran, gap))

    # Blocks

    def _open(self, look: Look, since: int, free: int) -> Block:
        """A block that began then, or when its request came in, if that was after the loop was last known free."""
        request = look.request
        if request is not None and request.entered > free:
            since = request.entered
        block = Block(since, list(self._traffic.active))
        self._traffic.unsettled = (*self._traffic.unsettled, block)
        return block

    def _leave(self, block: Block, at: int) -> None:
        """The loop went on to other work without a sign of life in between."""
        if block.is_guilty:
            block.ended = at
            self._done.append(block)
            self._loop.call_soon_threadsafe(self._settle, block, _TURNS // 2)
        else:
            self._traffic.drop(block)

    def _finish(self, block: Block, gap: int) -> None:
        look, starved = self._last_look, gap > _LOOK + LATE
        if look is not None and gap > 0:
            if starved:
                # Long after the last look the request may have been anywhere.
                look = Look(look.request, [], own=False, work=look.work)
            counted = Gap(gap, starved, self._watchdog.shared)
            block.add(look, spent(counted, self._clocks.step(), own=look.own), 0, starved=starved)
        if not block.ended:
            # The sign came between the look and the note of it.
            block.ended = self._sign_at
            self._loop.call_soon_threadsafe(self._settle, block, _TURNS)
        if block.is_guilty or block.is_crowded:
            self._done.append(block)
        else:
            self._traffic.drop(block)

    def _tell_long(self, block: Block) -> None:
        """Tells of a block that still lasts."""
        at = now()
        due = _TELL_AGAIN if block.was_told else _TELL_AFTER
        if at - block.told_at >= due and (block.is_guilty or block.is_crowded):
            block.told_at = at
            block.was_told = True
            self._watchdog.send({"ev": "block", **block.facts()})

    def _tell_done(self, *, all_of_them: bool = False) -> None:
        """Tells of blocks that have ended, once it is known who had to wait, or after a while; later what is new."""
        left: list[Block] = []
        for block in self._done:
            known = block.settled or all_of_them
            waiting = len(block.waiting())
            if block.told_end != waiting and (known or (block.told_end < 0 and now() - block.ended > _SETTLE)):
                block.told_end = waiting
                self._watchdog.send({"ev": "block", **block.facts()})
            if not known and now() - block.ended < _GIVE_UP:
                left.append(block)
            else:
                self._traffic.drop(block)
        self._done = left

    # Measuring

    def _measure(self) -> None:
        """Four times a second: tells of loop and pool where somebody looks, of a full pool always."""
        net = self._watchdog.net
        if net is not None:
            net.arm()
        at = now()
        if at - self._measured_at < _MEASURE:
            return
        self._measured_at = at
        counts = self._watchdog.pool.counts()
        if self._traffic.watched:
            lag = max(self._longest, 0 if self._sign.is_set() else at - self._asked_at)
            self._longest = 0
            self._watchdog.send({"ev": "lag", "at": round(time.time(), 3), "ms": milliseconds(lag), **counts})
        else:
            self._tell_pool(counts)

    def _tell_pool(self, counts: dict[str, int]) -> None:
        full = 0 < counts["tokens"] <= counts["borrowed"] or counts["waiting"] > 0
        if full or self._pool_full:
            self._watchdog.send({"ev": "pool", "at": round(time.time(), 3), **counts})
        self._pool_full = full
