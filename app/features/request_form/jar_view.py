"""What the cookie jar adds to a request, on a quiet line that leads to the jar (objectName `jarCookies`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.labels import ElidedLabel, TextRole
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from app.features.request_form.jar import JarPresenter


class JarLine(QWidget):
    """Names of cookies; hidden where none goes along."""

    def __init__(self, presenter: JarPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.setObjectName("jarCookies")
        self._words = ElidedLabel("", TextRole.HINT, self)
        show = Button("Show", ButtonVariant.LINK, parent=self)
        show.setObjectName("showJar")
        show.setAccessibleName("Show the cookies")
        show.clicked.connect(presenter.show_jar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_L, 0, SPACE_M, SPACE_XS)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._words, 1)
        layout.addWidget(show)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        presenter.listen(self.refresh)
        # A plain bound method of the presenter: it outlives the widget and is told when that goes.
        self.destroyed.connect(presenter.close)
        self.refresh()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def refresh(self) -> None:
        """Shows what goes along now."""
        words = self._presenter.words()
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
