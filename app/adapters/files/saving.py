"""Writing what a person wants to keep: a file is there whole or not at all, and an older one stays until then."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from app.core.exchange.model import ResponseBody


def save_body(body: ResponseBody, name: str) -> None:
    """Writes a whole body byte for byte; blocks, for a worker.

    Raises:
        SourceError: It cannot be written, or its own file is gone.
    """
    target = Path(name)
    # In the same folder, so that taking the name over at the end cannot fail half-way.
    part = target.parent / f".routeglass-{secrets.token_hex(8)}.part"
    try:
        with part.open("xb") as file:
            if body.file is None:
                file.write(body.data)
            else:
                with Path(body.file).open("rb") as whole:
                    shutil.copyfileobj(whole, file, 1024 * 1024)
        part.replace(target)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        raise _explain(error, body, name) from error


def _explain(error: OSError | ValueError, body: ResponseBody, name: str) -> SourceError:
    if body.file is not None and getattr(error, "filename", None) == body.file:
        what = "The body is no longer there: another response has taken its place."
        return SourceError(what, where=name, hint="Send the request again, then save it.")
    reason = getattr(error, "strerror", None) or error
    what = f"The file cannot be written: {reason}."
    return SourceError(what, where=name, hint="Choose another name or folder, and see that the disk is not full.")
