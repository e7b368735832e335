"""The journey strip: six stages, the one where it stopped marked, the ones never reached faded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.labels import TextRole
from app.ui.marked import MarkedLabel, unmarked
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.strip import Step, StepChosen, StepState, StepStrip

if TYPE_CHECKING:
    from app.features.journey.presenter import JourneyPresenter


@dataclass(frozen=True, slots=True)
class StageChosen:
    """A person wants to see what lies behind a stage."""

    index: int


class JourneyView(QWidget):
    """Strip and sentence (objectName of the strip: `journeyStrip`).

    Signals:
        stage_chosen: A StageChosen.
    """

    stage_chosen = Signal(object)

    def __init__(self, presenter: JourneyPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._selected: int | None = None
        self._strip = StepStrip("Journey", self)
        self._strip.setObjectName("journeyStrip")
        self._strip.chosen.connect(self._chosen)
        self._words = MarkedLabel("", TextRole.MUTED, self)
        self._words.setObjectName("journeySentence")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_S)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._strip)
        words = QVBoxLayout()
        words.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        words.addWidget(self._words)
        layout.addLayout(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.refresh()

    @property
    def strip(self) -> StepStrip:
        """The painted row."""
        return self._strip

    def refresh(self) -> None:
        """Shows the journey of the tab in front."""
        self._selected = None
        self._strip.set_steps(
            tuple(
                Step(stage.name, stage.name, StepState(stage.state.value), stage.time, unmarked(stage.tooltip))
                for stage in self._presenter.stages()
            ),
            animated=True,
        )
        self._words.set_marked(self._presenter.summary())

    def announce(self, event: StageChosen) -> None:
        """The typed door to the signal."""
        self.stage_chosen.emit(event)

    def _chosen(self, event: StepChosen) -> None:
        index = [step.key for step in self._strip.steps()].index(event.key)
        stage = self._presenter.stage(index)
        self._selected = None if self._selected == index else index
        if stage is None or self._selected is None:
            self._words.set_marked(self._presenter.summary())
        else:
            self._words.set_marked(
                f"{stage.name.value}: {stage.sentence}" + (f"\n{stage.detail}" if stage.detail else "")
            )
        self.announce(StageChosen(index))
