"""The reading process: reads, lists and examines one document, and leaves an index of it on disk.

It is started by `process.py` and talks in lines, see `model.py`. Whatever a document does to it, the window lives.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import re
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NoReturn

import msgspec

from app.adapters.documents.index_file import Contents, fingerprint, write_index
from app.adapters.documents.model import Examined, Given, Ready, Refused, Task, Want
from app.adapters.documents.problem_file import problem_path, write_problems
from app.adapters.documents.reading import Reading
from app.core.base.errors import RouteglassError
from app.core.exchange.words import size_words
from app.core.operations.listing import list_operations
from app.core.operations.read import read_api

if TYPE_CHECKING:
    from app.adapters.documents.model import Answer

_NICENESS: Final = 10
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HINT_MEMORY: Final = "Is it an OpenAPI document? If so, please report it."


def main() -> NoReturn:
    """Does what standard input asks for and ends the process; the end of standard input ends it at once."""
    status = 1
    try:
        _serve()
        status = 0
    except BaseException:  # noqa: BLE001 - whoever started this process shows it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        # Not by the ordinary way, which would wait for the thread that waits for input.
        os._exit(status)


def _serve() -> None:
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What anything prints must not get between the messages.
    os.dup2(2, 1)
    task = msgspec.json.decode(source.readline(), type=Task)
    threading.Thread(target=_listen, args=(source, lines), daemon=True).start()
    _bound(task.memory)
    # A document holds no cycles, and looking for them in millions of values takes as long as reading them.
    gc.disable()
    try:
        _work(task, sink, lines)
    except RouteglassError as error:
        _tell(sink, Refused(error.what, error.where, error.hint, error.detail))
    except MemoryError:
        words = f"Reading it takes more than {size_words(task.memory)} of memory."
        _tell(sink, Refused(words, task.label, _HINT_MEMORY))
    except RecursionError:
        _tell(sink, Refused("It nests too deeply to be read.", task.label))


def _work(task: Task, sink: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    def supply(uris: tuple[tuple[str, str], ...]) -> Given:
        _tell(sink, Want(uris))
        return msgspec.json.decode(lines.get(), type=Given)

    reading = Reading(task.text, task.label, task.source, supply)
    path = _index(task, reading)
    _tell(sink, Ready(str(path)))
    with contextlib.suppress(OSError, AttributeError):
        # The list is what a person waits for; what follows gives way to the window.
        os.nice(_NICENESS)
    write_problems(problem_path(path), reading.problems(read_api(reading.document)))
    _tell(sink, Examined(str(path)))


def _index(task: Task, reading: Reading) -> Path:
    """Writes the index whole or not at all; where it is."""
    parts = tuple(reading.parts)
    missing = tuple(sorted(reading.missing))
    entries = list_operations(reading.document)
    contents = Contents(task.source, task.label, entries, parts, missing, tuple(reading.refused))
    folder = Path(task.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{task.name}-{fingerprint(task.source, parts)[:16]}.index"
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".making-", delete=False) as file:
        try:
            write_index(file, reading.document, contents, is_odd=reading.is_odd)
            file.flush()
            os.fsync(file.fileno())
            problem_path(path).unlink(missing_ok=True)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return path


def _listen(source: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Hands lines on; at their end nobody waits for this process any more."""
    for line in source:
        lines.put(line)
    os._exit(1)


def _tell(sink: IO[bytes], answer: Answer) -> None:
    try:
        line = msgspec.json.encode(answer)
    except UnicodeEncodeError:
        # Half a surrogate pair of the document in words for a person.
        line = _SURROGATE.sub("\ufffd", json.dumps(msgspec.to_builtins(answer), ensure_ascii=False)).encode()
    sink.write(line + b"\n")
    sink.flush()


def _bound(memory: int) -> None:
    """Bounds this process's address space, where the system can."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (soft, hard, memory) if limit != resource.RLIM_INFINITY]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
        # A crash is told in words; the memory of a large document need not fill the disk.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
