from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.adapters.storage.drafts import MAX_SOURCES, DraftStore, decode_state, encode_state
from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.model import FormState

if TYPE_CHECKING:
    from pathlib import Path

FULL = FormState(
    {
        Location.PATH: {"book_id": 2**70},
        Location.QUERY: {"q": None, "empty": "", "list": [1.5, True]},
        Location.HEADER: {},
        Location.COOKIE: {},
        Location.BODY: {
            "cover": FileRef("/x/ü.png", "ü.png", "image/png"),
            "more": [FileRef("/y", "y")],
            "$file": {"$$": 1},
            "nested": {"$ref": "#"},
        },
    },
    "multipart/form-data",
    '{"big": 1e400, "n": 1.10}',
    {FieldPath.parse("body/a~1b/0"): 2},
)
EMPTY = FormState({location: OMIT if location is Location.BODY else {} for location in Location}, None)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    DraftStore(tmp_path / "new").save("bookstore", {"POST /books": FULL, "GET /books": EMPTY})
    loaded = DraftStore(tmp_path / "new").load("bookstore")
    assert loaded.drafts == {"POST /books": FULL, "GET /books": EMPTY}
    assert loaded.notes == ()
    assert DraftStore(tmp_path / "new").load("http://other").drafts == {}


def test_each_source_keeps_its_own(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.save("a", {"GET /": FULL})
    store.save("b", {"GET /": EMPTY})
    store.save("b", {})
    assert store.load("a").drafts == {"GET /": FULL}
    assert store.load("b").drafts == {}


def test_the_oldest_source_falls_out(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    for number in range(MAX_SOURCES + 1):
        store.save(str(number), {"GET /": EMPTY})
        store.save("1", {"GET /": EMPTY})  # saved again and again: never the oldest
    assert store.load("0").drafts == {}
    assert store.load("1").drafts == {"GET /": EMPTY}
    assert store.load(str(MAX_SOURCES)).drafts == {"GET /": EMPTY}


@pytest.mark.parametrize(
    "change",
    [
        {"roots": {"nowhere": {}}},
        {"roots": {"query": [1]}},
        {"roots": {"body": {"$file": {"path": "/x"}}}},
        {"media_type": 5},
        {"body_text": {}},
        {"branches": {"nowhere/x": 1}},
        {"branches": {"body/x": "1"}},
    ],
)
def test_one_bad_draft_costs_that_draft_alone(tmp_path: Path, change: dict[str, object]) -> None:
    store = DraftStore(tmp_path)
    store.save("s", {"GET /good": FULL, "GET /bad": FULL})
    path = tmp_path / "drafts.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["sources"]["s"]["GET /bad"].update(change)
    path.write_text(json.dumps(whole), encoding="utf-8")
    loaded = store.load("s")
    assert list(loaded.drafts) == ["GET /good"]
    assert loaded.notes[0].message.startswith("The draft of GET /bad cannot be read: ")


def test_a_broken_file_is_kept_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_text("{", encoding="utf-8")
    loaded = DraftStore(tmp_path).load("s")
    assert loaded.drafts == {}
    assert "cannot be understood" in loaded.notes[0].message
    DraftStore(tmp_path).save("s", {"GET /": FULL})
    assert DraftStore(tmp_path).load("s").drafts == {"GET /": FULL}
    assert (tmp_path / "drafts.json.broken-1").read_text() == "{"


def test_anything_else_than_an_object_is_an_empty_draft() -> None:
    assert decode_state(None) == EMPTY
    assert decode_state(encode_state(FULL)) == FULL
