"""What differs between two states of one operation, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.operations.compare_schemas import SchemaComparer, gather, type_words
from app.core.operations.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.operations.model import Body, MediaType, Operation, Parameter, Response
    from app.core.spec.document import Document, Node

MOST: Final = 50
"""Differences of one operation that are told."""

_PLACES: Final = {
    Location.PATH: "path parameter",
    Location.QUERY: "query parameter",
    Location.HEADER: "header",
    Location.COOKIE: "cookie",
}


class OperationComparer:
    """Compares operations of two documents; `may_differ` as in `SchemaComparer`."""

    def __init__(self, old: Document, new: Document, may_differ: Callable[[Node, Node], bool]) -> None:
        self._new = new
        self._schemas = SchemaComparer(old, new, may_differ)

    def differences(self, old: Operation, new: Operation) -> tuple[Difference, ...]:
        """At most `MOST`, and a last one that says how many more there are."""
        found = list(dict.fromkeys(self._all(old, new)))
        if len(found) <= MOST:
            return tuple(found)
        rest = found[MOST:]
        more = Difference(f"and {len(rest)} more differences", breaks=any(one.breaks for one in rest))
        return (*found[:MOST], more)

    def _all(self, old: Operation, new: Operation) -> Iterator[Difference]:
        if old.deprecated != new.deprecated:
            yield Difference(f"the operation is {'deprecated' if new.deprecated else 'no longer deprecated'} now")
        yield from self._parameters(old, new)
        yield from self._body(old.body, new.body)
        yield from self._responses(old.responses, new.responses)
        if old.security != new.security:
            yield Difference(f"it needs {_security(new)} now; it needed {_security(old)}", breaks=True)

    def _parameters(self, old: Operation, new: Operation) -> Iterator[Difference]:
        before = {(one.location, one.name): one for one in old.parameters}
        after = {(one.location, one.name): one for one in new.parameters}
        for key, parameter in after.items():
            known = before.get(key)
            if known is None:
                yield self._new_parameter(parameter)
            else:
                yield from self._parameter(known, parameter)
        for key, parameter in before.items():
            if key not in after:
                yield Difference(f"{_name(parameter)} is gone", breaks=True)

    def _new_parameter(self, parameter: Parameter) -> Difference:
        kind = type_words(gather(self._new, parameter.schema).rules) if parameter.schema is not None else "anything"
        words = "required" if parameter.required else "optional"
        return Difference(f"{_name(parameter)} is new ({kind}, {words})", breaks=parameter.required)

    def _parameter(self, old: Parameter, new: Parameter) -> Iterator[Difference]:
        name = _name(new)
        if old.required != new.required:
            yield Difference(f"{name} is {'required' if new.required else 'optional'} now", breaks=new.required)
        if new.deprecated and not old.deprecated:
            yield Difference(f"{name} is deprecated now")
        if (old.style, old.explode, old.media_type) != (new.style, new.explode, new.media_type):
            yield Difference(f"{name} is written as {_style(new)} now; it was {_style(old)}", breaks=True)
        yield from self._schemas.differences(old.schema, new.schema, name)

    def _body(self, old: Body | None, new: Body | None) -> Iterator[Difference]:
        if old is None or new is None:
            if new is not None:
                words = "required" if new.required else "optional"
                yield Difference(f"a body is new ({_media_types(new.contents)}, {words})", breaks=new.required)
            elif old is not None:
                yield Difference("the body is gone", breaks=True)
            return
        if old.required != new.required:
            yield Difference(f"the body is {'required' if new.required else 'optional'} now", breaks=new.required)
        yield from self._contents(old.contents, new.contents, "body")

    def _contents(self, old: tuple[MediaType, ...], new: tuple[MediaType, ...], what: str) -> Iterator[Difference]:
        before = {one.media_type: one for one in old}
        after = {one.media_type: one for one in new}
        for media_type, content in after.items():
            known = before.get(media_type)
            if known is None:
                yield Difference(f"{what}: {media_type} is new")
            else:
                yield from self._schemas.differences(known.schema, content.schema, what)
        for media_type in before:
            if media_type not in after:
                yield Difference(f"{what}: {media_type} is gone", breaks=True)

    def _responses(self, old: tuple[Response, ...], new: tuple[Response, ...]) -> Iterator[Difference]:
        before = {one.status: one for one in old}
        after = {one.status: one for one in new}
        for status, response in after.items():
            known = before.get(status)
            if known is None:
                yield Difference(f"response {status} is new")
            else:
                yield from self._contents(known.contents, response.contents, f"response {status}")
        for status in before:
            if status not in after:
                yield Difference(f"response {status} is no longer documented")


def _name(parameter: Parameter) -> str:
    return f"{_PLACES.get(parameter.location, parameter.location.value)} `{parameter.name}`"


def _style(parameter: Parameter) -> str:
    if parameter.media_type is not None:
        return parameter.media_type
    return f"{parameter.style}{', exploded' if parameter.explode else ''}"


def _media_types(contents: tuple[MediaType, ...]) -> str:
    return ", ".join(content.media_type for content in contents) or "of any kind"


def _security(operation: Operation) -> str:
    ways = [" with ".join(key for key, _ in need.schemes) or "nothing" for need in operation.security]
    return " or ".join(ways) or "no credentials"
