"""Decides what the journey strip shows for the tab in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.exchange.words import duration_words
from app.core.trace.model import StageName, StageState

if TYPE_CHECKING:
    from app.core.trace.model import Journey, Stage
    from app.core.workspace.workspace import Workspace


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
        """The journey of the last exchange of the tab in front."""
        tab = self._workspace.current
        return tab.journey if tab else None

    def stages(self) -> tuple[StageView, ...]:
        """All six stages; before the first exchange all wait."""
        journey = self.journey
        if journey is None:
            return tuple(StageView(name.value, StageState.NOT_REACHED, "", "") for name in StageName)
        return tuple(self._view(stage) for stage in journey.stages)

    def _view(self, stage: Stage) -> StageView:
        time = duration_words(stage.duration_ms) if stage.duration_ms is not None else ""
        tooltip = stage.sentence if not stage.detail else f"{stage.sentence}\n{stage.detail}"
        return StageView(stage.name.value, stage.state, time, tooltip)

    def summary(self) -> str:
        """One sentence under the strip."""
        journey = self.journey
        if journey is not None:
            return journey.summary
        tab = self._workspace.current
        return "Under way…" if tab is not None and tab.sending else "Send the request to see how far it gets."

    def stage(self, index: int) -> Stage | None:
        """The stage at a place of the strip, None before the first exchange."""
        journey = self.journey
        return journey.stages[index] if journey is not None and 0 <= index < len(journey.stages) else None
