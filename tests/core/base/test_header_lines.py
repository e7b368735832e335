from __future__ import annotations

import pytest

from app.core.base.header_lines import line_key, line_name


def test_a_further_line_is_called_by_its_number() -> None:
    assert line_key("X-Tag", {}) == "X-Tag"
    assert line_key("X-Tag", {"X-Tag": "a"}) == "X-Tag (2)"
    assert line_key("X-Tag", {"X-Tag", "X-Tag (2)", "X-Tag (4)"}) == "X-Tag (3)"


def test_another_case_is_another_name() -> None:
    assert line_key("x-tag", {"X-Tag"}) == "x-tag"


@pytest.mark.parametrize("key", ["X-Tag (2)", "X-Tag (17)", "X-Tag"])
def test_every_line_goes_out_under_the_name(key: str) -> None:
    assert line_name(key) == "X-Tag"


@pytest.mark.parametrize(
    "key", ["", "X-Tag (1)", "X-Tag (02)", "X-Tag(2)", "X Tag (2)", " (2)", "X-Tag (2) ", "X-Tag (²)"]
)
def test_any_other_name_is_what_was_typed(key: str) -> None:
    assert line_name(key) == key
