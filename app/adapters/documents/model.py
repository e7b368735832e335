"""What the window's process and the reading process say to each other, and what bounds the reading.

Each message is one line of JSON. The window's process begins with a `Task`; the other asks for more with `Want`, which
is answered by `Given`, tells `Ready` once the document can be listed, then `Examined`; or `Refused` at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import msgspec


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take.

    Attributes:
        memory: Bytes of address space, where the system can bound them.
        seconds: Until it can be listed, and again until it is examined.
        parts: How many texts it may be made of.
        bytes: Of all of them together.
    """

    memory: int = 3 * 1024**3
    seconds: float = 180.0
    parts: int = 10_000
    bytes: int = 256 * 1024 * 1024


class Text(msgspec.Struct, frozen=True):
    """A text to read.

    Attributes:
        uri: As in `Part`.
        path: The file in which its bytes are.
        media_type: The Content-Type it came with; empty without.
        stamp: As in `Part`.
    """

    uri: str
    path: str
    media_type: str = ""
    stamp: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """A URI that could not be had.

    Attributes:
        words: Why; empty where nobody agreed to ask that host.
    """

    uri: str
    words: str = ""


class Task(msgspec.Struct, frozen=True, tag=True):
    """Read this.

    Attributes:
        label: What messages call it where it has no URI.
        source: As in `Opened`.
        folder: Where the index goes.
        name: What its file is called, without an ending.
    """

    text: Text
    label: str
    source: str
    folder: str
    name: str
    memory: int


class Given(msgspec.Struct, frozen=True, tag=True):
    """What was asked for, as far as it can be had."""

    texts: tuple[Text, ...] = ()
    refused: tuple[Refusal, ...] = ()


class Want(msgspec.Struct, frozen=True, tag=True):
    """More texts are needed.

    Attributes:
        uris: Each with the URI of the text that refers to it.
    """

    uris: tuple[tuple[str, str], ...]


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The index is there."""

    path: str


class Examined(msgspec.Struct, frozen=True, tag=True):
    """The problems are there, beside the index."""

    path: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The document cannot be read; the members of `DocumentError`."""

    what: str
    where: str = ""
    hint: str = ""
    detail: str = ""


Answer: TypeAlias = Want | Ready | Examined | Refused
