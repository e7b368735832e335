"""The commands that need no window."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Protocol

from app import __version__
from app.cli import lint_command, routes_command, send_command
from app.cli.ending import EndedBySignalError
from app.cli.output import (
    INTERRUPTED,
    NO_RESPONSE,
    OK,
    USAGE_ERROR,
    give_up_output,
    prepare_streams,
    print_error,
)
from app.core.base.errors import RouteglassError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(Protocol):
    """What a command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares its arguments."""
        ...

    def run_command(self, arguments: argparse.Namespace) -> int:
        """Runs it; the exit status."""
        ...


COMMANDS: dict[str, tuple[Command, str]] = {
    "routes": (routes_command, "the routes in match order, what can never be reached, how a path would match"),
    "send": (send_command, "one request; prints the response and the findings"),
    "lint": (lint_command, "builds every form and every default request; says what the document makes impossible"),
}


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="routeglass",
        description="Without a command the window opens. `routeglass demo --out DIR` plays the guided story.",
        epilog="Exit status: 0 well, 1 found something, 2 wrong words or an unusable source, 3 no response, "
        "128 and its number for a signal.",
    )
    parser.add_argument("--version", action="version", version=f"routeglass {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, words) in COMMANDS.items():
        module.add_arguments(commands.add_parser(name, help=words, description=words))
    return parser


def run_cli(argv: Sequence[str]) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 well, 1 found something, 2 wrong words or an unusable source, 3 no response, 128 and
        its number for a signal.
    """
    prepare_streams()
    arguments = build_parser().parse_args(argv)
    try:
        status = COMMANDS[arguments.command][0].run_command(arguments)
        # Now and not at exit, where a reader that has gone could no longer be told from a fault.
        sys.stdout.flush()
    except UnreachableError as error:
        print_error(error)
        return NO_RESPONSE
    except RouteglassError as error:
        print_error(error)
        return USAGE_ERROR
    except EndedBySignalError as error:
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        give_up_output()
        return OK
    return status
