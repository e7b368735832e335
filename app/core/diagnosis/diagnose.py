"""From a response to findings on the fields of the form, each with what was sent, the rule, the reason and a fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.diagnosis.answer import Answer
from app.core.diagnosis.context import Context
from app.core.diagnosis.explain.reasons import explain
from app.core.diagnosis.findings import FindingWriter
from app.core.diagnosis.grouping import group
from app.core.diagnosis.headlines import headline
from app.core.diagnosis.model import Diagnosis
from app.core.diagnosis.notes import Whole, notes_for
from app.core.diagnosis.parsers.protocol import Parsed, Question
from app.core.diagnosis.parsers.registry import parser_for
from app.core.diagnosis.schemas import Schemas
from app.core.exchange.body import read_body
from app.core.forms.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Exchange
    from app.core.operations.model import Operation
    from app.core.requests.model import Sent
    from app.core.spec.document import Document


def diagnose(
    document: Document,
    operation: Operation,
    exchange: Exchange,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Diagnosis | None:
    """What an exchange's response says about its request; None where there was no response.

    Args:
        names: Per model the Python names of fields and what they are called on the wire, as the recorder inside the
            server tells them; they turn a likely explanation into a certain one.
    """
    response = exchange.response
    if response is None:
        return None
    reading = read_body(response)
    answer = Answer(response.status, response.headers, reading.value, reading.text)
    return diagnose_answer(document, operation, exchange.request.sent, answer, names)


def diagnose_answer(
    document: Document,
    operation: Operation,
    sent: Sent,
    answer: Answer,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Diagnosis:
    """What an answer says about what was sent. Never raises, in bounded time."""
    schemas = Schemas(document)
    parser = parser_for(answer)
    parsed = parser.parse(answer, Question(schemas, operation, sent)) if parser is not None else Parsed()
    context = Context(schemas, Shapes(document), operation, sent, parsed.placements, names or {})
    reasons = explain(context)
    absorbed = {index for reason in reasons.values() for index in reason.absorbs}
    writer = FindingWriter(context, reasons)
    groups = group(placement for placement in parsed.placements if placement.index not in absorbed)
    findings = tuple(writer.write(each) for each in groups)
    return Diagnosis(
        shape=parser.name if parser is not None else "plain",
        headline=headline(answer.status, len(findings)),
        findings=findings,
        notes=(*parsed.notes, *notes_for(Whole(answer, findings))),
        raw=answer.body,
    )
