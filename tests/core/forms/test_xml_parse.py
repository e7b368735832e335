"""XML text to elements with places; nothing in it can make the program grow or look elsewhere."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.forms.xml_parse import MAX_CHARACTERS, MAX_DEPTH, ParsedElement, ParsedXml, XmlRemark, parse_xml
from app.core.forms.xml_tree import XSI


def parsed(text: str) -> ParsedXml:
    found = parse_xml(text)
    assert isinstance(found, ParsedXml), found
    return found


def root(text: str) -> ParsedElement:
    return parsed(text).root


def refused(text: str) -> XmlRemark:
    found = parse_xml(text)
    assert isinstance(found, XmlRemark)
    return found


def test_elements_know_where_they_stand() -> None:
    element = root('<a x="1">\n  <b>é</b>ü<c/></a>')
    assert (element.name, element.line, element.column, element.attributes) == ("a", 1, 1, {"x": "1"})
    first, second = element.children
    assert (first.name, first.line, first.column, first.text) == ("b", 2, 3, "é")
    assert (second.name, second.line, second.column) == ("c", 2, 12)


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("", "no element found", 1, 1),
        ("<a>\n", "no element found: <a> is not closed", 2, 1),
        ("<a>üü<b></c></a>", "mismatched tag: <b> is not closed", 1, 11),
        ("<a>&x;</a>", "undefined entity", 1, 4),
        ("<a/><b/>", "junk after document element", 1, 5),
        ('<a b="1" b="2"/>', "duplicate attribute", 1, 10),
        ("<a>\x01</a>", "not well-formed (invalid token)", 1, 4),
        ("\ud800", "not well-formed (invalid token)", 1, 1),
    ],
)
def test_what_is_no_xml_is_told_with_its_place(text: str, message: str, line: int, column: int) -> None:
    assert refused(text) == XmlRemark(message, line, column)


BOMB = (
    "<!DOCTYPE a ["
    + '<!ENTITY x0 "ha">'
    + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    + "]><a>&x11;</a>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><a/>',
    ],
)
def test_nothing_that_may_define_entities_is_read(text: str) -> None:
    assert "document type declaration" in refused(text).message


def test_what_is_too_deep_or_too_long_is_told() -> None:
    assert "nest deeper" in refused("<a>" * (MAX_DEPTH + 1)).message
    assert root("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH).name == "a"
    assert "characters" in refused(f"<a>{'x' * MAX_CHARACTERS}</a>").message


def test_the_encoding_that_a_declaration_names_does_not_matter() -> None:
    assert root('<?xml version="1.0" encoding="latin1"?><a>é</a>').text == "é"


def test_prefixes_stand_for_namespaces() -> None:
    element = root('<p:a xmlns:p="urn:p" xmlns="urn:d" p:x="1" y="2"><b xmlns=""/><q:c/><d xml:lang="en"/></p:a>')
    assert element.expanded == ("urn:p", "a")
    assert element.expanded_attributes == {("urn:p", "x"): "1", ("", "y"): "2"}
    bare, unknown, default = element.children
    assert bare.expanded == ("", "b")
    assert unknown.expanded[0].strip() == "q"
    assert default.expanded == ("urn:d", "d")
    assert default.expanded_attributes == {("http://www.w3.org/XML/1998/namespace", "lang"): "en"}


def test_nil_is_told_by_its_namespace() -> None:
    assert root(f'<a xmlns:i="{XSI}" i:nil="1"/>').is_nil
    assert not root(f'<a xmlns:i="{XSI}" i:nil="false"/>').is_nil
    assert not root('<a nil="true"/>').is_nil


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a> x </a>", " x "),
        ("<a>\n  <b/>\n</a>", ""),
        ("<a> <b/> x <c/>y</a>", " x y"),
        ("<a><![CDATA[<x> & ]]>y</a>", "<x> & y"),
        ("<a>x<!-- c -->y</a>", "xy"),
        ("<a>&#13;&amp;\r\n</a>", "\r&\n"),
        ("<a/>", ""),
    ],
)
def test_text(text: str, said: str) -> None:
    assert root(text).text == said


def test_comments_and_instructions_are_remarks() -> None:
    remarks = parsed("<?xml version='1.0'?>\n<!-- one -->\n<a><?two x?></a>").remarks
    assert [(each.line, each.column) for each in remarks] == [(2, 1), (3, 4)]
    assert "comment" in remarks[0].message
    assert "instruction two" in remarks[1].message


@given(st.text(alphabet="<>/ab=\"'&;![]-? \n\ud800é", max_size=60))
def test_it_never_raises(text: str) -> None:
    assert isinstance(parse_xml(text), ParsedXml | XmlRemark)


def test_many_pieces_are_read_in_no_time_at_all() -> None:
    start = time.process_time()
    small = len(root("<a>" + "x&amp;" * 2_000 + "</a>").text)
    middle = time.process_time()
    large = len(root("<a>" + "x&amp;" * 30_000 + "</a>").text)
    assert (small, large) == (4_000, 60_000)
    # Fifteen times as much takes about fifteen times as long, never two hundred times.
    assert time.process_time() - middle < 100 * (middle - start) + 1
