"""One plain sentence per status, for somebody who meets it for the first time (RFC 9110 section 15)."""

from __future__ import annotations

from typing import Final

from app.core.exchange.statuses import StatusClass, status_class, status_line

_SENTENCES: Final = {
    200: "the API did what you asked, and this is its answer",
    201: "the API made something new",
    202: "the API took the request and works on it; the result comes later",
    204: "the API did what you asked and has nothing to send back",
    206: "this is the part of the content that you asked for",
    301: "this address has moved for good",
    302: "the answer is at another address for now",
    303: "the answer is at another address; fetch it with GET",
    304: "nothing changed since your last copy",
    307: "the same request has to go to another address for now",
    308: "the same request has to go to another address from now on",
    400: "the API could not make sense of the request",
    401: "the API does not know who you are: credentials are missing or not valid",
    402: "the API wants to be paid first",
    403: "the API understood you and refuses: you are not allowed to do this",
    404: "nothing is at this address",
    405: "the address exists, but not with this method",
    406: "the API cannot answer in any format that the Accept header allows",
    408: "the API waited too long for the request",
    409: "the request contradicts the present state, for example because something already exists",
    410: "what was at this address is gone for good",
    411: "the API wants to know the length of the body beforehand",
    412: "a condition in the request's headers does not hold",
    413: "the body is larger than the API accepts",
    414: "the address is longer than the API accepts",
    415: "the API does not read bodies of this media type",
    421: "this server does not answer for that host",
    423: "what you want to change is locked",
    428: "the API wants a condition in the headers, so that nobody's change is overwritten",
    429: "too many requests in too short a time",
    431: "the headers are larger than the API accepts",
    451: "a law forbids the API to show this",
    500: "the API failed while it worked on the request; that is a bug on its side, not yours",
    501: "the API does not know this method at all",
    502: "the API is a go-between here, and the server behind it gave no good answer",
    503: "the API cannot answer at the moment",
    504: "the API is a go-between here, and the server behind it took too long",
}
_CLASSES: Final = {
    StatusClass.INFORMATIONAL: "an interim answer; the final one follows",
    StatusClass.SUCCESS: "the request succeeded",
    StatusClass.REDIRECTION: "the answer is elsewhere",
    StatusClass.CLIENT_ERROR: "the API says that something about the request is wrong",
    StatusClass.SERVER_ERROR: "the API says that it failed itself",
    StatusClass.UNKNOWN: "a status that HTTP does not know",
}
_UNPROCESSABLE: Final = 422


def headline(status: int, errors: int = 0) -> str:
    """The sentence for a status.

    Args:
        errors: How many errors the answer lists.
    """
    return f"{status_line(status)}: {_sentence(status, errors)}."


def _sentence(status: int, errors: int) -> str:
    if status == _UNPROCESSABLE:
        return f"the API read the request, but {_breaks(errors)}"
    sentence = _SENTENCES.get(status) or _CLASSES[status_class(status)]
    return f"{sentence}; it names {_counted(errors)}" if errors else sentence


def _breaks(errors: int) -> str:
    if not errors:
        return "what it says breaks the API's rules"
    return f"{_counted(errors)} {'keeps' if errors == 1 else 'keep'} it from being accepted"


def _counted(errors: int) -> str:
    return "1 error" if errors == 1 else f"{errors:,} errors"
