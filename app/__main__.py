"""`python -m app`: the window, or a command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("routes", "send", "lint")
USAGE_ERROR = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the arguments name; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    first = words[0] if words else ""
    if first in COMMANDS or first in {"-h", "--help", "--version"}:
        from app.cli.main import run_cli  # noqa: PLC0415 - the window does not need the commands

        return run_cli(words)
    if first == "demo":
        return _demo(words[1:])
    return _window(words)


def _demo(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="routeglass demo", description="Plays the guided story in the real window.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where pictures and story.json go")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args(words)
    from app.demo.run import run_demo  # noqa: PLC0415 - Qt is not needed for a usage error

    return run_demo(arguments.out, as_json=arguments.json, theme=arguments.theme)


def _window(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="routeglass", description="Opens the window.")
    parser.add_argument("source", nargs="?", default="bookstore", metavar="SOURCE", help="bookstore")
    arguments = parser.parse_args(words)
    if arguments.source != "bookstore":
        sys.stderr.write(f"routeglass: {arguments.source}: The window opens the Bookstore only, for now.\n")
        sys.stderr.write("Use `routeglass send` or `routeglass lint` with this source.\n")
        return USAGE_ERROR
    from app.bootstrap import run_window  # noqa: PLC0415 - Qt is not needed for a usage error

    return run_window()


if __name__ == "__main__":
    raise SystemExit(main())
