"""The servers that a document offers for an operation (OpenAPI 3.1 sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.operations.model import Operation
    from app.core.spec.document import Document, Node

_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")


class ServerLevel(StrEnum):
    """What a server was offered for."""

    DOCUMENT = "document"
    PATH = "path"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable in a server's URL.

    Attributes:
        default: What stands there while nobody chose; empty where the document has none.
        choices: The values that the document allows; empty where any will do.
    """

    name: str
    default: str
    choices: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server.

    Attributes:
        template: Its URL as documented, possibly relative, with variables in braces: `https://{region}.example.com`.
        name: What the document calls it (OpenAPI 3.2 section 4.5).
        variables: Those that stand in the template, in their order.
    """

    template: str
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()
    level: ServerLevel = ServerLevel.DOCUMENT
    name: str = ""

    def url(self, values: Mapping[str, str] | None = None) -> str:
        """The URL with its variables filled in; a variable without a value takes its default."""
        known = {variable.name: variable.default for variable in self.variables} | dict(values or {})
        return _VARIABLE.sub(lambda found: known.get(found[1]) or found[0], self.template)

    def values_in(self, url: str) -> dict[str, str]:
        """Reverses `url`: the values that lead to it; empty where none do."""
        pieces = _VARIABLE.split(self.template)
        first, *between, last = (*pieces[::2], "") if len(pieces) == 1 else pieces[::2]
        at, end = len(first), len(url) - len(last)
        if end < at or not url.startswith(first) or not url.endswith(last):
            return {}
        values: list[str] = []
        # Each value ends where the next fixed text begins; trying all ways would take for ever with many variables.
        for text in between:
            found = url.find(text, at, end)
            if found < 0:
                return {}
            values.append(url[at:found])
            at = found + len(text)
        values.append(url[at:end])
        found_values = dict(zip(pieces[1::2], values, strict=False))
        return {} if "/" in "".join(found_values[name] for name in _in_authority(self.template)) else found_values


def has_gaps(url: str) -> bool:
    """Whether variables of a URL still wait for their values."""
    return _VARIABLE.search(url) is not None


def _in_authority(template: str) -> list[str]:
    """The variables that stand for parts of host and port, where no slash can be."""
    _, mark, rest = template.partition("://")
    return _VARIABLE.findall(rest.partition("/")[0]) if mark else []


def own_servers(document: Document, operation: Operation) -> tuple[Server, ...]:
    """The servers that hold for the operation in place of the document's: its own, else those of its path."""
    for pointer, level in (
        (operation.pointer, ServerLevel.OPERATION),
        (operation.pointer.rpartition("/")[0], ServerLevel.PATH),
    ):
        try:
            found = tuple(_servers(document.at(pointer), level))
        except DanglingReferenceError:
            continue
        if found:
            return found
    return ()


def document_servers(document: Document, urls: tuple[str, ...]) -> tuple[Server, ...]:
    """The servers that hold where an operation has no own.

    Args:
        urls: `Api.servers`, for documents of versions that describe a server in another way.
    """
    described = tuple(_servers(document.root, ServerLevel.DOCUMENT))
    return described or tuple(Server(url, variables=tuple(_variables({"url": url}))) for url in urls)


def _servers(holder: Node, level: ServerLevel) -> Iterator[Server]:
    listed = holder.get("servers")
    if listed is None or not isinstance(listed.value, list):
        return
    for raw in listed.value:
        if isinstance(raw, dict) and isinstance(raw.get("url"), str):
            yield Server(raw["url"], _text(raw, "description"), tuple(_variables(raw)), level, _text(raw, "name"))


def _variables(raw: Mapping[str, object]) -> Iterator[ServerVariable]:
    described = raw.get("variables")
    for name in dict.fromkeys(_VARIABLE.findall(str(raw["url"]))):
        found = described.get(name) if isinstance(described, dict) else None
        about = found if isinstance(found, dict) else {}
        choices = about.get("enum")
        yield ServerVariable(
            name=name,
            default=str(about["default"]) if about.get("default") is not None else "",
            choices=tuple(map(str, choices)) if isinstance(choices, list) else (),
            description=_text(about, "description"),
        )


def _text(mapping: Mapping[str, object], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
