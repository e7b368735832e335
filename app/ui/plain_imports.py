"""PySide replaces Python's `__import__` for its switch `from __feature__ import …`, which this program never uses."""

from __future__ import annotations

import builtins


def take_imports_back() -> None:
    """Puts the `__import__` of before back, to be called once PySide is imported; without PySide it does nothing.

    PySide's reads the source of every module that is imported later, to see whether it speaks of PySide (6.11,
    `shibokensupport/feature.py`): a fifth of the time that importing FastAPI takes, and a tenth of the first frame.
    """
    own = getattr(builtins, "__orig_import__", None)
    if own is not None:
        builtins.__import__ = own
