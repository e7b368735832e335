from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from app.core.base.json_types import OMIT, FileRef, Omitted


def test_omit_is_one_thing_and_no_value_of_json() -> None:
    assert OMIT is Omitted.OMIT
    values: tuple[object, ...] = (None, False, "", 0, [], {})
    assert OMIT not in values
    assert repr(OMIT) == "OMIT"


def test_omit_is_false_like_an_absent_value() -> None:
    assert not OMIT


def test_omit_stays_itself_through_copies_and_processes() -> None:
    assert copy.deepcopy({"a": [OMIT]})["a"][0] is OMIT
    assert pickle.loads(pickle.dumps(OMIT)) is OMIT  # noqa: S301 - our own bytes of this very line


def test_a_file_is_a_value_with_a_default_media_type() -> None:
    file = FileRef("covers/emma.png", "emma.png")
    assert file.media_type == "application/octet-stream"
    assert file == dataclasses.replace(file)
    assert hash(file) == hash(dataclasses.replace(file))
    with pytest.raises(dataclasses.FrozenInstanceError):
        file.path = "other"  # type: ignore[misc]
