"""Every real response of the catalogue lands where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.diagnosis.items import read_items
from app.core.diagnosis.locate import locate
from tests.support.error_cases import ErrorCase, case_parameters

if TYPE_CHECKING:
    from app.core.diagnosis.model import Target

pytestmark = pytest.mark.corpora


def _pin(target: Target) -> dict[str, Any]:
    return {
        "where": target.where,
        "kind": target.kind.value,
        "parameter": target.parameter,
        "value_pointer": target.value_pointer,
        "schema_pointer": target.schema_pointer,
        "branches": list(target.branches),
    }


@pytest.mark.parametrize("case", case_parameters())
def test_lands_where_it_belongs(case: ErrorCase) -> None:
    items = read_items(case.body) or ()
    targets = locate(case.document, case.operation, case.sent, items)
    assert [_pin(target) for target in targets] == list(case.pins)
