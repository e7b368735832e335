"""What spector expects on the wire, as the values that a person enters into a form.

It undoes the serialisation, asking the form what each value is; it makes nothing that is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote
from xml.etree import ElementTree

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import decode_json
from app.core.base.json_types import OMIT, FileRef, Value
from app.core.forms.edits import Omit, SetBodyText, SetMediaType, SetValue
from app.core.forms.model import FieldKind
from app.core.forms.scalars import parse_entry
from app.core.forms.state import apply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.core.base.json_types import Omitted
    from app.core.forms.build import Form
    from app.core.forms.model import Field, FormState
    from app.core.operations.model import Parameter
    from tests.support.spector import ExpectedBody

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person enters: the texts that spector expects, by where they stand on the wire."""

    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: ExpectedBody | None


def fill(form: Form, entered: Entered, folder: Path) -> FormState:
    """The form with what is entered; what is not spoken of is left out, where the document allows that.

    Args:
        folder: Where files to upload are put.
    """
    state = form.default_state()
    for location, wanted in _wanted(form, entered).items():
        state = _without_others(form, state, location, wanted)
        for name, raw in wanted.items():
            path = FieldPath(location, (name,))
            state = apply(state, SetValue(path, typed(form, state, path, raw)))
    return _with_body(form, state, entered.body, folder)


def typed(form: Form, state: FormState, path: FieldPath, raw: Any) -> Value:
    """Texts as the values that the form's editors make of them."""
    state = apply(state, SetValue(path, raw))
    field = form.field_at(path, state)
    if isinstance(raw, list):
        return [typed(form, state, path.child(index), item) for index, item in enumerate(raw)]
    if isinstance(raw, dict):
        return {name: typed(form, state, path.child(name), item) for name, item in raw.items()}
    if field is None or not isinstance(raw, str):
        return cast("Value", raw)
    return parse_entry(field.kind, raw, field.choices)


# Parameters


def _wanted(form: Form, entered: Entered) -> dict[Location, dict[str, Any]]:
    texts = {Location.PATH: entered.path, Location.HEADER: entered.headers}
    wanted = {
        location: {name: _unstyled(form, location, name, text) for name, text in found.items()}
        for location, found in texts.items()
    }
    return {**wanted, Location.QUERY: _query(form, _texts(entered.query))}


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _query(form: Form, query: dict[str, Any]) -> dict[str, Any]:
    """Per declared parameter its texts; names that are none belong to the object whose members stand alone."""
    declared = {each.name: each for each in form.operation.parameters if each.location is Location.QUERY}
    wanted = {
        name: text if isinstance(text, list) else _unstyled(form, Location.QUERY, name, text)
        for name, text in query.items()
        if name in declared
    }
    rest = {name: text for name, text in query.items() if name not in declared}
    spread = [each for each in declared.values() if each.explode and _is_object(form, each)]
    return {**wanted, spread[0].name: rest} if rest and spread else {**wanted, **rest}


def _is_object(form: Form, parameter: Parameter) -> bool:
    field = form.field_at(parameter.path, form.default_state())
    return field is not None and field.kind in {FieldKind.OBJECT, FieldKind.MAP}


def _unstyled(form: Form, location: Location, name: str, text: str) -> Any:
    """A styled text taken apart: an array's items, an object's members, or the text."""
    parameter = next(
        (each for each in form.operation.parameters if each.location is location and each.name.lower() == name.lower()),
        None,
    )
    field = form.field_at(FieldPath(location, (name,)), form.default_state())
    if parameter is None or field is None:
        return text
    is_object = field.kind in {FieldKind.OBJECT, FieldKind.MAP}
    if parameter.style in {"label", "matrix"}:
        separator = "." if parameter.style == "label" else ";"
        pieces = text[1:].split(separator) if parameter.explode else [text[1:]]
        if parameter.style == "matrix" and not (is_object and parameter.explode):
            pieces = [piece.removeprefix(f"{name}=") for piece in pieces]
        text = ",".join(pieces)
    if field.kind is FieldKind.ARRAY:
        return [unquote(item) for item in text.split(_DELIMITERS.get(parameter.style, ","))]
    if is_object:
        return dict(_members(text.split(","), explode=parameter.explode))
    return unquote(text) if location is Location.PATH else text


def _members(pieces: list[str], *, explode: bool) -> list[tuple[str, str]]:
    if explode:
        return [(name, value) for name, _, value in (piece.partition("=") for piece in pieces)]
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def _without_others(form: Form, state: FormState, location: Location, wanted: Mapping[str, Any]) -> FormState:
    root = state.roots.get(location)
    declared = {each.name: each for each in form.operation.parameters if each.location is location}
    names = {name.lower() for name in wanted} if location is Location.HEADER else set(wanted)
    for name in list(root) if isinstance(root, dict) else []:
        same = name.lower() if location is Location.HEADER else name
        if same not in names and not (name in declared and declared[name].required):
            state = apply(state, Omit(FieldPath(location, (name,))))
        elif same in names and name not in wanted:
            # The same header in other letters is entered anew.
            state = apply(state, Omit(FieldPath(location, (name,))))
    return state


# Bodies


def _with_body(form: Form, state: FormState, body: ExpectedBody | None, folder: Path) -> FormState:
    root = FieldPath(Location.BODY)
    declared = form.operation.body
    if body is None:
        return state if declared is not None and declared.required else apply(state, Omit(root))
    if declared is not None:
        offered = [entry.media_type for entry in declared.contents]
        state = apply(state, SetMediaType(_media_type(body.media_type, offered)))
    state = apply(state, Omit(root))
    if isinstance(body.content, str) and _is_bytes(form.field_at(root, state)):
        # The document says that the body is a file; its text is typed as it is.
        return apply(state, SetBodyText(body.content))
    value = _body_value(form, state, body, folder)
    return state if value is OMIT else apply(state, SetValue(root, value))


def _is_bytes(field: Field | None) -> bool:
    keywords = field.shape.keywords if field is not None and field.shape is not None else {}
    return keywords.get("format") == "binary" or "contentMediaType" in keywords


def _media_type(wanted: str, offered: list[str]) -> str:
    """What a person chooses of what is offered; a range lets them type."""
    if wanted in offered or not offered:
        return wanted
    ranges = [entry for entry in offered if "*" in entry]
    return wanted if ranges else offered[0]


def _body_value(form: Form, state: FormState, body: ExpectedBody, folder: Path) -> Value | Omitted:
    root = FieldPath(Location.BODY)
    if body.parts is not None:
        return _multipart_value(form, state, body, folder)
    field = form.field_at(root, state)
    if isinstance(body.content, bytes):
        if field is not None and field.kind is FieldKind.STRING:
            return body.content.decode()
        return _file(folder, "body", "body.bin", state.media_type or body.media_type, body.content)
    if "xml" in body.media_type:
        element = ElementTree.fromstring(body.content)
        return typed(form, state, root, _element_value(form, state, field, element))
    return cast("Value", decode_json(body.content))


def _multipart_value(form: Form, state: FormState, body: ExpectedBody, folder: Path) -> Value:
    members: dict[str, Value] = dict(cast("Mapping[str, Value]", body.parts))
    for index, file in enumerate(body.files):
        chosen = _file(folder, str(index), file.filename, file.media_type, file.data)
        before = members.get(file.field)
        probe = apply(state, SetValue(FieldPath(Location.BODY), {file.field: []}))
        field = form.field_at(FieldPath(Location.BODY, (file.field,)), probe)
        if isinstance(before, list):
            before.append(chosen)
        else:
            members[file.field] = [chosen] if field is not None and field.kind is FieldKind.ARRAY else chosen
    return members


def _file(folder: Path, place: str, filename: str, media_type: str, data: bytes) -> FileRef:
    (folder / place).mkdir(exist_ok=True)
    path = folder / place / filename
    path.write_bytes(data)
    return FileRef(str(path), filename, media_type)


def _element_value(form: Form, state: FormState, field: Field | None, element: ElementTree.Element) -> Any:
    """An element's content as texts, arrays and objects, by the `xml` of the form's schemas."""
    if field is None or field.kind not in {FieldKind.OBJECT, FieldKind.MAP}:
        return (element.text or "").strip()
    if field.kind is FieldKind.MAP:
        return {_local(child.tag): (child.text or "").strip() for child in element}
    probe = apply(state, SetValue(field.path, {}))
    found: dict[str, Any] = {}
    for member in form.children(field, probe):
        value = _member_value(form, probe, member, element)
        if value is not OMIT:
            found[member.label] = value
    return found


def _member_value(form: Form, state: FormState, member: Field, element: ElementTree.Element) -> Any:
    xml = _xml(member)
    name = str(xml.get("name", member.label))
    if xml.get("attribute"):
        return element.get(name, OMIT)
    if member.kind is not FieldKind.ARRAY:
        child = next((each for each in element if _local(each.tag) == name), None)
        return OMIT if child is None else _element_value(form, state, member, child)
    holder = next((each for each in element if _local(each.tag) == name), None) if xml.get("wrapped") else element
    probe = apply(state, SetValue(member.path, [""]))
    item = form.field_at(member.path.child(0), probe)
    item_name = str(_xml(item).get("name", name)) if item is not None else name
    found = [each for each in holder if _local(each.tag) == item_name] if holder is not None else []
    return [_element_value(form, probe, item, each) for each in found]


def _xml(field: Field) -> Mapping[str, Any]:
    raw = field.shape.keywords.get("xml") if field.shape is not None else None
    return raw if isinstance(raw, dict) else {}


def _local(tag: str) -> str:
    return re.sub(r"\{.*\}", "", tag)
