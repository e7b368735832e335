from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devtools import qt_libraries
from devtools.base import DevError
from devtools.qt_libraries import (
    DEBIAN_PACKAGES,
    FONT,
    OFF_SCREEN,
    WINDOW,
    advice,
    has_font,
    lacking,
    needed_libraries,
    prepare_qt,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries of the system")

QT = Path(PySide6.__file__).parent / "Qt"
ALWAYS_THERE = ("libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "libresolv.so", "ld-linux")
"""Parts of the C library, without which no Python runs."""


def elf(names: Sequence[str]) -> bytes:
    """A minimal shared object that needs `names`."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    offsets = [strings.index(b"\0" + name.encode() + b"\0") + 1 for name in names]
    start, address = 64 + 2 * 56, 0x1000
    dynamic = b"".join(struct.pack("<QQ", 1, offset) for offset in offsets)
    table = start + len(dynamic) + 32
    dynamic += struct.pack("<QQQQ", 5, table + address, 0, 0)
    whole = table + len(strings)
    load = struct.pack("<IIQQQQQQ", 1, 4, 0, address, address, whole, whole, 0x1000)
    at = struct.pack("<IIQQQQQQ", 2, 4, start, start + address, start + address, len(dynamic), len(dynamic), 8)
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    return head + load + at + dynamic + strings


def test_the_needs_of_qts_own_files_are_read() -> None:
    widgets = needed_libraries(QT / "lib/libQt6Widgets.so.6")
    assert {"libQt6Gui.so.6", "libQt6Core.so.6", "libc.so.6"} <= set(widgets)
    assert "libxcb-cursor.so.0" in needed_libraries(QT / "plugins/platforms/libqxcb.so")


def test_every_need_is_bundled_always_there_or_has_a_package() -> None:
    needed = {name for file in (*OFF_SCREEN, *WINDOW) for name in needed_libraries(QT / file)}
    assert len(needed) > 30
    unknown = {n for n in needed if not (QT / "lib" / n).exists() and not n.startswith(ALWAYS_THERE)}
    assert unknown <= DEBIAN_PACKAGES.keys()


def test_every_file_that_is_looked_at_exists() -> None:
    assert [file for file in (*OFF_SCREEN, *WINDOW) if not (QT / file).is_file()] == []


def test_a_small_library_is_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "small.so").write_bytes(elf(["libone.so.1", "libtwo.so.2"]))
    assert needed_libraries(tmp_path / "small.so") == ["libone.so.1", "libtwo.so.2"]


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"MZ" + bytes(200), b"\x7fELF\x01\x01" + bytes(200), bytes(500)])
def test_other_files_need_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other").write_bytes(data)
    assert needed_libraries(tmp_path / "other") == []


def test_a_missing_file_needs_nothing(tmp_path: Path) -> None:
    assert needed_libraries(tmp_path / "nowhere.so") == []


@given(data=st.data())
def test_a_damaged_library_never_raises(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(elf(["libone.so.1"]))
    for position in data.draw(st.lists(st.integers(6, len(whole) - 1), max_size=8)):
        whole[position] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.so"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    assert isinstance(needed_libraries(path), list)


@pytest.fixture
def qt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Qt whose off-screen part needs a bundled and a common library, and whose window needs what nobody has."""
    folder = tmp_path / ".venv/lib/python3.11/site-packages/PySide6/Qt"
    (folder / "lib").mkdir(parents=True)
    (folder / "plugins/platforms").mkdir(parents=True)
    (folder / OFF_SCREEN[0]).write_bytes(elf(["libc.so.6", "libQt6Gui.so.6"]))
    (folder / "lib/libQt6Gui.so.6").write_bytes(elf([]))
    (folder / WINDOW[0]).write_bytes(elf(["libxcb-cursor.so.nobody-has-it"]))
    monkeypatch.setattr(qt_libraries, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(qt_libraries, "has_font", lambda: True)
    monkeypatch.setitem(DEBIAN_PACKAGES, "libxcb-cursor.so.nobody-has-it", "libxcb-cursor0")
    return folder


class Installer:
    """Notes what would be installed."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[str], bool]] = []

    def __call__(self, packages: Sequence[str], *, why: str, must: bool) -> None:
        assert why
        self.calls.append((list(packages), must))


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Installer:
    noted = Installer()
    monkeypatch.setattr(qt_libraries, "install_debian", noted)
    return noted


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leaves nothing but the named programs on PATH."""

    def leave(*programs: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        for program in programs:
            (folder / program).touch(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return leave


def test_what_is_lacking_is_found_by_name(qt: Path) -> None:
    assert lacking(qt, OFF_SCREEN) == []
    assert lacking(qt, WINDOW) == ["libxcb-cursor.so.nobody-has-it"]


def test_on_debian_the_packages_of_a_window_are_nice_to_have_off_screen(
    qt: Path, installer: Installer, only: Callable[..., None]
) -> None:
    assert qt.is_dir()
    only("apt-get")
    prepare_qt()
    assert installer.calls == [(["libxcb-cursor0"], False)]


def test_on_debian_a_window_that_still_cannot_open_is_told(
    qt: Path, installer: Installer, only: Callable[..., None]
) -> None:
    assert qt.is_dir()
    only("apt-get")
    with pytest.raises(DevError, match="Qt cannot start without libraries of the system"):
        prepare_qt(window=True)
    assert installer.calls == [(["libxcb-cursor0"], True)]


def test_without_any_font_one_is_installed(
    qt: Path, installer: Installer, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (qt / WINDOW[0]).unlink()
    only("apt-get")
    monkeypatch.setattr(qt_libraries, "has_font", lambda: False)
    prepare_qt()
    assert installer.calls == [([FONT], False)]


@pytest.mark.usefixtures("qt")
def test_elsewhere_the_command_is_printed(
    installer: Installer, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("dnf")
    prepare_qt()
    assert "sudo dnf install 'libxcb-cursor.so.nobody-has-it()(64bit)'" in capsys.readouterr().out
    assert installer.calls == []
    with pytest.raises(DevError, match="sudo dnf install"):
        prepare_qt(window=True)


def test_a_system_without_a_known_package_manager_gets_the_names(only: Callable[..., None]) -> None:
    only()
    assert advice(["libGL.so.1"]) == "install the packages that hold them, then try again."


def test_nothing_is_done_without_qt(tmp_path: Path, installer: Installer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "VENV", tmp_path)
    prepare_qt(window=True)
    assert installer.calls == []


def test_fonts_are_found_where_the_system_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert not has_font()
    (tmp_path / "fonts/truetype").mkdir(parents=True)
    (tmp_path / "fonts/truetype/README").touch()
    assert not has_font()
    (tmp_path / "fonts/truetype/DejaVuSans.TTF").touch()
    assert has_font()
