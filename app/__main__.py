"""`python -m app`: the window, or a command. Each imports what it needs, so that none waits for the others."""

# ruff: noqa: PLC0415 - as above

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.core.base.references import BOOKSTORE

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("routes", "send", "lint")
USAGE_ERROR = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the arguments name; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    first = words[0] if words else ""
    if first in COMMANDS or first in {"-h", "--help", "--version"}:
        from app.cli.main import run_cli

        return run_cli(words)
    if first == "demo":
        return _demo(words[1:])
    return _window(words)


def _demo(words: Sequence[str]) -> int:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="routeglass demo", description="Plays the guided story in the real window.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where pictures and story.json go")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args(words)
    from app.demo.run import run_demo

    return run_demo(arguments.out, as_json=arguments.json, theme=arguments.theme)


def _window(words: Sequence[str]) -> int:
    if len(words) <= 1 and not any(word.startswith("-") for word in words):
        # The ordinary case does not wait for a parser.
        return _run_window(words[0] if words else BOOKSTORE, None)
    import argparse

    parser = argparse.ArgumentParser(prog="routeglass", description="Opens the window.")
    what = (
        "bookstore, a URL, the address of a server, a file, a FastAPI app (module:app, main.py:app, or its folder), "
        "or - for a document on standard input"
    )
    parser.add_argument("source", nargs="?", default=BOOKSTORE, metavar="SOURCE", help=what)
    arguments = parser.parse_args(words)
    if arguments.source == "-":
        return _window_of_standard_input()
    return _run_window(arguments.source, None)


def _window_of_standard_input() -> int:
    from app.adapters.files.reading import read_standard_input
    from app.core.base.errors import SourceError

    try:
        text = read_standard_input(sys.stdin.buffer)
    except SourceError as error:
        sys.stderr.write(f"routeglass: {error}\n")
        return USAGE_ERROR
    return _run_window("-", text)


def _run_window(source: str, text: str | None) -> int:
    """Opens the window with a source and runs until it closes; the exit status."""
    import gc

    # Walking through half-imported libraries would take a fifth of the start and hold the window for 100 ms.
    gc.disable()
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from PySide6.QtWidgets import QApplication

    from app.ui.plain_imports import take_imports_back

    take_imports_back()
    from app.adapters.end_signals import EndSignals, waking_descriptor
    from app.adapters.storage.locations import user_locations
    from app.bootstrap import TITLE, Desk, Profile
    from app.shell.end_notifier import EndNotifier
    from app.shell.excepthooks import owned_excepthooks

    def collect_again() -> None:
        # What the start has brought stays; it need not be walked through again.
        gc.freeze()
        gc.enable()

    application = QApplication(sys.argv[:1])
    application.setApplicationName(TITLE)
    with (
        EndSignals() as signals,
        waking_descriptor() as woken,
        TemporaryDirectory(prefix="routeglass-", ignore_cleanup_errors=True) as folder,
    ):
        # A database of this window's own: two windows never write into the same one.
        database = Path(folder) / "bookstore.sqlite"
        profile = Profile(database=database, locations=user_locations(), source=source, text=text)
        desk = Desk(application, profile, on_settled=collect_again)
        with owned_excepthooks(desk.report, desk.hand_over):
            notifier = EndNotifier(woken, desk.window)
            desk.window.show()
            status = application.exec()
            desk.stop()
            notifier.stop()
    return signals.status(status)


if __name__ == "__main__":
    raise SystemExit(main())
