"""XML text to elements that know where they stand (XML 1.0, Namespaces in XML 1.0).

A document type declaration is not read: it could define entities that grow without end or name files of this machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from app.core.forms.xml_tree import XSI

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DEPTH: Final = 100
"""How deep elements may nest: far above real documents, far below Python's recursion limit."""

MAX_CHARACTERS: Final = 200_000
"""A longer text is not read at each key press."""

MISMATCHED: Final = expat.errors.XML_ERROR_TAG_MISMATCH
UNFINISHED: Final = expat.errors.XML_ERROR_NO_ELEMENTS

_XML: Final = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class XmlRemark:
    """Something about a place of an XML text.

    Attributes:
        message: What it is, in words.
        line, column: Where, 1-based; the column counts characters.
    """

    message: str
    line: int
    column: int


@dataclass(slots=True)
class ParsedElement:
    """One element of a text.

    Attributes:
        name: With its prefix, as it was written.
        line, column: Where its start tag begins.
        attributes: Name as it was written to text; declarations of namespaces are not among them.
        spaces: Prefix to namespace, as far as they hold here; the prefix of the default namespace is empty.
        content: Texts and elements in order; neighbouring texts are one.
    """

    name: str
    line: int
    column: int
    attributes: dict[str, str]
    spaces: Mapping[str, str]
    content: list[str | ParsedElement] = field(default_factory=list)

    @property
    def expanded(self) -> tuple[str, str]:
        """Its namespace, empty where it has none, and its local name."""
        return self._expand(self.name, self.spaces.get("", ""))

    @property
    def expanded_attributes(self) -> dict[tuple[str, str], str]:
        """Namespace and local name to text."""
        return {self._expand(name, ""): text for name, text in self.attributes.items()}

    @property
    def is_nil(self) -> bool:
        """Whether it says null."""
        return self.expanded_attributes.get((XSI, "nil"), "").strip() in {"true", "1"}

    @property
    def children(self) -> list[ParsedElement]:
        """The elements in it."""
        return [child for child in self.content if isinstance(child, ParsedElement)]

    @property
    def text(self) -> str:
        """The text in it; between elements blanks mean nothing."""
        texts = [child for child in self.content if isinstance(child, str)]
        return "".join(texts if len(texts) == len(self.content) else (text for text in texts if text.strip()))

    def _expand(self, name: str, default: str) -> tuple[str, str]:
        prefix, colon, local = name.partition(":")
        # A prefix that means nothing is told by the letters themselves.
        return (self.spaces.get(prefix, unbound(prefix)), local) if colon else (default, name)


def unbound(prefix: str) -> str:
    """What stands for the namespace of a prefix that has none; no namespace begins like that."""
    return f" {prefix}"


@dataclass(frozen=True, slots=True)
class ParsedXml:
    """What a text holds.

    Attributes:
        remarks: The comments and instructions beside its elements.
    """

    root: ParsedElement
    remarks: tuple[XmlRemark, ...]


def parse_xml(text: str) -> ParsedXml | XmlRemark:
    """Reads XML; why it cannot be read where it cannot. Never raises."""
    if len(text) > MAX_CHARACTERS:
        return XmlRemark(f"a text of more than {MAX_CHARACTERS:,} characters is not read", 1, 1)
    builder = _Builder()
    try:
        builder.parser.Parse(text.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 - the signature is pyexpat's
    except _RefusedError as refused:
        return refused.remark
    except expat.ExpatError as error:
        return XmlRemark(builder.explained(error), error.lineno, error.offset + 1)
    return ParsedXml(builder.roots[0], tuple(builder.remarks))


class _RefusedError(Exception):
    """Ends the reading."""

    def __init__(self, remark: XmlRemark) -> None:
        super().__init__(remark.message)
        self.remark = remark


class _Builder:
    """Makes elements of what the parser finds."""

    def __init__(self) -> None:
        # The text is no longer in the encoding that its declaration may name.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.CommentHandler = self._comment
        self.parser.ProcessingInstructionHandler = self._instruction
        self.roots: list[ParsedElement] = []
        self.remarks: list[XmlRemark] = []
        self._open: list[ParsedElement] = []

    def explained(self, error: expat.ExpatError) -> str:
        """What is wrong, in words."""
        words = expat.ErrorString(error.code)
        is_open = self._open and words in {MISMATCHED, UNFINISHED}
        return f"{words}: <{self._open[-1].name}> is not closed" if is_open else words

    def _here(self, message: str) -> XmlRemark:
        return XmlRemark(message, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _refuse_declaration(self, *_: Any) -> None:
        raise _RefusedError(self._here("a document type declaration is not read here, for it could define entities"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(self._here(f"elements nest deeper than {MAX_DEPTH} levels"))
        spaces = self._open[-1].spaces if self._open else MappingProxyType({"xml": _XML})
        declared = {
            key.removeprefix("xmlns").removeprefix(":"): uri
            for key, uri in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        plain = {key: text for key, text in attributes.items() if key.removeprefix("xmlns").removeprefix(":") == key}
        here = self._here("")
        spaces = {**spaces, **declared} if declared else spaces
        element = ParsedElement(name, here.line, here.column, plain, spaces)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.roots.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        content = self._open[-1].content
        if content and isinstance(content[-1], str):
            content[-1] += text
        else:
            content.append(text)

    def _comment(self, _text: str) -> None:
        self.remarks.append(self._here("a comment has no place in the form"))

    def _instruction(self, target: str, _text: str) -> None:
        self.remarks.append(self._here(f"the instruction {target} has no place in the form"))
