"""The helpers of the tests: the finder of real inputs and the reader of import times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.children import run_child
from tests.support.corpora import VARIABLE, find_corpora
from tests.support.import_time import ImportedModule, imported_before, packages_among, parse_import_time

if TYPE_CHECKING:
    from pathlib import Path


def test_corpora_are_found_where_the_variable_says(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "named").mkdir()
    assert find_corpora({VARIABLE: str(tmp_path / "named")}, tmp_path / "project") == tmp_path / "named"


def test_corpora_are_found_beside_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "shared" / "corpora").mkdir(parents=True)
    assert find_corpora({}, tmp_path / "project") == tmp_path / "shared" / "corpora"


def test_without_corpora_there_is_nothing(tmp_path: Path) -> None:
    assert find_corpora({}, tmp_path / "project") is None


def test_a_mistyped_variable_is_an_error_and_no_skip(tmp_path: Path) -> None:
    with pytest.raises(pytest.UsageError, match="is not a folder"):
        find_corpora({VARIABLE: str(tmp_path / "nowhere")}, tmp_path)


def test_import_times_are_read_from_a_real_interpreter() -> None:
    code = "import json.decoder, sys; print('FIRST FRAME', file=sys.stderr); import colorsys"
    child = run_child("-X", "importtime", "-c", code)
    assert child.returncode == 0
    everything = {module.name: module for module in parse_import_time(child.stderr)}
    before = imported_before(child.stderr, "FIRST FRAME")
    assert everything["json.decoder"].total_us >= everything["json.decoder"].own_us
    # A package is imported on the way to its module.
    assert everything["json"].depth == everything["json.decoder"].depth + 1
    assert "colorsys" in everything
    assert packages_among(before, ["json", "colorsys", "fastapi"]) == ("json",)


def test_one_line_is_read_exactly_and_other_lines_are_skipped() -> None:
    text = (
        "import time: self [us] | cumulative | imported package\nnoise\nimport time:       742 |       8480 |     re\n"
    )
    assert parse_import_time(text) == (ImportedModule("re", 742, 8480, 2),)


def test_a_marker_that_never_came_is_an_error() -> None:
    with pytest.raises(ValueError, match="never wrote 'FIRST FRAME'"):
        imported_before("import time:         1 |          1 | re\n", "FIRST FRAME")
