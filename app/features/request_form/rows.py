"""What one row of the form shows, decided from field and value; no widget knows more than this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_equal import same_value
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.base.media_types import parse_media_type
from app.core.forms.examples import item_nodes
from app.core.forms.kinds import kind_of
from app.core.forms.model import FieldKind, Presence
from app.core.forms.scalars import entry_text, parse_entry
from app.core.forms.state import get
from app.features.request_form.any_kinds import AnyKind, as_kind, still_holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import JsonValue, Omitted, Value
    from app.core.forms.build import Form
    from app.core.forms.model import Field, FormState

_BODY = FieldPath(Location.BODY)

NO_KINDS: Mapping[FieldPath, AnyKind] = MappingProxyType({})

LONG_TEXT = 300
"""Texts that may be longer than this get an editor of several lines."""

BASE64 = frozenset({"base64", "base64url"})
"""Texts that stand for bytes: `format: byte` of OpenAPI 3.0, `contentEncoding` of JSON Schema."""

SAMPLES = {
    "email": "name@example.com",
    "idn-email": "name@example.com",
    "uri": "https://example.com/path",
    "url": "https://example.com/path",
    "uri-reference": "/path?query",
    "uri-template": "/books/{id}",
    "hostname": "api.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "json-pointer": "/books/0/title",
    "regex": "^[a-z]+$",
    "byte": "aGVsbG8=",
    "date-time": "2024-01-31T09:30:00Z",
    "date": "2024-01-31",
    "time": "09:30:00Z",
    "duration": "P1DT2H",
    "uuid": "01234567-89ab-4cde-8f01-23456789abcd",
}
"""What a text of a format looks like, where the document gives no example."""


class Editor(StrEnum):
    """Which editor stands in a row."""

    TEXT = "text"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 - the name of an editor
    NUMBER = "number"
    TRUTH = "truth"
    CHOICE = "choice"
    MOMENT = "moment"
    DURATION = "duration"
    UUID = "uuid"
    ENCODED = "encoded"
    FILE = "file"
    FILES = "files"
    JSON = "json"
    MARKUP = "markup"
    NULL = "null"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Item:
    """An array item's place among its siblings."""

    index: int
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        field: The field itself.
        value_field: The field whose editor is shown: for a union its chosen alternative, else `field`.
        editor: Which editor stands there.
        presence: What is sent: nothing, null, or a value.
        presences: The choices to offer; empty where there is no choice.
        text: What stands in the editor.
        placeholder: What stands there while it is empty: the default, an example, or what emptiness means.
        choices: For enums the texts to offer.
        files: The chosen files.
        summary: For groups their value in a few words.
        key: It is an entry whose name a person chose and may change.
        item: Its place in an array, None elsewhere.
        length: How many items or entries a group has.
        is_plain_text: Its text is no JSON and stands for itself.
        any_kind: How a value that may be anything is edited; None where the schema says the kind.
    """

    field: Field
    value_field: Field
    editor: Editor
    presence: Presence
    presences: tuple[Presence, ...] = ()
    text: str = ""
    placeholder: str = ""
    choices: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    summary: str = ""
    key: bool = False
    item: Item | None = None
    any_kind: AnyKind | None = None
    is_plain_text: bool = False
    length: int = 0

    @property
    def shape(self) -> tuple[object, ...]:
        """What a row must have in common with another to be shown by the same widgets."""
        field, inner = self.field, self.value_field
        return (
            field.path,
            field.required,
            field.declared,
            field.deprecated,
            self.editor,
            self.key,
            inner.kind,
            inner.format,
            inner.choices,
            self.item is None,
            len(field.branches),
            self.any_kind is None,
        )

    @property
    def is_group(self) -> bool:
        """Whether it has rows of its own."""
        return self.editor is Editor.GROUP

    @property
    def hint(self) -> str:
        """What the chosen value means, and the rules, in words; beside JSON that is none, what is sent instead."""
        meant = self.meanings.get(self.text, "") if self.presence is Presence.VALUE else ""
        as_text = self.any_kind is AnyKind.JSON and self.editor is Editor.JSON and self.is_plain_text
        return " · ".join(filter(None, (meant, self.field.hint, "no JSON: sent as text" if as_text else "")))

    @property
    def meanings(self) -> Mapping[str, str]:
        """What the choices mean, by their text; empty where the document does not say."""
        return dict(zip(self.choices, self.value_field.choice_notes, strict=False))

    @property
    def removable(self) -> bool:
        """Whether it can be taken away as a whole: items, entries and what the schema does not know."""
        return self.item is not None or self.key

    @property
    def spoken(self) -> str:
        """Name, demand and type for a screen reader."""
        words = [self.field.label, "required" if self.field.required else "", self.field.type_chip]
        return ", ".join(word for word in words if word)


class RowMaker:
    """Makes rows from one form and its state; made anew for each look, it holds nothing."""

    def __init__(self, form: Form, state: FormState, kinds: Mapping[FieldPath, AnyKind] = NO_KINDS) -> None:
        """Makes rows.

        Args:
            kinds: How values that may be anything are edited, where a person said so.
        """
        self._form = form
        self._state = state
        self._kinds = kinds

    def row(self, field: Field, parent: Field | None = None) -> Row:
        """The row of a field; `parent` tells items and entries from members."""
        value = get(self._state, field.path)
        inner = self._form.chosen(field, self._state) if field.kind is FieldKind.UNION else field
        any_kind = None
        if inner.kind is FieldKind.ANY:
            wanted = self._kinds.get(field.path, AnyKind.JSON)
            any_kind = wanted if still_holds(wanted, value) else AnyKind.JSON
            inner = as_kind(inner, any_kind)
        editor = self._editor(inner, value)
        text = _text(inner, editor, value)
        key = not field.declared or (parent is not None and self._is_entry(field, parent))
        presences = () if key or editor in {Editor.FILE, Editor.FILES} else _offered(field, value)
        return Row(
            field=field,
            value_field=inner,
            editor=editor,
            presence=self._form.presence(field, self._state),
            presences=presences,
            text=text,
            placeholder=_placeholder(inner, editor, value),
            choices=tuple(entry_text(form_value(choice), inner.kind, inner.choices) for choice in inner.choices),
            files=_files(value),
            # A control that says "omit" needs no words beside it.
            summary=summary(value) if editor is Editor.GROUP and (value is not OMIT or not presences) else "",
            key=key,
            item=self._item(field),
            any_kind=any_kind,
            length=len(value) if isinstance(value, list | dict) else 0,
            is_plain_text=isinstance(value, str) and text == value,
        )

    def _editor(self, field: Field, value: Value | Omitted) -> Editor:
        groups = {FieldKind.OBJECT: dict, FieldKind.MAP: dict, FieldKind.ARRAY: list, FieldKind.UNION: dict}
        if field.kind in groups:
            if field.kind is FieldKind.ARRAY and self._holds_files(field):
                return Editor.FILES
            fits = value is OMIT or value is None or isinstance(value, groups[field.kind])
            return Editor.GROUP if fits else Editor.JSON
        if field.kind is FieldKind.FILE:
            return Editor.FILE
        if isinstance(value, dict | list):
            return Editor.JSON
        editor = _scalar_editor(field, value)
        is_body = field.path == _BODY and editor is Editor.LINES
        return Editor.MARKUP if is_body and _is_markup(self._state.media_type) else editor

    def _holds_files(self, field: Field) -> bool:
        nodes = item_nodes(field.shape, 0) if field.shape is not None else None
        if not nodes:
            return False
        place = self._form.place(field.path.child(0), self._state.media_type)
        return kind_of(self._form.shapes.shape(nodes), place) is FieldKind.FILE

    def _is_entry(self, field: Field, parent: Field) -> bool:
        """Whether a person chose its name: an entry of a map, or one that `additionalProperties` lets in."""
        value = get(self._state, parent.path)
        if not isinstance(value, dict) or field.path.tokens[-1] not in value:
            return False
        shape = self._form.inner_shape(parent)
        return (
            parent.path.location is Location.BODY
            and shape is not None
            and field.path.tokens[-1] not in shape.properties
        )

    def _item(self, field: Field) -> Item | None:
        parent = field.path.parent
        value = get(self._state, parent) if parent is not None else OMIT
        return Item(int(field.path.tokens[-1]), len(value)) if isinstance(value, list) else None


def _scalar_editor(field: Field, value: Value | Omitted) -> Editor:
    plain = {
        FieldKind.INTEGER: Editor.NUMBER,
        FieldKind.NUMBER: Editor.NUMBER,
        FieldKind.BOOLEAN: Editor.TRUTH,
        FieldKind.ENUM: Editor.CHOICE,
        FieldKind.CONST: Editor.CHOICE,
        FieldKind.NULL: Editor.NULL,
        FieldKind.ANY: Editor.JSON,
    }
    if field.kind in plain and not (field.kind is FieldKind.NULL and value is not OMIT and value is not None):
        return plain[field.kind]
    if isinstance(value, str) and "\n" in value:
        # One line cannot hold it, whatever else it is.
        return Editor.LINES
    if field.secret:
        return Editor.SECRET
    if field.format in _FORMATS:
        return _FORMATS[field.format]
    if encoding_of(field):
        return Editor.ENCODED
    return Editor.LINES if _is_long(field) else Editor.TEXT


_FORMATS = {
    "date-time": Editor.MOMENT,
    "date": Editor.MOMENT,
    "time": Editor.MOMENT,
    "duration": Editor.DURATION,
    "uuid": Editor.UUID,
}


def encoding_of(field: Field) -> str:
    """`base64` or `base64url` where the text stands for bytes; else empty."""
    if field.format in {"byte", *BASE64}:
        return "base64url" if field.format == "base64url" else "base64"
    encoding = field.shape.keywords.get("contentEncoding") if field.shape is not None else None
    return str(encoding).lower() if str(encoding).lower() in BASE64 else ""


def _is_markup(media_type: str | None) -> bool:
    """Whether the text of a body is XML or HTML."""
    parsed = parse_media_type(media_type)
    return parsed is not None and (parsed.subtype in {"xml", "html"} or parsed.subtype.endswith("+xml"))


def _is_long(field: Field) -> bool:
    if field.path == _BODY and field.kind is FieldKind.STRING:
        return True
    if field.format:
        return False
    most = next((each.value for each in field.constraints if each.keyword == "maxLength"), 0)
    return isinstance(most, int) and most >= LONG_TEXT


def _offered(field: Field, value: Value | Omitted) -> tuple[Presence, ...]:
    """The choices to offer; what holds now is always among them, also where the schema would not have it."""
    current = Presence.OMIT if value is OMIT else Presence.NULL if value is None else Presence.VALUE
    offered = tuple(each for each in Presence if each in field.presences or each is current)
    return offered if len(offered) > 1 else ()


def _text(field: Field, editor: Editor, value: Value | Omitted) -> str:
    if value is OMIT or value is None or editor is Editor.GROUP:
        return ""
    if editor is Editor.JSON and isinstance(value, dict | list):
        return encode_json(value)
    return entry_text(value, field.kind, field.choices)


def stands_for(row: Row, text: str, value: Value | Omitted) -> bool:
    """Whether a text in the row's editor already means the value, so that it need not be replaced under the caret."""
    if value is OMIT or value is None:
        return not text
    return same_value(parse_entry(row.value_field.kind, text, row.value_field.choices), value)


def _placeholder(field: Field, editor: Editor, value: Value | Omitted) -> str:
    if value is None:
        return "null"
    if value == "" and Presence.OMIT in field.presences and editor in {Editor.TEXT, Editor.LINES, Editor.SECRET}:
        return "empty text"
    if field.default is not OMIT and field.default is not None:
        return f"default: {brief(field.default)}"
    if field.examples and editor is not Editor.SECRET:
        return f"for example {brief(field.examples[0])}"
    sample = SAMPLES.get(field.format, "") if editor is not Editor.SECRET else ""
    return f"for example {sample}" if sample else {Editor.JSON: "any JSON value"}.get(editor, "")


def brief(value: JsonValue) -> str:
    """A value in a few words, as JSON unless it is text."""
    text = value if isinstance(value, str) and value else encode_json(form_value(value))
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def form_value(value: JsonValue) -> Value:
    """The same value, as the form holds it."""
    return value  # type: ignore[return-value]  # every JSON value is a form value; mutable types hide that


def _files(value: Value | Omitted) -> tuple[FileRef, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, FileRef))


def summary(value: Value | Omitted, limit: int = 60) -> str:
    """A group's value in one short line."""
    if value is OMIT:
        return "not sent"
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"{len(value)} item" if len(value) == 1 else f"{len(value)} items"
    if isinstance(value, dict):
        text = ", ".join(f"{key}: {_short(item)}" for key, item in list(value.items())[:4]) or "empty"
    else:
        text = _short(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _short(value: Value) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    text = entry_text(value)
    return text if len(text) <= 24 else f"{text[:23]}…"
