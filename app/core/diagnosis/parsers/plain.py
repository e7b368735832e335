"""Any other error: the server's words as they are, nothing pinned, nothing lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.parsers.protocol import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import Question

MAX_TEXTS: Final = 20
"""How many texts of a body are listed; the body itself is shown beside them."""

MAX_LENGTH: Final = 300
"""How many characters of one text are listed."""

_MAX_DEPTH: Final = 6
_SPEAKING: Final = frozenset(("detail", "message", "msg", "error_description", "title", "reason"))
_SKIPPED: Final = frozenset(("type", "instance", "status", "timestamp", "path", "trace", "stack", "correlation_id"))
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlainParser:
    """The last resort: takes whatever texts an error body holds."""

    name: str = "plain"
    priority: int = 0

    def can_parse(self, answer: Answer) -> bool:
        """Every error has words, if only few."""
        return answer.is_error

    def parse(self, answer: Answer, question: Question) -> Parsed:
        """The server's words as notes."""
        texts = [_plain_text(answer.text)] if answer.body is OMIT else list(_texts(answer.body))
        listed = [f"The server says: {text}" for text in texts[:MAX_TEXTS] if text]
        if len(texts) > MAX_TEXTS:
            listed.append("The server says more; the body shows all of it.")
        return Parsed(notes=tuple(listed))


def _plain_text(text: str) -> str:
    if _HTML.match(text):
        title = _TITLE.search(text)
        return f"an HTML page titled “{title.group(1).strip()}”" if title else "an HTML page"
    return _shortened(" ".join(text[: 4 * MAX_LENGTH].split()))


def _texts(body: Any) -> list[str]:
    """The texts of a body, those that speak to a person without their names."""
    found: list[str] = []
    for path, text in _leaves(body, (), 0):
        named = ".".join(path)
        found.append(_shortened(text if not path or path[-1] in _SPEAKING else f"{named}: {text}"))
        if len(found) > MAX_TEXTS:
            break
    return found


def _leaves(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        if value.strip():
            yield path, value
    elif isinstance(value, dict | list) and depth < _MAX_DEPTH:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in pairs:
            if key not in _SKIPPED:
                yield from _leaves(member, (*path, str(key)), depth + 1)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"
