"""Form values to a request fixed to the byte (OpenAPI 3.1 sections 4.8.9 to 4.8.15).

How the three kinds of nothing go out in parameters: an omitted one is not there (a path parameter leaves its place
empty), null is the text `null` with a warning, "" is an empty value (`?q=`, `X-Name:`). For bodies see
`app.core.requests.bodies`.

What a person typed always wins over what this module adds; nothing is forbidden, odd things are told as warnings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_name
from app.core.base.header_text import header_fault
from app.core.base.json_text import encode_json
from app.core.base.media_types import is_form, is_json
from app.core.operations.model import QUERYSTRING, Parameter
from app.core.requests.auth import authenticate
from app.core.requests.bodies import encode_body
from app.core.requests.model import TRACE_HEADER, Preparation, PreparedRequest, Sent
from app.core.requests.styles import (
    RESERVED_IN_PATH,
    Piece,
    comma_notes,
    expand_header,
    expand_pairs,
    expand_path,
    percent_encode,
    scalar_text,
    value_notes,
)
from app.core.requests.urls import base_of, encode_path, split_base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import Value
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.auth import AuthAdditions
    from app.core.requests.bodies import EncodedBody
    from app.core.requests.credentials import Credential
    from app.core.requests.urls import Base

USER_AGENT: Final = "Routeglass"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_COOKIE_BREAKERS = re.compile(r"[;\x00-\x1f\x7f]")
"""What would end a cookie; everything else is left as typed, because servers do not decode cookies (RFC 6265)."""


def prepare(
    api: Api,
    operation: Operation,
    form_state: FormState,
    base_url: str,
    credentials: Mapping[str, Credential],
    trace_id: str,
) -> Preparation:
    """Makes the request of a filled form. Never raises: what is odd is sent as well as it can be, and told.

    Args:
        form_state: The values; names that the operation does not declare are sent too.
        base_url: Where the API is: `http://127.0.0.1:8000` or `https://host/v1`. An operation that names a server of
            its own goes there.
        credentials: Per security scheme key.
        trace_id: 32 hex digits, unique; the multipart boundary is made from it too.
    """
    preparer = _Preparer(api, operation, form_state, trace_id)
    return preparer.run(base_url, credentials)


def recorded(preparation: Preparation) -> Preparation:
    """The same for a server that we look into: its recorder is told of the trace, where no such header was typed."""
    request = preparation.request
    if _first(request.headers, TRACE_HEADER) is not None:
        return preparation
    headers = (*request.headers, (TRACE_HEADER, request.trace_id))
    return replace(preparation, request=replace(request, headers=headers, sent=replace(request.sent, headers=headers)))


class _Preparer:
    """Gathers the pieces of one request."""

    def __init__(self, api: Api, operation: Operation, state: FormState, trace_id: str) -> None:
        self._api = api
        self._operation = operation
        self._state = state
        self._trace_id = trace_id
        self._warnings: list[tuple[FieldPath, str]] = []

    def run(self, base_url: str, credentials: Mapping[str, Credential]) -> Preparation:
        base = self._base(base_url)
        body = encode_body(self._state, self._operation.body, f"routeglass-{self._trace_id}", self._api.document)
        auth = authenticate(self._api, self._operation, credentials)
        path, sent_path = self._path()
        query, sent_query = self._query(auth)
        cookies = self._cookies(auth)
        headers = self._headers(base, body, auth, cookies)
        target = (base.path + path) or "/"
        queries = "&".join(filter(None, (base.query, query)))
        target += (("&" if "?" in path else "?") + queries) if queries else ""
        sent = Sent(sent_path, sent_query, headers, cookies, _first(headers, "content-type"), body.text, body.value)
        method, url = self._operation.method, base.origin + target
        request = PreparedRequest(method, url, target, headers, body.body, sent, self._trace_id, auth.authentication)
        return Preparation(request, (*self._warnings, *body.warnings, *auth.warnings))

    def _base(self, base_url: str) -> Base:
        base = split_base(base_of(self._operation, base_url))
        if base.origin != split_base(base_url).origin:
            message = f"The document says that this operation alone is at {base.origin}; the request goes there."
            self._warnings.append((FieldPath(Location.PATH), message))
        return base

    def _path(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        values = self._root(Location.PATH)
        written: list[str] = []
        sent: list[tuple[str, str]] = []
        # Odd places of the split hold the names of the template's parameters.
        for place, part in enumerate(_TEMPLATE.split(self._operation.path)):
            if place % 2 == 0:
                before, fragment, _ = part.partition("#")
                written.append(encode_path(before))
                if fragment:
                    # It tells operations of one path apart, and no client sends it (RFC 3986 section 3.5).
                    break
                continue
            value = values.get(part, "")
            parameter = self._declared(Location.PATH, part)
            written.append(_path_text(parameter, value))
            sent.append((part, _plain_text(parameter, value)))
            self._warn_about_path(parameter.path, value)
        for name in values.keys() - {name for name, _ in sent}:
            place_of_it = FieldPath(Location.PATH, (name,))
            self._warnings.append((place_of_it, f"The path {self._operation.path} has no place for {name}."))
        return "".join(written), tuple(sent)

    def _warn_about_path(self, path: FieldPath, value: Value) -> None:
        if value in ("", [], {}):
            message = "It is empty: the request goes to another path, which another route may answer."
            self._warnings.append((path, message))
        else:
            self._warnings += [(path, note) for note in value_notes(value)]

    def _query(self, auth: AuthAdditions) -> tuple[str, tuple[tuple[str, str], ...]]:
        values = self._root(Location.QUERY)
        written: list[str] = []
        sent: list[tuple[str, str]] = []
        for name, value in values.items():
            parameter = self._declared(Location.QUERY, name)
            if parameter.style == QUERYSTRING and not is_form(parameter.media_type):
                text = _content_text(parameter.media_type or "", value)
                written.append(percent_encode(text))
                sent.append((name, text))
                continue
            for piece in self._pieces(parameter, value):
                written.append(piece.encoded(allow_reserved=parameter.allow_reserved))
                sent.append((piece.name, piece.text))
        for name, text in auth.query:
            if name not in values:
                written.append(Piece(name, (text,)).encoded())
                sent.append((name, text))
        return "&".join(written), tuple(sent)

    def _cookies(self, auth: AuthAdditions) -> tuple[tuple[str, str], ...]:
        values = self._root(Location.COOKIE)
        cookies: list[tuple[str, str]] = []
        for name, value in values.items():
            parameter = self._declared(Location.COOKIE, name)
            if parameter.media_type is None and not parameter.explode:
                self._warnings += [(parameter.path, note) for note in comma_notes(value)]
            for piece in self._pieces(parameter, value):
                text = _COOKIE_BREAKERS.sub(_escape, piece.text)
                if text != piece.text:
                    self._warnings.append((parameter.path, "What would end the cookie is percent-encoded."))
                self._warn_about_charset(parameter.path, text)
                cookies.append((_COOKIE_BREAKERS.sub(_escape, piece.name), text))
        cookies += [(name, _COOKIE_BREAKERS.sub(_escape, text)) for name, text in auth.cookies if name not in values]
        return tuple(cookies)

    def _headers(
        self, base: Base, body: EncodedBody, auth: AuthAdditions, cookies: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[str, str], ...]:
        typed = self._typed_headers()
        cookie_text = "; ".join(f"{name}={text}" for name, text in cookies)
        if cookie_text and _first(typed, "cookie") is not None:
            # A client sends one Cookie header (RFC 6265 section 5.4): typed ones come first.
            at = next(place for place, (name, _) in enumerate(typed) if name.lower() == "cookie")
            name, text = typed[at]
            typed = (*typed[:at], (name, f"{text}; {cookie_text}"), *typed[at + 1 :])
        automatic: list[tuple[str, str]] = [("Accept", _accept(self._operation))]
        if body.content_type is not None:
            automatic.append(("Content-Type", body.content_type))
        automatic.append(("User-Agent", USER_AGENT))
        if base.authorization and _first(auth.headers, "authorization") is None:
            automatic.append(("Authorization", base.authorization))
        automatic += auth.headers
        if cookie_text:
            automatic.append(("Cookie", cookie_text))
        chosen = {name.lower() for name, _ in typed}
        before = tuple((name, text) for name, text in automatic if name.lower() not in chosen)
        parent = ("traceparent", f"00-{self._trace_id}-{self._trace_id[-16:]}-01")
        return before + typed + (() if parent[0] in chosen else (parent,))

    def _typed_headers(self) -> tuple[tuple[str, str], ...]:
        headers: list[tuple[str, str]] = []
        for key, value in self._root(Location.HEADER).items():
            name, path = line_name(key), FieldPath(Location.HEADER, (key,))
            parameter = self._declared(Location.HEADER, name)
            notes = value_notes(value) + (comma_notes(value) if parameter.media_type is None else ())
            self._warnings += [(path, note) for note in notes]
            if value in ([], {}):
                continue
            text = _plain_text(parameter, value)
            fault = header_fault(name, text)
            if fault:
                self._warnings.append((path, f"It {fault}."))
            self._warn_about_charset(path, text)
            headers.append((name, text))
        return tuple(headers)

    def _warn_about_charset(self, path: FieldPath, text: str) -> None:
        if not text.isascii():
            charset = "ISO-8859-1" if all(ord(character) < 256 for character in text) else "UTF-8"
            self._warnings.append((path, f"Headers are ASCII by rule; the rest is sent in {charset}."))

    def _pieces(self, parameter: Parameter, value: Value) -> tuple[Piece, ...]:
        is_whole = parameter.style == QUERYSTRING
        if parameter.media_type is not None and not is_whole:
            return (Piece(parameter.name, (_content_text(parameter.media_type, value),)),)
        style = "form" if is_whole else parameter.style
        expansion = expand_pairs(parameter.name, value, style, explode=parameter.explode or is_whole)
        self._warnings += [(parameter.path, note) for note in expansion.notes]
        return expansion.pieces

    def _root(self, location: Location) -> dict[str, Value]:
        root = self._state.roots.get(location)
        return root if isinstance(root, dict) else {}

    def _declared(self, location: Location, name: str) -> Parameter:
        """What the document says about a name, under the name that is sent; OpenAPI's defaults where it is silent."""
        for parameter in self._operation.parameters:
            known = parameter.name
            same = known.lower() == name.lower() if location is Location.HEADER else known == name
            if parameter.location is location and same:
                return replace(parameter, name=name)
        style = "form" if location in {Location.QUERY, Location.COOKIE} else "simple"
        return Parameter(name, location, required=False, schema=None, pointer="", style=style, explode=style == "form")


def _path_text(parameter: Parameter, value: Value) -> str:
    allowed = parameter.allow_reserved
    if parameter.media_type is not None:
        reserved = RESERVED_IN_PATH if allowed else ""
        return percent_encode(_content_text(parameter.media_type, value), reserved=reserved)
    return expand_path(parameter.name, value, parameter.style, explode=parameter.explode, allow_reserved=allowed)


def _plain_text(parameter: Parameter, value: Value) -> str:
    if parameter.media_type is not None:
        return _content_text(parameter.media_type, value)
    return expand_header(value, explode=parameter.explode)


def _content_text(media_type: str, value: Value) -> str:
    if is_form(media_type) and isinstance(value, dict):
        pieces = (expand_pairs(name, item, "form", explode=True).pieces for name, item in value.items())
        return "&".join(piece.encoded() for each in pieces for piece in each)
    return encode_json(value) if is_json(media_type) else scalar_text(value)


def _accept(operation: Operation) -> str:
    """The documented types of successful answers, then anything, so that an error's type is welcome too."""
    documented = [
        entry.media_type
        for response in operation.responses
        if response.status.startswith("2")
        for entry in response.contents
    ]
    return ", ".join([*dict.fromkeys(documented), "*/*;q=0.1"]) if documented else "*/*"


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((text for known, text in headers if known.lower() == name), None)


def _escape(found: re.Match[str]) -> str:
    return percent_encode(found.group())
