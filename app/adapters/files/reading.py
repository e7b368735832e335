"""Reading what a person names, with errors that say what to do."""

from __future__ import annotations

from pathlib import Path

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
        if path.stat().st_size > LARGEST:
            message = f"The file has more than {LARGEST // 1024 // 1024} MiB; no OpenAPI document is that large."
            raise SourceError(message, where=name)
        return path.read_bytes()
    except FileNotFoundError:
        message = "There is no such file."
        raise SourceError(message, where=name, hint="Check the name. A URL begins with http:// or https://.") from None
    except IsADirectoryError:
        message = "That is a folder."
        raise SourceError(message, where=name, hint="Name the document in it, for example openapi.json.") from None
    except (OSError, ValueError) as error:
        message = f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        raise SourceError(message, where=name) from error
