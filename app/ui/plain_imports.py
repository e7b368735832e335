"""PySide wraps Python's `__import__` for its switch `from __feature__ import …`, which this program never uses."""

from __future__ import annotations

import builtins


def take_imports_back() -> None:
    """Puts the `__import__` that PySide wrapped back, to be called once PySide is imported; without it does nothing.

    PySide's reads the source of every module that is imported later, to see whether it speaks of PySide (6.11 and 6.12,
    `shibokensupport/feature.py`): a fifth of the time that importing FastAPI takes, and a tenth of the first frame.
    What comes back is Python's own, or Shiboken's thin one around it that makes `import *` of its modules whole.
    """
    own = getattr(builtins, "__orig_import__", None)
    if own is not None:
        builtins.__import__ = own
