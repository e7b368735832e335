"""Which of an operation's security alternatives is used, and why (OpenAPI 3.1 section 4.8.30)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.operations.model import SecurityNeed
from app.core.requests.credentials import is_ready

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Operation
    from app.core.requests.credentials import Credential

WITHOUT: Final = -1
"""Chosen by hand: no credentials at all, whatever the document says."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is sent.

    Attributes:
        index: Place in `Operation.security`; None where nothing is to be sent.
        missing: Keys of the schemes for which nothing is entered; the rest is sent all the same.
        reason: One sentence for a person.
    """

    index: int | None
    missing: tuple[str, ...]
    reason: str


def decide(operation: Operation, credentials: Mapping[str, Credential], choice: int | None = None) -> Decision:
    """Chooses an alternative.

    By itself it takes the first whose credentials are all there; one that needs nothing comes last, for whoever
    entered credentials wants them used. Where none is whole, the one with the fewest gaps is sent as far as it goes,
    unless the operation also answers without.

    Args:
        choice: Index of the alternative that a person chose, `WITHOUT`, or None to choose by itself.
    """
    needs = operation.security
    gaps = [tuple(key for key, _ in need.schemes if not is_ready(credentials.get(key))) for need in needs]
    if choice is not None and choice < len(needs):
        if choice == WITHOUT or not needs[choice].schemes:
            return Decision(None, (), "You chose to send without credentials.")
        return Decision(choice, gaps[choice], "You chose it.")
    wanting = [index for index, need in enumerate(needs) if need.schemes]
    whole = next((index for index in wanting if not gaps[index]), None)
    if whole is not None:
        others = len(wanting) > 1
        return Decision(whole, (), "It is the first with all credentials entered." if others else "It is entered.")
    if len(wanting) < len(needs) or not needs:
        return Decision(None, (), "Nothing whole is entered, and the operation also answers without.")
    best = min(wanting, key=lambda index: (len(gaps[index]) == len(needs[index].schemes), len(gaps[index])))
    some = len(gaps[best]) < len(needs[best].schemes)
    return Decision(best, gaps[best], "Part of it is entered." if some else "Nothing is entered yet.")


def with_choice(operation: Operation, choice: int | None) -> Operation:
    """The operation as if its document offered nothing but what was chosen; unchanged without a choice."""
    if choice is None or choice >= len(operation.security):
        return operation
    chosen = SecurityNeed(()) if choice == WITHOUT else operation.security[choice]
    return replace(operation, security=(chosen,))
