"""Elements of XML and their text (XML 1.0, Namespaces in XML 1.0)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace of `xsi:nil`, which is how XML says null (XML Schema 1.1 part 1, section 2.7.2)."""

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NOT_IN_NAME = re.compile(rf"[^{_START}\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]")
_NO_START = re.compile(rf"[^{_START}]")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE: Final = {**_IN_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


@dataclass(slots=True)
class Element:
    """One element.

    Attributes:
        name: With its prefix.
        attributes: Name with prefix to text.
        namespaces: Prefix to namespace, as far as this element and its attributes need them; the prefix of the default
            namespace is empty.
        content: Texts and elements in order.
        cdata: Texts are written as CDATA sections.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    namespaces: dict[str, str] = field(default_factory=dict)
    content: list[str | Element] = field(default_factory=list)
    cdata: bool = False


def valid_name(text: str) -> str:
    """The text as an XML name without prefix: what cannot stand in one becomes `_` (Namespaces in XML, section 3)."""
    name = _NOT_IN_NAME.sub("_", text)
    return f"_{name}" if not name or _NO_START.match(name) else name


def plain_text(text: str) -> str:
    """The text with U+FFFD in the place of what no XML document can hold (XML 1.0 section 2.2)."""
    return _FORBIDDEN.sub("\ufffd", text)


def serialize(root: Element, indent: int = 0) -> str:
    """The element as text; namespaces with a prefix are declared at the root, as far as a prefix means one thing."""
    shared: dict[str, str] = {}
    _gather(root, shared)
    pieces: list[str] = []
    _write(root, pieces, {}, shared, "\n" if indent else "", " " * indent)
    return "".join(pieces)


def _gather(element: Element, shared: dict[str, str]) -> None:
    for prefix, namespace in element.namespaces.items():
        if prefix:
            shared.setdefault(prefix, namespace)
    for child in element.content:
        if isinstance(child, Element):
            _gather(child, shared)


def _write(
    element: Element, pieces: list[str], known: dict[str, str], more: dict[str, str], line: str, step: str
) -> None:
    """Appends an element.

    Args:
        known: The namespaces that are declared around it.
        more: Namespaces to declare here beside its own.
        line: What begins a new line at its level; empty writes all in one line.
    """
    wanted = {**more, **element.namespaces}
    declared = {prefix: namespace for prefix, namespace in wanted.items() if known.get(prefix) != namespace}
    attributes = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in declared.items()}
    attributes |= element.attributes
    pieces.append(f"<{element.name}")
    pieces += [f' {name}="{_escape(text, _IN_ATTRIBUTE)}"' for name, text in attributes.items()]
    if not element.content:
        pieces.append("/>")
        return
    pieces.append(">")
    # White space between elements means nothing; beside text it would be text.
    lines = line if all(isinstance(child, Element) for child in element.content) else ""
    for child in element.content:
        if isinstance(child, Element):
            pieces.append(f"{lines}{step}" if lines else "")
            _write(child, pieces, {**known, **declared}, {}, f"{lines}{step}" if lines else "", step)
        else:
            pieces.append(_cdata(child) if element.cdata else _escape(child, _IN_TEXT))
    pieces.append(f"{lines}</{element.name}>")


def _escape(text: str, replaced: dict[str, str]) -> str:
    return "".join(replaced.get(character, character) for character in text)


def _cdata(text: str) -> str:
    # The end of a section cannot stand in one, so it is cut in two (XML 1.0 section 2.7).
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
