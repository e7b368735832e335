"""What differs between two states of one operation, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.operations.compare_schemas import SchemaComparer, gather, type_words
from app.core.operations.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.operations.compare_schemas import Skip
    from app.core.operations.model import Body, MediaType, Operation, Parameter, Response
    from app.core.spec.document import Document, Node

MOST: Final = 50
"""Differences of one operation that are told."""

INHERITED: Final = ("/security", "/security")
"""Where the need for credentials stands in both documents that holds for operations without their own."""

_PLACES: Final = {
    Location.PATH: "path parameter",
    Location.QUERY: "query parameter",
    Location.HEADER: "header",
    Location.COOKIE: "cookie",
}


class OperationComparer:
    """Compares operations of two documents.

    Args:
        skip: As in `SchemaComparer`, asked too for responses and parameters that do not stand in the operations, and
            for `INHERITED` where other credentials are needed.
    """

    def __init__(self, old: Document, new: Document, skip: Skip) -> None:
        self._new = new
        self._skip = skip
        self._schemas = SchemaComparer(old, new, skip)

    def differences(self, old: Operation, new: Operation) -> tuple[Difference, ...]:
        """At most `MOST`, and a last one that says how many more there are."""
        return cut(self._all(old, new))

    def schema(self, old: Node | None, new: Node | None, what: str, *, sent: bool) -> Iterator[Difference]:
        """The differences of two schemas."""
        for told in self._schemas.differences(old, new, what, sent=sent):
            yield Difference(told.text, breaks=told.sent if sent else told.received)

    def _all(self, old: Operation, new: Operation) -> Iterator[Difference]:
        if old.deprecated != new.deprecated:
            yield Difference(f"the operation is {'deprecated' if new.deprecated else 'no longer deprecated'} now")
        yield from self._parameters(old, new)
        yield from self.body(old.body, new.body)
        yield from self._responses(old, new)
        if old.security != new.security and not self._skip(INHERITED, "security", True):  # noqa: FBT003 - see `Skip`
            yield from self.security(old, new)

    def security(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """What other credentials are needed."""
        if old.security != new.security:
            yield Difference(f"it needs {_security(new)} now; it needed {_security(old)}", breaks=True)

    def _is_left_out(self, old: tuple[Operation, str], new: tuple[Operation, str], keyword: str) -> bool:
        """Whether what stands at pointers, outside of the operations, is told elsewhere."""
        outside = not any(pointer.startswith(f"{operation.pointer}/") for operation, pointer in (old, new))
        # A parameter that a template names and nobody declares stands nowhere.
        known = all(pointer not in {"", operation.pointer} for operation, pointer in (old, new))
        return outside and known and self._skip((old[1], new[1]), keyword, keyword == "parameters")

    def _parameters(self, old: Operation, new: Operation) -> Iterator[Difference]:
        before = {(one.location, one.name): one for one in old.parameters}
        after = {(one.location, one.name): one for one in new.parameters}
        for key, parameter in after.items():
            known = before.get(key)
            if known is None:
                yield self._new_parameter(parameter)
            elif not self._is_left_out((old, known.pointer), (new, parameter.pointer), "parameters"):
                yield from self.parameter(known, parameter)
        for key, parameter in before.items():
            if key not in after:
                yield Difference(f"{_name(parameter)} is gone", breaks=True)

    def _new_parameter(self, parameter: Parameter) -> Difference:
        kind = type_words(gather(self._new, parameter.schema).rules) if parameter.schema is not None else "anything"
        words = "required" if parameter.required else "optional"
        return Difference(f"{_name(parameter)} is new ({kind}, {words})", breaks=parameter.required)

    def parameter(self, old: Parameter, new: Parameter) -> Iterator[Difference]:
        """The differences of two parameters of the same name and location."""
        name = _name(new)
        if old.required != new.required:
            yield Difference(f"{name} is {'required' if new.required else 'optional'} now", breaks=new.required)
        if new.deprecated and not old.deprecated:
            yield Difference(f"{name} is deprecated now")
        if (old.style, old.explode, old.media_type) != (new.style, new.explode, new.media_type):
            yield Difference(f"{name} is written as {_style(new)} now; it was {_style(old)}", breaks=True)
        yield from self.schema(old.schema, new.schema, name, sent=True)

    def body(self, old: Body | None, new: Body | None) -> Iterator[Difference]:
        """The differences of two bodies."""
        if old is None or new is None:
            if new is not None:
                words = "required" if new.required else "optional"
                yield Difference(f"a body is new ({_media_types(new.contents)}, {words})", breaks=new.required)
            elif old is not None:
                yield Difference("the body is gone", breaks=True)
            return
        if old.required != new.required:
            yield Difference(f"the body is {'required' if new.required else 'optional'} now", breaks=new.required)
        yield from self._contents(old.contents, new.contents, "body", sent=True)

    def _contents(
        self, old: tuple[MediaType, ...], new: tuple[MediaType, ...], what: str, *, sent: bool
    ) -> Iterator[Difference]:
        before = {one.media_type: one for one in old}
        after = {one.media_type: one for one in new}
        for media_type, content in after.items():
            known = before.get(media_type)
            if known is None:
                yield Difference(f"{what}: {media_type} is new")
            else:
                yield from self.schema(known.schema, content.schema, what, sent=sent)
        for media_type in before:
            if media_type not in after:
                yield Difference(f"{what}: {media_type} is gone", breaks=True)

    def _responses(self, old: Operation, new: Operation) -> Iterator[Difference]:
        before = {one.status: one for one in old.responses}
        after = {one.status: one for one in new.responses}
        for status, response in after.items():
            known = before.get(status)
            if known is None:
                yield Difference(f"response {status} is new")
            elif not self._is_left_out((old, known.pointer), (new, response.pointer), "responses"):
                yield from self.response(known, response, f"response {status}")
        for status in before:
            if status not in after:
                yield Difference(f"response {status} is no longer documented")

    def response(self, old: Response, new: Response, what: str) -> Iterator[Difference]:
        """The differences of two responses, what comes in headers included."""
        yield from self._contents(old.contents, new.contents, what, sent=False)
        for name, schema in new.headers.items():
            if name not in old.headers:
                yield Difference(f"{what}: header `{name}` is new")
                continue
            needed = name in new.required_headers
            if needed != (name in old.required_headers):
                words = "required" if needed else "optional"
                yield Difference(f"{what}: header `{name}` is {words} now", breaks=not needed)
            yield from self.schema(old.headers[name], schema, f"{what}: header `{name}`", sent=False)
        for name in old.headers:
            if name not in new.headers:
                yield Difference(f"{what}: header `{name}` is gone", breaks=True)


def cut(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Each once; at most `MOST`, and a last one that says how many more there are."""
    each = tuple(dict.fromkeys(found))
    if len(each) <= MOST:
        return each
    rest = each[MOST:]
    more = Difference(f"and {len(rest)} more differences", breaks=any(one.breaks for one in rest))
    return (*each[:MOST], more)


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
