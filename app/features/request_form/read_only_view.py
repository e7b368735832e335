"""A line that shows the fields which only a response has: sending them all the same is worth a try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.metrics import SPACE_S

if TYPE_CHECKING:
    from app.core.forms.model import Field
    from app.features.request_form.groups import Hidden
    from app.features.request_form.host import FormHost


class ReadOnlyLine(QWidget):
    """`Show 3 read-only fields`, and back."""

    def __init__(self, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._field: Field | None = None
        self._shown = False
        self.button = Button("", ButtonVariant.LINK, "eye", self)
        self.button.clicked.connect(self._on_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_S, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addStretch(1)

    def show_hidden(self, field: Field, hidden: Hidden) -> None:
        """Follows a group."""
        self._field, self._shown = field, hidden.shown
        self.setVisible(bool(hidden.names))
        if hidden.names:
            count = len(hidden.names)
            fields = "1 read-only field" if count == 1 else f"{count} read-only fields"
            self.button.setText(f"Hide {fields}" if hidden.shown else f"Show {fields}")
            self.button.set_icon_name("eye-off" if hidden.shown else "eye")
            self.button.setToolTip("The document says that only responses have them: " + ", ".join(hidden.names[:12]))
            self.button.setObjectName(f"readOnly:{field.path}")

    def _on_clicked(self) -> None:
        if self._field is not None:
            self._host.presenter.groups.show_read_only(self._field.path, shown=not self._shown)
            self._host.refresh_group(self._field.path)
