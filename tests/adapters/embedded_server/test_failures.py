from __future__ import annotations

import threading

from app.adapters.embedded_server.failures import describe, describe_place


def test_an_error_is_one_sentence_and_a_traceback() -> None:
    try:
        int("seven")
    except ValueError as error:
        cause, detail = describe(error)
    assert cause == "ValueError: invalid literal for int() with base 10: 'seven'"
    assert "test_failures.py" in detail
    assert describe(KeyboardInterrupt())[0] == "KeyboardInterrupt"


def test_a_thread_is_placed_at_the_innermost_line_of_our_own() -> None:
    waits = threading.Event()
    arrived = threading.Event()

    def dawdle() -> None:
        arrived.set()
        waits.wait()

    thread = threading.Thread(target=dawdle)
    thread.start()
    arrived.wait(5)
    place, stack = describe_place(thread.ident)
    waits.set()
    thread.join()
    assert "test_failures.py" in place
    assert place.endswith("dawdle")
    assert "waits.wait()" in stack


def test_a_thread_in_libraries_alone_is_placed_there() -> None:
    barrier = threading.Barrier(2)
    thread = threading.Thread(target=barrier.wait)
    thread.start()
    while barrier.n_waiting == 0:
        threading.Event().wait(0.001)
    place, stack = describe_place(thread.ident)
    barrier.wait()
    thread.join()
    assert "threading.py" in place
    assert stack


def test_a_thread_that_is_over_is_nowhere() -> None:
    thread = threading.Thread(target=list)
    thread.start()
    thread.join()
    assert describe_place(thread.ident) == ("", "")
    assert describe_place(None) == ("", "")
