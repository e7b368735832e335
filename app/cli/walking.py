"""Walks a flow of steps to its end, without a browser."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.cli.source import run
from app.core.exchange.steps import Call, Chance, Wait, Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cli.source import OpenSource
    from app.core.exchange.model import Exchange
    from app.core.exchange.steps import Flow
    from app.core.requests.model import PreparedRequest

T = TypeVar("T")

CHANCE = Chance(time.time, partial(secrets.token_hex, 32))


def walk_through(
    source: OpenSource, flow: Flow[T], operation_key: str, send: Callable[[PreparedRequest], Exchange] | None = None
) -> T:
    """Does what each step says; what a person has to do elsewhere is said on stderr.

    Args:
        operation_key: Goes into the exchanges.
        send: Sends the requests; None sends them with the source's client as they are.
    """
    walk = Walk(flow)
    told = ""
    while walk.step is not None:
        step = walk.step
        if isinstance(step, Call):
            if send is not None:
                walk.answer(send(step.request))
            else:
                walk.answer(run(source, source.client.send(step.request, operation_key)))
            continue
        assert isinstance(step, Wait), "grants that need a browser are not offered here"  # noqa: S101 - an invariant
        words = f"Open {step.complete_url or step.url} and enter the code {step.user_code}."
        if words != told:
            print(words, file=sys.stderr, flush=True)
            told = words
        run(source, asyncio.sleep(step.seconds))
        walk.answer(None)
    assert walk.result is not None, "flows return something"  # noqa: S101 - an invariant
    return walk.result
