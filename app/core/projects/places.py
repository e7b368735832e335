"""How a person names a FastAPI app on disk: `module:app`, `path/main.py:app`, `path/main.py`, `folder::module:app`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = r"[A-Za-z_]\w*"
_ATTRIBUTE: Final = rf"{_NAME}(?:\.{_NAME})*(?:\(\))?"
_TARGET: Final = re.compile(rf"{_NAME}(?:\.{_NAME})*:{_ATTRIBUTE}")
_FILE: Final = re.compile(rf"(?P<file>.*\.py)(?::(?P<name>{_ATTRIBUTE}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AppPlace:
    """Where an app is said to be.

    Attributes:
        folder: What `target` is imported from; empty for the folder that Routeglass was started in.
        target: `package.module:name`; empty where any app will do.
        file: The file that makes the app; empty where none was named. Then `target` is only the name in it.
    """

    folder: str = ""
    target: str = ""
    file: str = ""


def app_place(text: str) -> AppPlace | None:
    """What a text names; None where it names no app. Folders alone are not told from files here."""
    folder, separator, target = text.rpartition("::")
    if separator and folder and _TARGET.fullmatch(target):
        return AppPlace(folder, target.removesuffix("()"))
    if _TARGET.fullmatch(text):
        return AppPlace(target=text.removesuffix("()"))
    found = _FILE.fullmatch(text)
    if found is None or found["file"].lower() == ".py":
        return None
    return AppPlace(target=(found["name"] or "").removesuffix("()"), file=found["file"])


def place_words(place: AppPlace) -> str:
    """What it was recognised as, one sentence."""
    if place.file:
        which = f"The app {place.target} in this file" if place.target else "The FastAPI app in this file"
    else:
        where = f"in {place.folder}" if place.folder else "in the folder that Routeglass was started in"
        which = f"The FastAPI app {place.target} {where}"
    return f"{which} is started and opened."
