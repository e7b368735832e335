"""Whatever a person types, a request comes of it, and its first line is one that HTTP allows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import h11
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.field_path import Location
from app.core.base.json_types import FileRef
from app.core.forms.model import FormState
from app.core.operations.model import Api, Body, MediaType, Operation, Parameter
from app.core.requests.curl import to_curl
from app.core.requests.model import BytesBody, MultipartBody
from app.core.requests.multipart import encode_multipart
from app.core.requests.prepare import prepare
from tests.support.forms import document

if TYPE_CHECKING:
    from app.core.base.json_types import Value

TEXT = st.text(st.characters(), max_size=8)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.builds(FileRef, TEXT, TEXT, TEXT)
VALUE = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))
NAMES = st.sampled_from(["a", "b", "id", "ü", "x&y=z", "", "\ud800", "a;b"])
OBJECT = st.dictionaries(NAMES, VALUE, max_size=4)
MEDIA_TYPES = st.sampled_from(
    [
        *("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "*/*", "???"),
        *("application/xml", "application/jsonl", "application/json-seq", "multipart/mixed", None),
    ]
)
STYLES = st.sampled_from(["form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject", "?"])


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    parameters = tuple(
        Parameter(
            draw(NAMES),
            draw(st.sampled_from([Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE])),
            required=True,
            schema=None,
            pointer="",
            style=draw(STYLES),
            explode=draw(st.booleans()),
            allow_reserved=draw(st.booleans()),
            media_type=draw(st.sampled_from([None, None, "application/json", "text/plain"])),
        )
        for _ in range(draw(st.integers(0, 4)))
    )
    encoding: dict[str, dict[str, object]] = {"a": {"style": draw(STYLES), "explode": draw(st.booleans())}}
    body = Body(required=True, contents=(MediaType("application/json", None, encoding),))
    path = draw(st.sampled_from(["/x/{id}", "/{a}{b}", "", "/ü {ü}?q={x&y=z}", "/{", "/}{}"]))
    return Operation(f"POST {path}", "POST", path, "", parameters=parameters, body=body)


@given(
    operations(),
    st.fixed_dictionaries({location: OBJECT for location in Location if location is not Location.BODY}),
    VALUE,
    MEDIA_TYPES,
    st.sampled_from(["http://h", "h:1/ü?q", "http://u:p@[::1]/", "http://[", "", "\x00", "ftp://\ud800"]),
)
def test_whatever_is_typed_becomes_a_request(
    operation: Operation, roots: dict[Location, Value], body: Value, media_type: str | None, base_url: str
) -> None:
    state = FormState({**roots, Location.BODY: body}, media_type)
    api = Api("t", "1", "", (operation,), document=document({}))
    request = prepare(api, operation, state, base_url, {}, "ab" * 16).request
    h11.Request(method="POST", target=request.target.encode("ascii"), headers=[("Host", "h")])
    assert request.url.endswith(request.target)
    if isinstance(request.body, MultipartBody):
        assert encode_multipart(request.body)[-1]
    elif isinstance(request.body, BytesBody) and request.sent.text is not None and media_type == "application/json":
        assert request.body.data.decode() == request.sent.text
    elif isinstance(request.body, BytesBody) and media_type == "application/xml" and not isinstance(body, str):
        # The parser here knows the names of the fourth edition of XML, which has fewer letters than the fifth.
        assert not request.body.data.isascii() or ElementTree.fromstring(request.body.data) is not None
    assert to_curl(request).startswith(("curl ", "printf ", "{ "))
