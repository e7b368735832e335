"""Finds the system libraries that Qt lacks, without importing Qt: from the DT_NEEDED entries of its own files."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from devtools.base import VENV, DevError, say
from devtools.debian import install_debian

if TYPE_CHECKING:
    from collections.abc import Iterable

OFF_SCREEN = (
    "lib/libQt6Core.so.6", "lib/libQt6DBus.so.6", "lib/libQt6Gui.so.6", "lib/libQt6Svg.so.6", "lib/libQt6Test.so.6",
    "lib/libQt6Widgets.so.6", "plugins/platforms/libqoffscreen.so",
)  # fmt: skip
"""What every use of Qt loads."""

WINDOW = ("lib/libQt6XcbQpa.so.6", "plugins/platforms/libqxcb.so")
"""What a visible window loads on top."""

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

FONT = "fonts-dejavu-core"


def prepare_qt(*, window: bool = False) -> None:
    """Sees to the libraries that Qt needs from the system, and to one font, without which Qt draws empty boxes.

    Args:
        window: Whether a visible window is wanted; otherwise its libraries are nice to have.

    Raises:
        DevError: Something is missing without which Qt cannot start.
    """
    qt = next(VENV.glob("lib/python*/site-packages/PySide6/Qt"), None)
    if not sys.platform.startswith("linux") or qt is None:
        return
    must = (*OFF_SCREEN, *WINDOW) if window else OFF_SCREEN
    missing = lacking(qt, (*OFF_SCREEN, *WINDOW))
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
    packages += [] if has_font() else [FONT]
    if packages and shutil.which("apt-get"):
        install_debian(packages, why="Qt lacks libraries of the system", must=bool(lacking(qt, must)))
        missing = lacking(qt, (*OFF_SCREEN, *WINDOW))
    if lacking(qt, must):
        names = ", ".join(lacking(qt, must))
        raise DevError("Qt cannot start without libraries of the system", where=names, then=advice(missing))
    if missing and not shutil.which("apt-get"):
        say(f"A visible window would also need {', '.join(missing)}. To have one, {advice(missing)}")


def lacking(qt: Path, files: Iterable[str]) -> list[str]:
    """The system libraries that `files` of Qt need and that the loader does not find."""
    needed = {name for file in files for name in needed_libraries(qt / file)}
    return sorted(name for name in needed if not (qt / "lib" / name).exists() and not _loads(name))


def needed_libraries(path: Path) -> list[str]:
    """The DT_NEEDED entries of a 64-bit little-endian ELF file; none for any other file."""
    try:
        data = path.read_bytes()
        return _needed(data) if data.startswith(b"\x7fELF\x02\x01") else []
    except (OSError, struct.error, StopIteration, ValueError, OverflowError):
        return []


def has_font() -> bool:
    """Whether any font is installed."""
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    data = [os.environ.get("XDG_DATA_HOME") or "~/.local/share", *shared.split(":")]
    folders = [Path("~/.fonts"), *(Path(place, "fonts") for place in data)]
    walks = (os.walk(folder.expanduser()) for folder in folders)
    files = (file for walk in walks for _, _, files in walk for file in files)
    return any(file.lower().endswith((".ttf", ".otf", ".ttc", ".pfb")) for file in files)


def advice(sonames: Iterable[str]) -> str:
    """The command that installs libraries by their own names, where the system's package manager can."""
    provided = " ".join(f"'{name}()(64bit)'" for name in sonames)
    for manager in ("dnf", "zypper"):
        if shutil.which(manager):
            return f"run `sudo {manager} install {provided}`, then try again."
    return "install the packages that hold them, then try again."


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _needed(data: bytes) -> list[str]:
    table = struct.unpack_from("<Q", data, 32)[0]
    entry_size, count = struct.unpack_from("<HH", data, 54)
    # Of each program header: its type, its place in the file, its address in memory, its size in the file.
    headers = [struct.unpack_from("<I4xQQ8xQ", data, table + index * entry_size) for index in range(count)]
    _, start, _, size = next(header for header in headers if header[0] == 2)  # PT_DYNAMIC
    dynamic = [struct.unpack_from("<QQ", data, start + offset) for offset in range(0, size, 16)]
    strings = next(value for tag, value in dynamic if tag == 5)  # DT_STRTAB, an address
    loaded = next(h for h in headers if h[0] == 1 and h[2] <= strings < h[2] + h[3])  # PT_LOAD
    names = [loaded[1] - loaded[2] + strings + value for tag, value in dynamic if tag == 1]  # DT_NEEDED
    return [data[name : data.index(b"\0", name)].decode() for name in names]
