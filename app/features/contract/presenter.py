"""Decides what is shown of the contract: that it is kept, or each broken promise and the way to its node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.base.pointers import format_pointer
from app.core.diagnosis.contract.model import Subject

if TYPE_CHECKING:
    from app.core.diagnosis.contract.model import Contract, Violation
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

BY: Final = "contract"

VALUE_LIMIT: Final = 120
"""Characters of a value shown on a card."""

_TITLES: Final = {Subject.STATUS: "Status", Subject.MEDIA_TYPE: "Media type", Subject.BODY: "Body"}


@dataclass(frozen=True, slots=True)
class ViolationCard:
    """One broken promise as a person reads it.

    Attributes:
        title: What it is about: `Status`, `Header X-Total`, `/items/0/price`.
        keyword: The rule's name.
        words: What is wrong.
        value: What came, as text; empty where nothing did.
        promise: Where the promise stands in the document.
        has_node: Whether a node of the body can be shown.
    """

    title: str
    keyword: str
    words: str
    value: str
    promise: str
    has_node: bool


@dataclass(frozen=True, slots=True)
class ContractVerdict:
    """What stands in place of cards."""

    icon: str
    title: str
    text: str


class ContractPresenter:
    """The contract of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        return self._workspace.current

    @property
    def contract(self) -> Contract | None:
        """Of its last response, None while there is none."""
        tab = self.tab
        return tab.contract if tab is not None and not tab.sending else None

    def verdict(self) -> ContractVerdict | None:
        """What to say where no promise is broken; None where cards tell it."""
        tab, contract = self.tab, self.contract
        if contract is None:
            if tab is not None and tab.sending:
                return ContractVerdict(
                    "clock", "Under way", "The response is held against the document when it is there."
                )
            if tab is not None and tab.exchange is not None:
                return ContractVerdict(
                    "warning", "No response", "There is no whole response to hold against the document."
                )
            return ContractVerdict(
                "send", "Nothing sent yet", "What the document promises of the response is checked here."
            )
        if contract.violations:
            return None
        if not contract.status:
            return ContractVerdict("info", "Nothing was promised", " ".join(contract.notes))
        # The notes tell what could not be checked, so only without any all of it was.
        parts = "" if contract.notes else ": status, media type, headers and body"
        words = f"Held against the documented {contract.status} response{parts}."
        return ContractVerdict("check", "The response keeps its promise", " ".join((words, *contract.notes)))

    def cards(self) -> tuple[ViolationCard, ...]:
        """The broken promises, in the contract's order."""
        contract = self.contract
        if contract is None:
            return ()
        tab = self.tab
        has_nodes = tab is not None and tab.reading is not None and tab.reading.value is not OMIT
        return tuple(_card(violation, has_nodes=has_nodes) for violation in contract.violations)

    def show_node(self, index: int) -> None:
        """Asks for the node of a violation to be shown in the body."""
        contract, tab = self.contract, self.tab
        if contract is None or tab is None or not 0 <= index < len(contract.violations):
            return
        violation = contract.violations[index]
        if violation.subject is Subject.BODY:
            self._workspace.reveal_node(tab.identity, violation.tokens, by=BY)


def _card(violation: Violation, *, has_nodes: bool) -> ViolationCard:
    is_body = violation.subject is Subject.BODY
    title = _TITLES.get(violation.subject, f"Header {violation.header}")
    if is_body and violation.tokens:
        title = format_pointer(violation.tokens)
    value = "" if violation.value is OMIT else encode_json(violation.value)
    if isinstance(violation.value, str) and not is_body:
        value = violation.value
    return ViolationCard(
        title,
        violation.keyword,
        violation.words,
        value if len(value) <= VALUE_LIMIT else f"{value[: VALUE_LIMIT - 1]}…",
        violation.promise,
        has_node=has_nodes and is_body and violation.keyword not in {"missing", "syntax"},
    )
