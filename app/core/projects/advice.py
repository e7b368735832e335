"""What to do next about an app that does not run."""

from __future__ import annotations

import re
from typing import Final

from app.core.projects.model import CrashKind

_MISSING_MODULE = re.compile(r"No module named '([^']+)'")

_BY_KIND: Final = {
    CrashKind.LAUNCH: "Choose another interpreter.",
    CrashKind.IMPORT: "Mend the line and save it; the app then starts again.",
    CrashKind.LIFESPAN: "Its start-up code fails: see the traceback. Services that it needs may not be running.",
    CrashKind.BIND: "Stop the program that listens there, or let the system choose a free port.",
    CrashKind.RUNTIME: "The traceback says where. Restart it once that is mended.",
    CrashKind.KILLED: "Restart it. If nobody ended it on purpose, its log may say more.",
    CrashKind.SILENT: "Wait for it, or stop it. Importing it may be waiting for a service that is not there.",
}


def advice_for(kind: CrashKind, type_name: str = "", message: str = "", code: str = "") -> str:
    """One or two sentences.

    Args:
        kind: What it failed at.
        type_name: The exception's class.
        message: Its text.
        code: The line of the app that it came from.
    """
    missing = _MISSING_MODULE.search(message)
    if missing is not None:
        return (
            f"Install {missing[1].partition('.')[0]} into this interpreter, choose the interpreter that has it, or"
            " choose the folder that the project is imported from."
        )
    if type_name in {"SyntaxError", "IndentationError", "TabError"}:
        return "Correct the line and save it; the app then starts again."
    if type_name == "KeyError" and "environ" in code:
        name = message.strip("'")
        return f"Set the environment variable {name} for the app and start it again, or mend the line."
    if type_name.endswith("ValidationError") and "Field required" in message:
        return "Where these are settings, set them as environment variables for the app and start it again."
    return _BY_KIND[kind]
