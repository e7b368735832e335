"""Puts the recorder at the seams and takes it away again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .patches import PATCHES
from .seams import HOOKS

if TYPE_CHECKING:
    from collections.abc import Callable


def install(owner: object = None) -> dict[str, bool]:
    """Puts the recorder at every seam that this FastAPI has; says which. Does nothing the second time.

    Args:
        owner: Who needs it, where there may be several: the seams stay until each of them has called `uninstall`.
    """
    with PATCHES.lock:
        PATCHES.owners[id(owner)] = owner
        if not PATCHES.caps:
            for name, hook in HOOKS.items():
                PATCHES.caps[name] = _try_hook(hook)
        return dict(PATCHES.caps)


def _try_hook(hook: Callable[[], None]) -> bool:
    before = PATCHES.made()
    try:
        hook()
    except Exception:  # noqa: BLE001 - a seam that this version lacks, in whatever way, only costs its own spans
        PATCHES.restore(before)
        return False
    return True


def uninstall(owner: object = None) -> None:
    """Puts every original function back, once nobody else needs the recorder."""
    with PATCHES.lock:
        PATCHES.owners.pop(id(owner), None)
        if PATCHES.owners:
            return
        PATCHES.restore()
        PATCHES.caps.clear()


def versions() -> dict[str, str]:
    """The versions that a trace depends on."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("fastapi", "starlette", "pydantic", "uvicorn"):
        version = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(version, str):
            found[name] = version
    return found
