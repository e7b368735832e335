"""What the chosen child of a base schema demands: the base does not refer to it, so that no validator would ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.forms.model import Check
from app.core.forms.state import get
from app.core.forms.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.field_path import FieldPath
    from app.core.forms.build import Form
    from app.core.forms.judge import Fault
    from app.core.forms.model import Field, FormState


def family_checks(form: Form, field: Field, state: FormState) -> Iterator[Check]:
    """The first warning for each value at and below a field whose schema is a child that its tag has chosen."""
    pending = [field]
    while pending:
        found = pending.pop()
        value = get(state, found.path)
        alternative = found.shape.alternatives[found.branch] if found.shape and found.branch is not None else None
        if alternative is not None and alternative.is_child and value is not OMIT and value is not None:
            fault = form.shapes.judge.fault(alternative.own, value)
            if fault is not None:
                yield _check(found.path, fault)
        pending.extend(form.children(found, state))


def _check(path: FieldPath, fault: Fault) -> Check:
    for token in (*fault.tokens, *(fault.limit[:1] if fault.keyword == "required" else ())):
        path = path.child(token)
    return Check(path, fault.keyword, words_for(fault.keyword, fault.limit, fault.value))
