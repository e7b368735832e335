from __future__ import annotations

from xml.etree import ElementTree

import pytest

from app.core.forms.xml_tree import Element, plain_text, serialize, valid_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("book", "book"),
        ("p:book-1.2", "p_book-1.2"),
        ("über", "über"),
        ("a b", "a_b"),
        ("1st", "_1st"),
        ("-x", "_-x"),
        ("", "_"),
        ("<&>", "___"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert valid_name(text) == name
    ElementTree.fromstring(f"<{name} xmlns:p='x'/>")


def test_characters_that_xml_has_not() -> None:
    assert plain_text("a\0b\x1fc\ud800d\ufffee\tf\n😀") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\n😀"


def test_what_means_something_in_xml_is_escaped() -> None:
    text = "<&>\"'\t\n\r]]>"
    element = Element("a", {"b": text}, content=[text])
    written = serialize(element)
    assert written == ('<a b="&lt;&amp;&gt;&quot;\'&#9;&#10;&#13;]]&gt;">&lt;&amp;&gt;"\'\t\n&#13;]]&gt;</a>')
    read = ElementTree.fromstring(written)
    assert (read.get("b"), read.text) == (text, text)


def test_sections() -> None:
    written = serialize(Element("a", content=["<b> ]]> &"], cdata=True))
    assert written == "<a><![CDATA[<b> ]]]]><![CDATA[> &]]></a>"
    assert ElementTree.fromstring(written).text == "<b> ]]> &"


def test_lines_only_where_there_is_no_text() -> None:
    mixed = Element("m", content=["x", Element("b")])
    root = Element("r", content=[Element("a", content=["1"]), mixed, Element("c", content=[Element("d")])])
    assert serialize(root) == "<r><a>1</a><m>x<b/></m><c><d/></c></r>"
    assert serialize(root, 2) == "<r>\n  <a>1</a>\n  <m>x<b/></m>\n  <c>\n    <d/>\n  </c>\n</r>"
    assert serialize(Element("r", content=[""]), 2) == "<r></r>"


def test_prefixes_are_declared_at_the_root_as_far_as_they_mean_one_thing() -> None:
    inner = Element("p:c", namespaces={"p": "other"}, content=["2"])
    default = Element("d", namespaces={"": "own"}, content=[Element("e", namespaces={"": "own"})])
    root = Element("r", {"q:x": "1"}, {"q": "four"}, [Element("p:a", namespaces={"p": "one"}), inner, default])
    assert serialize(root) == (
        '<r xmlns:q="four" xmlns:p="one" q:x="1"><p:a/><p:c xmlns:p="other">2</p:c><d xmlns="own"><e/></d></r>'
    )
