"""What the rows of a form need from the page that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.features.request_form.any_kinds import AnyKind
    from app.features.request_form.presenter import RequestFormPresenter


class Lazy(Protocol):
    """Something that is built when it comes into view."""

    def is_built(self) -> bool:
        """Whether it is built."""
        ...

    def build(self) -> None:
        """Builds it now."""
        ...


class Markable(Protocol):
    """A row that shows what is said about it."""

    def refresh_marks(self) -> bool:
        """Shows what is said about it now; whether that is something else than before."""
        ...


class FormHost(Protocol):
    """The page.

    Attributes:
        presenter: Decides what rows show.
    """

    presenter: RequestFormPresenter

    def may_build(self, rows: int) -> bool:
        """Whether so many rows may be built at once, for they are likely to be seen."""
        ...

    def watch(self, lazy: Lazy) -> None:
        """Builds it when it comes into view."""
        ...

    def mark(self, row: Markable) -> None:
        """Shows what is said about a row, now or, after many others, in the next turn of the event loop."""
        ...

    def ask_member(self, path: FieldPath) -> None:
        """Asks for the name of a member to add to a group."""
        ...

    def choose_kind(self, path: FieldPath, kind: AnyKind) -> None:
        """Edits a value that may be anything as one kind from now on; the keyboard follows."""
        ...

    def refresh_group(self, path: FieldPath) -> None:
        """Shows the rows of a group anew, after others than before belong to it."""
        ...

    def reveal(self, path: FieldPath) -> None:
        """Opens, scrolls to and focuses a field, after the layout has settled."""
        ...
