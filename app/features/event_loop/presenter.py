"""Decides what the page of the event loop shows, and what its buttons do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.core.exchange.words import duration_words
from app.core.trace.loop_words import advice_words, block_words, code_words, place_words
from app.core.workspace.events import ApiChanged, LoopBlocked, LoopForgotten, LoopSampled, SourceChanged
from app.core.workspace.model import SourceStatus
from app.features.event_loop.picture import Picture, lag_words, make_picture, pool_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.projects.model import CodePlace
    from app.core.trace.loop import LoopBlock, LoopSample
    from app.core.workspace.workspace import Workspace

BY = "event_loop"
LESSON = "GET /lab/blocking"
"""The Bookstore's operation that makes the mistake on purpose."""

LONG_MS = 250.0
_ARRIVED = "arrived meanwhile"
_UNDER_WAY = "was under way"


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block in the list.

    Attributes:
        when: `20:31:07`, local time.
        request: `GET /lab/blocking`; who it was where no request did it.
        held: `312 ms`; with an ellipsis while it lasts.
        where: `lab.py:45`, empty where unknown.
        source: That line's text.
        waited: How many requests had to wait, empty where nobody did.
        serious: Whether a person would notice it.
    """

    block: LoopBlock
    when: str
    request: str
    held: str
    where: str
    source: str
    waited: str
    serious: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What is told of the block that is selected.

    Attributes:
        sentence, advice: What happened and what to do about it.
        stack: The calls that led to the guilty line, outermost first.
        waited: Who had to wait, and how they came to it.
        is_ours: Whether the request is the last one of a tab.
    """

    sentence: str
    advice: str
    stack: tuple[CodePlace, ...]
    waited: tuple[tuple[str, str], ...]
    is_ours: bool


class LoopListener(Protocol):
    """What the presenter tells its view."""

    def on_sampled(self) -> None:
        """There are new samples."""
        ...

    def on_blocks(self) -> None:
        """The blocks are others."""
        ...

    def on_source(self) -> None:
        """Another server is in view, or it is doing otherwise."""
        ...


class EventLoopPresenter:
    """The event loop of the source in view.

    Args:
        clock: Seconds since the epoch.

    Attributes:
        paused: Whether the strip stands still; what comes is kept all the same.
    """

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.time) -> None:
        self._workspace = workspace
        self._clock = clock
        self._listener: LoopListener | None = None
        self._frozen: Picture | None = None
        workspace.events.subscribe(LoopSampled, self._sampled)
        workspace.events.subscribe(LoopBlocked, self._blocked)
        workspace.events.subscribe(LoopForgotten, self._forgotten)
        workspace.events.subscribe(SourceChanged, self._source_changed)
        workspace.events.subscribe(ApiChanged, self._source_changed)

    def listen(self, listener: LoopListener) -> None:
        """Tells `listener` of changes from now on."""
        self._listener = listener

    # What is shown

    @property
    def paused(self) -> bool:
        """Whether the strip stands still."""
        return self._frozen is not None

    @property
    def is_foreign(self) -> bool:
        """Whether nobody can look into the server in view."""
        source = self._workspace.source
        return not source.inside and source.status is not SourceStatus.STARTING

    @property
    def has_lesson(self) -> bool:
        """Whether the open document has the operation that blocks on purpose."""
        api = self._workspace.api
        return api is not None and api.operation(LESSON) is not None

    def picture(self) -> Picture:
        """The last minute; the one before the pause while that lasts."""
        return self._frozen if self._frozen is not None else self._picture_now()

    def _picture_now(self) -> Picture:
        loop = self._workspace.event_loop
        return make_picture(loop.samples, loop.blocks, self._clock())

    def lag(self) -> str:
        """How late the loop answers now."""
        return lag_words(self._newest())

    def pool(self) -> str:
        """How full the pool is now."""
        return pool_words(self._newest())

    def rows(self) -> tuple[BlockRow, ...]:
        """All blocks that are kept, the newest first."""
        return tuple(_row(block) for block in reversed(self._workspace.event_loop.blocks))

    def sentence(self, block: LoopBlock) -> str:
        """What happened, code between backticks."""
        return block_words(block)

    def details(self, block: LoopBlock) -> Details:
        """All that is known of one."""
        return Details(
            sentence=block_words(block),
            advice=advice_words(block),
            stack=block.stack or ((block.place,) if block.place is not None else ()),
            waited=tuple((each.words, _ARRIVED if each.arrived else _UNDER_WAY) for each in block.waited),
            is_ours=self._tab_of(block) is not None,
        )

    # What a person does

    def watch(self, *, on: bool) -> None:
        """Somebody looks at the page, or no longer does."""
        self._workspace.event_loop.watch(on=on)

    def pause(self, *, on: bool) -> None:
        """Lets the strip stand still, or go on."""
        self._frozen = self._picture_now() if on else None

    def clear(self) -> None:
        """Forgets all of it."""
        self._workspace.event_loop.forget()

    def open_code(self, place: CodePlace) -> None:
        """Shows a line in the person's editor."""
        self._workspace.show_code(place.file, place.line, by=BY)

    def open_request(self, block: LoopBlock) -> None:
        """Brings the tab of its request to the front, with the trace."""
        tab = self._tab_of(block)
        if tab is not None:
            self._workspace.activate(tab)
            self._workspace.show_page("trace", by=BY)

    def try_lesson(self) -> None:
        """Sends the request that blocks on purpose."""
        tab = self._workspace.open_operation(LESSON)
        if tab is not None:
            self._workspace.request_send(tab.identity, by=BY)

    def _tab_of(self, block: LoopBlock) -> int | None:
        tab = self._workspace.tab_of_trace(block.trace_id) if block.trace_id else None
        return tab.identity if tab is not None else None

    def _newest(self) -> LoopSample | None:
        samples = self._workspace.event_loop.samples
        return samples[-1] if samples else None

    # What is heard

    def _sampled(self, _event: LoopSampled) -> None:
        if self._listener is not None:
            self._listener.on_sampled()

    def _blocked(self, _event: LoopBlocked) -> None:
        if self._listener is not None:
            self._listener.on_blocks()

    def _forgotten(self, _event: LoopForgotten) -> None:
        self._frozen = None
        if self._listener is not None:
            self._listener.on_blocks()

    def _source_changed(self, _event: object) -> None:
        if self._listener is not None:
            self._listener.on_source()


def _row(block: LoopBlock) -> BlockRow:
    request = block.request.words if block.request is not None else _nobody(block)
    return BlockRow(
        block=block,
        when=time.strftime("%H:%M:%S", time.localtime(block.at_s)),
        request=request,
        held=f"{duration_words(block.ms)}{' …' if block.lasts else ''}",
        where=place_words(block.place) if block.place is not None else "",
        source=code_words(block.place) if block.place is not None else "",
        waited=f"{len(block.waited):,}" if block.waited else "",
        serious=block.ms >= LONG_MS or bool(block.waited),
    )


def _nobody(block: LoopBlock) -> str:
    if not block.number:
        return "not known yet"
    return "worker threads" if block.gil else "outside any request"
