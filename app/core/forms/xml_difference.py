"""Where two XML elements say different things, told at the places of the first."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import read_number
from app.core.forms.xml_parse import XmlRemark
from app.core.forms.xml_tree import XSI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.forms.xml_parse import ParsedElement

MAX_TOLD: Final = 50
"""So many differences are told; nobody reads more."""


def differences(typed: ParsedElement, written: ParsedElement) -> tuple[XmlRemark, ...]:
    """What a typed element says that the form would not write, in the order of the text.

    Prefixes, blanks between elements, and how a number is spelled make no difference.
    """
    return tuple(islice(_differences(typed, written), MAX_TOLD))


def says_the_same(one: str, two: str) -> bool:
    """Whether two texts are the same but for blanks around them, or the same number.

    A text keeps its blanks when it is read, so that only around other values some can be missing.
    """
    if one.strip() == two.strip():
        return True
    first, second = read_number(one.strip()), read_number(two.strip())
    return first is not None and first == second


def _differences(typed: ParsedElement, written: ParsedElement) -> Iterator[XmlRemark]:
    if typed.expanded != written.expanded:
        where = "" if typed.name != written.name else f" of the namespace {written.expanded[0]}"
        yield _at(typed, f"in place of <{typed.name}> the form writes <{written.name}>{where}")
    yield from _attributes(typed, written)
    if not says_the_same(typed.text, written.text):
        yield _at(typed, _text_words(typed, written))
    yield from _children(typed, written)


def _attributes(typed: ParsedElement, written: ParsedElement) -> Iterator[XmlRemark]:
    there = written.expanded_attributes
    for name, (expanded, text) in zip(typed.attributes, typed.expanded_attributes.items(), strict=True):
        if expanded == (XSI, "nil"):
            continue
        if expanded not in there:
            yield _at(typed, f"the attribute {name} has no place in the form")
        elif not says_the_same(text, there[expanded]):
            yield _at(typed, f'the form writes the attribute {name} as "{_short(there[expanded])}"')


def _text_words(typed: ParsedElement, written: ParsedElement) -> str:
    if not written.text:
        return f"the text in <{typed.name}> has no place in the form"
    return f'the form writes the text in <{typed.name}> as "{_short(written.text)}"'


def _children(typed: ParsedElement, written: ParsedElement) -> Iterator[XmlRemark]:
    left: dict[tuple[str, str], deque[ParsedElement]] = {}
    for child in written.children:
        left.setdefault(child.expanded, deque()).append(child)
    paired: list[tuple[ParsedElement, ParsedElement | None]] = []
    for child in typed.children:
        same = left.get(child.expanded)
        paired.append((child, same.popleft() if same else None))
    spare = deque(child for others in left.values() for child in others)
    order = iter(written.children)
    is_told = False
    for child, other in paired:
        if other is None and not spare:
            yield _at(child, f"<{child.name}> has no place in the form")
            continue
        yield from _differences(child, other if other is not None else spare.popleft())
        if other is not None and not is_told and all(other is not following for following in order):
            is_told = True
            yield _at(child, f"the form writes <{child.name}> at another place in <{typed.name}>")


def _at(element: ParsedElement, message: str) -> XmlRemark:
    return XmlRemark(message, element.line, element.column)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
