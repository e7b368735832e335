"""What the YAML parser complains about, in words a person understands, and what to do about it."""

from __future__ import annotations

from typing import Final

_INDENT: Final = "Look at the indentation of this line and of the one before it."
_QUOTE: Final = "Put the whole text between quotes."

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "mapping values are not allowed in this context": ("a colon stands where no key can end", _QUOTE),
    "found character that cannot start any token": ("a value cannot begin with this character", _QUOTE),
    "could not find expected ':'": ("a key stands here without a colon behind it", _INDENT),
    "did not find expected key": ("the next key of a mapping should begin here", _INDENT),
    "did not find expected '-' indicator": ("the next `-` of a list should stand here", _INDENT),
    "did not find expected ',' or ']'": ("a comma or `]` should stand here", ""),
    "did not find expected ',' or '}'": ("a comma or `}` should stand here", ""),
    "did not find expected node content": ("a value should stand here", ""),
    "did not find expected <document start>": ("the document ended before this", _INDENT),
    "block sequence entries are not allowed in this context": ("a `-` stands where no list can begin", _INDENT),
    "block mapping entries are not allowed in this context": ("a `?` stands where no mapping can begin", _INDENT),
    "mapping keys are not allowed in this context": ("a key stands where none can begin", _INDENT),
    "found unexpected end of stream": ("the text ends inside a quoted value", "Close the quotes."),
    "found unexpected document indicator": ("a quoted value goes on over the end of the document", "Close the quotes."),
    "found unknown escape character": ("this backslash escape does not exist", "Use single quotes, or write `\\\\`."),
    "found undefined tag handle": ("this tag was never declared", "Leave the tag away, or quote the `!`."),
    "found duplicate %YAML directive": ("`%YAML` stands here twice", "Keep one of them."),
    "found incompatible YAML document": ("this version of YAML is not read", "Write it in YAML 1.2."),
}


def worded(problem: str, text: str, line: int, column: int) -> tuple[str, int, int, str]:
    """The parser's complaint as message, line, column and tip; one that is not known keeps its own words.

    Args:
        problem: What the parser said.
        text: What was read.
        line, column: Where, 1-based.
    """
    lines = text.splitlines()
    before = lines[line - 1][:column] if line <= len(lines) else ""
    if "\t" in before and not before.strip():
        return "a tab indents this line", line, before.index("\t") + 1, "YAML is indented with spaces only."
    message, tip = _WORDS.get(problem, (problem, ""))
    return message, line, column, tip
