"""A call that never lets go of the interpreter is named from outside."""

from __future__ import annotations

import os
import queue
import time
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.stalls import StallWatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.core.trace.loop import LoopBlock

    Blocks = queue.Queue[LoopBlock]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Blocks]:
    blocks: Blocks = queue.Queue()
    watch = StallWatch(tmp_path / "stalls", str(tmp_path / "shop"), blocks.put)
    watch.start()
    yield blocks
    watch.close()


def dump(tmp_path: Path, *frames: tuple[str, int, str]) -> None:
    """Writes what the process would leave, innermost frame first, as if some time ago."""
    lines = "".join(f'  File "{file}", line {line} in {name}\n' for file, line, name in frames)
    path = tmp_path / "stalls"
    path.write_text(f"Loop 0x1\nTimeout (0:00:01)!\nThread 0x1 (most recent call first):\n{lines}")
    then = time.time() - 5
    os.utime(path, (then, then))


def test_the_innermost_line_of_the_app_is_named_with_its_text(tmp_path: Path, told: Blocks) -> None:
    shop = tmp_path / "shop" / "main.py"
    shop.parent.mkdir()
    shop.write_text("import re\nre.match(pattern, text)\n")
    dump(
        tmp_path,
        ("/lib/re.py", 3, "match"),
        (str(shop), 2, "search"),
        (str(shop), 9, "handle"),
        ("/lib/x.py", 1, "run"),
    )
    block = told.get(timeout=30)
    assert (block.number, block.held, block.lasts, block.request) == (0, True, True, None)
    assert block.place is not None
    assert (block.place.file, block.place.line, block.place.name) == (str(shop), 2, "search")
    assert block.place.text == "re.match(pattern, text)"
    assert [place.line for place in block.stack] == [9, 2]
    assert block.ms >= 4900
    again = told.get(timeout=30)
    assert again.is_same(block)
    assert again.ms > block.ms


@pytest.mark.parametrize("file", ["/elsewhere/main.py", "{shop}/.venv/lib/site-packages/x.py"])
def test_lines_of_others_are_not_the_apps_fault(tmp_path: Path, told: Blocks, file: str) -> None:
    dump(tmp_path, (file.format(shop=tmp_path / "shop"), 2, "search"))
    with pytest.raises(queue.Empty):
        told.get(timeout=0.5)


def test_what_the_process_takes_away_at_once_is_not_told(tmp_path: Path, told: Blocks) -> None:
    dump(tmp_path, (str(tmp_path / "shop" / "main.py"), 2, "search"))
    os.utime(tmp_path / "stalls")
    (tmp_path / "stalls").write_text("Loop 0x1\n")
    with pytest.raises(queue.Empty):
        told.get(timeout=0.5)
