"""Decides what the journey strip shows for the tab in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.exchange.words import duration_words
from app.core.trace.model import StageName, StageState

if TYPE_CHECKING:
    from app.core.trace.model import Journey, Stage
    from app.core.workspace.workspace import Workspace


BY = "journey"
DETAIL_LINES = 8
"""Lines of a stage's detail that are shown; a large request may have thousands."""


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage on the strip.

    Attributes:
        state: The word that names colour and icon.
        time: `1.2 ms`, or empty where unknown.
        tooltip: Sentence and detail.
    """

    name: str
    state: StageState
    time: str
    tooltip: str


class JourneyPresenter:
    """The journey of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def journey(self) -> Journey | None:
        """The journey of the last exchange of the tab in front; None while the next one is under way."""
        tab = self._workspace.current
        return tab.journey if tab is not None and not tab.sending else None

    @property
    def tab(self) -> int | None:
        """The tab in front."""
        return self._workspace.active

    @property
    def _is_sending(self) -> bool:
        tab = self._workspace.current
        return tab is not None and tab.sending

    def stages(self) -> tuple[StageView, ...]:
        """All six stages; before the first exchange all wait, while a request is under way the first one runs."""
        journey = self.journey
        if journey is None:
            first = StageState.RUNNING if self._is_sending else StageState.NOT_REACHED
            return tuple(
                StageView(name.value, first if name is StageName.REQUEST else StageState.NOT_REACHED, "", "")
                for name in StageName
            )
        return tuple(self._view(stage) for stage in journey.stages)

    def _view(self, stage: Stage) -> StageView:
        time = duration_words(stage.duration_ms) if stage.duration_ms is not None else ""
        detail = _cut(stage.detail)
        tooltip = stage.sentence if not detail else f"{stage.sentence}\n{detail}"
        return StageView(stage.name.value, stage.state, time, tooltip)

    def summary(self) -> str:
        """One sentence under the strip."""
        journey = self.journey
        if journey is not None:
            return journey.summary
        return "Under way…" if self._is_sending else "Send the request to see how far it gets."

    def words(self, name: str) -> str:
        """All about one stage: its sentence and its detail; empty before the first exchange."""
        journey = self.journey
        stage = next((stage for stage in journey.stages if stage.name.value == name), None) if journey else None
        if stage is None:
            return ""
        detail = _cut(stage.detail)
        return f"{name}: {stage.sentence}" + (f"\n{detail}" if detail else "")

    def show(self, name: str) -> None:
        """Asks for a stage to be shown where its spans are."""
        self._workspace.show_stage(StageName(name), by=BY)


def _cut(detail: str) -> str:
    lines = detail.splitlines()
    more = len(lines) - DETAIL_LINES
    return detail if more <= 0 else "\n".join((*lines[:DETAIL_LINES], f"… and {more} more"))
