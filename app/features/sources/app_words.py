"""What is said of a person's own app: how it is doing, and why it does not run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.projects.model import CrashKind, base_name
from app.features.sources.ports import Trouble

if TYPE_CHECKING:
    from app.core.projects.model import AppOrder, Crash

_TITLES: Final = {
    CrashKind.LAUNCH: "{app} could not be started",
    CrashKind.IMPORT: "{app} cannot be imported",
    CrashKind.LIFESPAN: "{app} fails while it starts up",
    CrashKind.BIND: "{app} gets no port to listen at",
    CrashKind.RUNTIME: "The server of {app} broke down",
    CrashKind.KILLED: "{app} has ended",
    CrashKind.SILENT: "{app} does not answer",
}

_OWN_PLACE: Final = re.compile(r" \([^()]*, line \d+\)$")


def crash_title(app: AppOrder, crash: Crash) -> str:
    """What happened, without the reason: `shop.main:app cannot be imported`."""
    return _TITLES[crash.kind].format(app=app.target)


def crash_trouble(app: AppOrder, crash: Crash) -> Trouble:
    """The same with the reason and the line, as every source tells why it cannot be had."""
    place = crash.culprit.label if crash.culprit is not None else ""
    # The text of a SyntaxError ends in its place.
    reason = _OWN_PLACE.sub("", crash.message).strip().rstrip(".") if place else crash.message.strip().rstrip(".")
    where = f" ({place})" if place else ""
    problem = f"{crash_title(app, crash)}: {reason}{where}." if reason else f"{crash_title(app, crash)}{where}."
    return Trouble(problem, crash.hint, crash.traceback or crash.message)


def files_words(files: tuple[str, ...]) -> str:
    """`main.py`, `main.py and models.py`, `main.py and 3 more files`."""
    names = [base_name(file) for file in files]
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} more files"
