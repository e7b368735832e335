"""The journey strip: six stages, the one where it stopped marked, the ones never reached faded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.labels import TextRole
from app.ui.marked import MarkedLabel, unmarked
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.strip import Step, StepChosen, StepState, StepStrip

if TYPE_CHECKING:
    from app.features.journey.presenter import JourneyPresenter

_SHORT = {
    "Request": "Req.",
    "Dependencies": "Deps",
    "Validation": "Valid.",
    "Endpoint": "Endp.",
    "Response": "Resp.",
}
"""Stages where the pane is narrow; the tooltip has the whole name."""


class JourneyView(QWidget):
    """Strip and sentence (objectName of the strip: `journeyStrip`).

    A stage that is pressed tells its part, and is shown where its spans are.
    """

    def __init__(self, presenter: JourneyPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._selected: str | None = None
        self._tab: int | None = None
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
        # What arrives is shown arriving; what was there before is not, when a person comes back to its tab.
        arrives = self._tab == self._presenter.tab
        self._tab = self._presenter.tab
        steps = tuple(
            Step(
                stage.name,
                stage.name,
                StepState(stage.state.value),
                stage.time,
                unmarked(stage.tooltip),
                _SHORT.get(stage.name, ""),
            )
            for stage in self._presenter.stages()
        )
        self._strip.set_steps(steps, animated=arrives)
        self._words.set_marked(self._presenter.summary())

    def _chosen(self, event: StepChosen) -> None:
        words = self._presenter.words(event.key)
        self._selected = None if self._selected == event.key or not words else event.key
        self._words.set_marked(words if self._selected else self._presenter.summary())
        if self._selected:
            self._presenter.show(event.key)
