from __future__ import annotations

import pytest

from app.core.diagnosis.label_text import named_argument, split_arguments, split_label, unquoted


@pytest.mark.parametrize(
    ("label", "head", "arguments"),
    [
        ("int", "int", ()),
        ("list[int]", "list", ("int",)),
        ("dict[str,list[int]]", "dict", ("str", "list[int]")),
        ("tuple[int, str]", "tuple", ("int", "str")),
        ("literal['a,b','c']", "literal", ("'a,b'", "'c'")),
        ("function-after[partial(<f at 0x>, n=2)(), str]", "function-after", ("partial(<f at 0x>, n=2)()", "str")),
        ("broken[", "broken[", ()),
        ("list]", "list]", ()),
    ],
)
def test_takes_labels_apart(label: str, head: str, arguments: tuple[str, ...]) -> None:
    assert split_label(label) == (head, arguments)


def test_survives_unbalanced_brackets() -> None:
    assert split_arguments("a)],b(,c") == ("a)]", "b(,c")
    assert split_arguments("'a,b") == ("'a,b",)


def test_reads_named_arguments() -> None:
    assert named_argument("lax=int") == "int"
    assert named_argument("<a=b>") == "<a=b>"
    assert named_argument("int") == "int"


def test_takes_quotes_off() -> None:
    assert unquoted("'a'") == "a"
    assert unquoted('"a"') == "a"
    assert unquoted("'a") == "'a"
    assert unquoted("'") == "'"
    assert unquoted("") == ""
