"""Where the errors of other frameworks land: on the field they name, else the likeliest one, else in a list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT
from app.core.base.names import SAME_WORDS, name_score
from app.core.diagnosis.broken import broken_rule
from app.core.diagnosis.find_field import FieldFinder
from app.core.diagnosis.items import ErrorItem
from app.core.diagnosis.loc_tree import LocTree
from app.core.diagnosis.model import Target, TargetKind
from app.core.diagnosis.named import Named
from app.core.diagnosis.placement import RANKS, Placement, landed, unmapped
from app.core.diagnosis.roots import Start, body_start, parameter_start
from app.core.diagnosis.sent import same_name
from app.core.diagnosis.values import member
from app.core.diagnosis.walk import UNDECLARED, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.diagnosis.parsers.protocol import Question
    from app.core.diagnosis.reports import Report
    from app.core.operations.model import Parameter

MAX_GUESSES: Final = 300
"""For how many paths of a response that lead nowhere a likely field is looked for."""

_LONGEST: Final = 1_000
_UNKNOWN = re.compile(
    r"should not exist|unknown (?:field|key|property|parameter|name)|unrecogni[sz]ed|additional propert|"
    r"unexpected (?:field|property|key|argument)|not (?:an )?allowed|not permitted|no such field",
    re.IGNORECASE,
)
_GUESSED: Final = 0.5

FROM_WORDS: Final = "Guessed from the server's words."
"""Stands beside errors whose field was read out of a sentence."""


def place_reports(question: Question, reports: Iterable[Report]) -> tuple[Placement, ...]:
    """Where each report lands, in their order. Never raises, in bounded time."""
    placer = _Placer(question)
    placed = (placer.place(report) for report in reports)
    return tuple(replace(placement, index=index) for index, placement in enumerate(placed))


class _Placer:
    """Places the reports of one response."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._finder = FieldFinder(question.schemas)
        self._named = Named(question)
        self._body = body_start(question.operation, question.sent)
        self._guesses_left = MAX_GUESSES
        self._wrapped: tuple[State, ...] | None = None

    def place(self, report: Report) -> Placement:
        placement = self._place(report)
        return _guessed(placement, FROM_WORDS) if report.guessed else placement

    def _place(self, report: Report) -> Placement:
        if not report.tokens:
            return self._by_sentence(report) or self._whole(report)
        return (
            self._found(report, report.tokens, alike=False)
            or self._found(report, report.tokens, alike=True)
            or self._unknown(report)
            or self._guess(report)
            or self._by_sentence(report)
            or self._as_whole(report)
            or self._behind_the_schema(report)
            or self._nowhere(report)
        )

    def _found(self, report: Report, tokens: tuple[str, ...], *, alike: bool) -> Placement | None:
        """The field that all tokens lead to, body first."""
        for start, rest in self._starts(report.where, tokens, alike=alike):
            state, left = self._finder.find(_state(start), rest, alike=alike)
            if not left and (state.tokens or start.root.parameter is not None):
                return self._landed(report, start, _noted(state, start, tokens))
        return None

    def _starts(
        self, where: str | None, tokens: tuple[str, ...], *, alike: bool
    ) -> Iterator[tuple[Start, tuple[str, ...]]]:
        """Where to look, each with the tokens that are to be found there."""
        if where in {None, "body"} and self._body is not None:
            yield self._body, tokens
        for location in Location:
            if location is not Location.BODY and where in {None, location.value}:
                parameter = self._parameter(location.value, tokens[0], alike=alike)
                if parameter is not None:
                    question = self._question
                    yield parameter_start(question.schemas, question.operation, question.sent, parameter), tokens[1:]

    def _parameter(self, where: str, name: str, *, alike: bool) -> Parameter | None:
        declared = [each for each in self._question.operation.parameters if each.location.value == where]
        for parameter in declared:
            if same_name(where, parameter.name, name) or (alike and name_score(name, parameter.name) >= SAME_WORDS):
                return parameter
        return None

    def _guess(self, report: Report) -> Placement | None:
        """The path may begin with names of the server's code, or leave out the objects around the field."""
        if report.where not in {None, "body"} or self._body is None or self._guesses_left == 0:
            return None
        self._guesses_left -= 1
        note = f"Guessed: the server says `{'.'.join(report.tokens)}`."
        for skipped in range(1, min(_MAX_SKIPPED, len(report.tokens) - 1) + 1):
            if report.tokens[skipped - 1].isdigit():
                break
            placement = self._found(report, report.tokens[skipped:], alike=True)
            if placement is not None:
                return _guessed(placement, note)
        if self._wrapped is None:
            self._wrapped = tuple(self._finder.wrapped(_state(self._body)))
        for inner in self._wrapped:
            state, left = self._finder.find(inner, report.tokens, alike=True)
            if not left:
                return _guessed(self._landed(report, self._body, state), note)
        return None

    def _unknown(self, report: Report) -> Placement | None:
        """A name that the server does not know: it stands where it was sent."""
        unknown = report.unknown or _UNKNOWN.search(report.message[:_LONGEST]) is not None
        if not unknown or self._body is None or report.where not in {None, "body"}:
            return self._unknown_parameter(report) if unknown else None
        state, left = self._finder.find(_state(self._body), report.tokens, alike=True)
        if len(left) != 1 or not (report.unknown or member(state.value, left[0]) is not OMIT):
            return self._unknown_parameter(report)
        state = replace(
            state,
            tokens=(*state.tokens, left[0]),
            order=(*state.order, UNDECLARED),
            parent=state.node,
            kind=TargetKind.UNKNOWN_KEY,
        )
        return landed(_item(report, "body", "extra_forbidden"), self._body.root, state)

    def _unknown_parameter(self, report: Report) -> Placement | None:
        name = report.tokens[0]
        for where, pairs in (("query", self._question.sent.query), ("header", self._question.sent.headers)):
            if report.where in {None, where} and len(report.tokens) == 1:
                sent = next((known for known, _text in pairs if same_name(where, known, name)), None)
                if sent is not None:
                    target = Target(where, TargetKind.UNKNOWN_KEY, parameter=sent)
                    return Placement(_item(report, where, "extra_forbidden"), target, (RANKS[where], UNDECLARED))
        return None

    def _by_sentence(self, report: Report) -> Placement | None:
        tokens = self._named.in_sentence(report.message) if report.sentence else None
        placement = self._found(report, tokens, alike=False) if tokens else None
        return _guessed(placement, FROM_WORDS) if placement is not None else None

    def _behind_the_schema(self, report: Report) -> Placement | None:
        """The deepest field of the body that is known, as far as the value goes on (R16)."""
        if self._body is None or report.where not in {None, "body"}:
            return None
        state, left = self._finder.find(_state(self._body), report.tokens, alike=True)
        if not state.tokens and member(state.value, left[0]) is OMIT:
            return None
        return self._landed(report, self._body, replace(state, kind=TargetKind.FIELD, tail=left))

    def _nowhere(self, report: Report) -> Placement:
        path = ".".join(report.tokens)
        return unmapped(
            _item(report, report.where), report.where or "", f"No field of this request is called `{path}`."
        )

    def _as_whole(self, report: Report) -> Placement | None:
        return self._whole(report) if report.whole and self._body is not None else None

    def _whole(self, report: Report) -> Placement:
        where = report.where or "body"
        if where != "body":
            return Placement(_item(report, where), Target(where, TargetKind.GROUP), (RANKS[where],))
        if self._body is None:
            return unmapped(_item(report, report.where), "", "The server names no place for this error.")
        text = self._question.sent.text
        if text is not None and self._question.sent.body is OMIT and self._body.root.where == "body":
            read = decode_json(text)
            if isinstance(read, JsonSyntaxError):
                target = Target("body-text", TargetKind.OFFSET, offset=read.offset)
                return Placement(_item(report, "body", "json_invalid"), target, (RANKS["body"],))
        return self._landed(report, self._body, _state(self._body))

    def _landed(self, report: Report, start: Start, state: State) -> Placement:
        """The placement, with the rule that what was sent breaks there."""
        where = "body" if start.root.parameter is None else start.root.where
        meaning = ""
        if start.root.known and not state.tail and (state.tokens or start.root.parameter is not None):
            as_text = start.root.where != "body"
            meaning = broken_rule(self._question.schemas, state.node, state.value, report.message, as_text=as_text)
        elif state.value is OMIT and not state.tail:
            meaning = "missing"
        return landed(_item(report, where, meaning), start.root, state)


_MAX_SKIPPED: Final = 3
"""How many names of the server's code may stand before a path: `create.order.title`."""


def _state(start: Start) -> State:
    return State(start.node, start.value, LocTree(), index=1 if start.root.parameter is None else 2, score=1.0)


def _noted(state: State, start: Start, tokens: tuple[str, ...]) -> State:
    """With a note where the parameter was found under another name."""
    name = start.root.parameter
    if name is None or same_name(start.root.where, name, tokens[0]):
        return state
    note = f"The server calls this `{tokens[0]}`; on the wire it is `{name}`."
    return replace(state, notes=(note, *state.notes), score=SAME_WORDS)


def _item(report: Report, where: str | None, meaning: str = "") -> ErrorItem:
    loc = report.tokens if where is None else (where, *report.tokens)
    return ErrorItem(loc, type=report.code, msg=report.message, meaning=meaning)


def _guessed(placement: Placement, note: str) -> Placement:
    target = placement.target
    return replace(placement, target=replace(target, score=_GUESSED, notes=(*target.notes, note)))
