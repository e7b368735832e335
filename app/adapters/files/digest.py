"""What tells whether two bodies are the same where nobody can read them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.exchange.model import ResponseBody


def digest_of(body: ResponseBody) -> str:
    """SHA-256 of a whole body in hexadecimal; empty where its file is gone. Blocks, for a worker."""
    if body.file is None:
        return hashlib.sha256(body.data).hexdigest()
    try:
        with Path(body.file).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
