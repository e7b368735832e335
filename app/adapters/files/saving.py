"""Writing what a person wants to keep: a file is there whole or not at all, and an older one stays until then."""

from __future__ import annotations

import os
import shutil
import tempfile
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
    part: Path | None = None
    try:
        # In the same folder, so that taking the name over at the end cannot fail half-way.
        handle, part_name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        part = Path(part_name)
        with os.fdopen(handle, "wb") as file:
            if body.file is None:
                file.write(body.data)
            else:
                with Path(body.file).open("rb") as whole:
                    shutil.copyfileobj(whole, file, 1024 * 1024)
        _take_usual_rights(part)
        part.replace(target)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise _explain(error, body, name) from error


def _take_usual_rights(part: Path) -> None:
    # Temporary files are made readable for their owner alone; a saved file is an ordinary one.
    mask = os.umask(0)
    os.umask(mask)
    part.chmod(0o666 & ~mask)


def _explain(error: OSError, body: ResponseBody, name: str) -> SourceError:
    if body.file is not None and error.filename == body.file:
        what = "The body is no longer there: another response has taken its place."
        return SourceError(what, where=name, hint="Send the request again, then save it.")
    what = f"The file cannot be written: {error.strerror or error}."
    return SourceError(what, where=name, hint="Choose another name or folder, and see that the disk is not full.")
