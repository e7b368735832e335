"""Writes findings: the server's words beside the rule, what was sent, why, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_text import line_and_column
from app.core.base.pointers import parse_pointer
from app.core.diagnosis.fixes.ordinary import ordinary_fixes
from app.core.diagnosis.model import Finding, Fix, TargetKind
from app.core.diagnosis.rules import rule_words
from app.core.diagnosis.secrets import hidden, is_secret_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.context import Context, Reason
    from app.core.diagnosis.grouping import Group
    from app.core.diagnosis.placement import Placement


class FindingWriter:
    """Writes the findings of one response."""

    def __init__(self, context: Context, reasons: Mapping[int, Reason]) -> None:
        self._context = context
        self._reasons = reasons

    def write(self, group: Group) -> Finding:
        """One finding, with those of other union alternatives below it."""
        placement = group.first
        item, target = placement.item, placement.target
        reason = next((self._reasons[each.index] for each in group.placements if each.index in self._reasons), None)
        absorbed = [self._context.placements[index] for index in (reason.absorbs if reason else ())]
        fixes = reason.fixes if reason else ()
        if reason is None or not reason.complete:
            fixes = (*fixes, *ordinary_fixes(self._context, placement))
        line, column = self._position(placement)
        sent = self._sent(placement)
        shown = hidden(sent, secret=is_secret_place(self._context.schemas, placement))
        return Finding(
            target,
            code=item.type,
            message=_message(placement),
            rule=rule_words(self._context.schemas, placement),
            sent=shown,
            location=item.loc,
            line=line,
            column=column,
            count=group.count + len(absorbed),
            more=_more(_message(placement), (*group.placements[1:], *absorbed)),
            other_branches=tuple(self.write(other) for other in group.others),
            fixes=_unequal(fixes),
            why=reason.explanation if reason else None,
            # Not by equality: NaN differs from itself.
            masked=shown is not sent,
        )

    def _sent(self, placement: Placement) -> Value | Omitted:
        if placement.target.kind is TargetKind.KEY:
            return parse_pointer(placement.target.value_pointer)[-1] if placement.target.value_pointer else ""
        return self._context.sent_at(placement)

    def _position(self, placement: Placement) -> tuple[int | None, int | None]:
        text = self._context.sent.text
        if placement.target.offset is None or text is None:
            return None, None
        return line_and_column(text, placement.target.offset)


def _message(placement: Placement) -> str:
    return placement.item.msg or placement.item.type or "The server gives no reason."


def _more(first: str, others: Iterable[Placement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for other in others if (words := _message(other)) != first))


def _unequal(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Each change once, under its first label."""
    found: list[Fix] = []
    for fix in fixes:
        if all(fix.edits != known.edits for known in found):
            found.append(fix)
    return tuple(found)
