"""All explanations in their order; an item keeps the first that knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.explain.content_type import explain_content_type
from app.core.diagnosis.explain.elsewhere import explain_elsewhere
from app.core.diagnosis.explain.layout import explain_layout
from app.core.diagnosis.explain.meant import explain_meant
from app.core.diagnosis.explain.members import explain_members
from app.core.diagnosis.explain.parameters import explain_parameters
from app.core.diagnosis.explain.syntax import explain_syntax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.diagnosis.context import Context, Explainer, Reason

# A body that was not read at all explains more than any single name in it, and a wrong wrapping more than its members.
_EXPLAINERS: Final[tuple[Explainer, ...]] = (
    explain_syntax,
    explain_content_type,
    explain_layout,
    explain_members,
    explain_parameters,
    explain_elsewhere,
    explain_meant,
)


def explain(context: Context) -> Mapping[int, Reason]:
    """The reasons for items, by their index."""
    found: dict[int, Reason] = {}
    for explainer in _EXPLAINERS:
        for index, reason in explainer(context).items():
            found.setdefault(index, reason)
    return found
