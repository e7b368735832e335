"""Reading what a person names, with errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from app.core.base.errors import SourceError

LARGEST = 256 * 1024 * 1024
"""Bytes of the largest document that is read into memory."""


def read_file(name: str) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: There is no such file, it is a folder, may not be read, or is larger than `LARGEST`.
    """
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            return _all_of(file, name)
    except FileNotFoundError:
        message = "There is no such file."
        raise SourceError(message, where=name, hint="Check the name. A URL begins with http:// or https://.") from None
    except IsADirectoryError:
        message = "That is a folder."
        raise SourceError(message, where=name, hint="Name the document in it, for example openapi.json.") from None
    except (OSError, ValueError) as error:
        message = f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        raise SourceError(message, where=name) from error


def read_standard_input(stream: IO[bytes]) -> str:
    """The text of a document that comes from standard input, in any encoding that JSON may have.

    Bytes that are no text in it come as lone surrogates: whoever reads the document tells where they are.

    Raises:
        SourceError: There is more than `LARGEST`, or it cannot be read.
    """
    name = "standard input"
    try:
        data = _all_of(stream, name)
    except (OSError, ValueError) as error:
        message = f"It cannot be read: {getattr(error, 'strerror', None) or error}."
        raise SourceError(message, where=name) from error
    encoding = json.detect_encoding(data)
    return data.decode(encoding, errors="surrogateescape" if encoding.startswith("utf-8") else "replace")


def _all_of(stream: IO[bytes], name: str) -> bytes:
    """All that a stream gives; what says how large it is may lie, and a pipe does not say."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        message = f"This has more than {LARGEST // 1024 // 1024} MiB; no OpenAPI document is that large."
        raise SourceError(message, where=name, hint="Is it what you meant?")
    return data
