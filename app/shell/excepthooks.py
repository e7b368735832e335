"""One owner of all exception hooks: whatever nobody caught is printed, and shown with its traceback to copy."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


@contextlib.contextmanager
def owned_excepthooks(
    report: Callable[[BaseException], None], hand_over: Callable[[BaseException], None]
) -> Iterator[None]:
    """Owns the hooks while the block runs.

    Args:
        report: Told of an exception of the thread that entered the block.
        hand_over: Told of one of any other thread, on that thread; may not block.
    """
    owner = threading.get_ident()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def tell(error: BaseException) -> None:
        if threading.get_ident() == owner:
            report(error)
        else:
            hand_over(error)

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before[0](kind, error, trace)
        tell(error)

    def on_thread_error(arguments: threading.ExceptHookArgs) -> None:
        before[1](arguments)
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            tell(arguments.exc_value)

    def on_unraisable(arguments: sys.UnraisableHookArgs) -> None:
        before[2](arguments)
        if arguments.exc_value is not None:
            tell(arguments.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = on_error, on_thread_error, on_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
