"""HTTP status codes by their registered names (RFC 9110 section 15 and the IANA registry)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class StatusClass(StrEnum):
    """What the first digit of a status says (RFC 9110 section 15)."""

    INFORMATIONAL = "informational"
    SUCCESS = "success"
    REDIRECTION = "redirection"
    CLIENT_ERROR = "client error"
    SERVER_ERROR = "server error"
    UNKNOWN = "unknown"


STATUS_NAMES: Final = {
    100: "Continue",
    101: "Switching Protocols",
    102: "Processing",
    103: "Early Hints",
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    207: "Multi-Status",
    208: "Already Reported",
    226: "IM Used",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    304: "Not Modified",
    305: "Use Proxy",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    511: "Network Authentication Required",
}

_CLASSES: Final = {
    1: StatusClass.INFORMATIONAL,
    2: StatusClass.SUCCESS,
    3: StatusClass.REDIRECTION,
    4: StatusClass.CLIENT_ERROR,
    5: StatusClass.SERVER_ERROR,
}


def status_name(status: int) -> str:
    """The registered name: 422 is `Unprocessable Content`; empty where the code is not registered."""
    return STATUS_NAMES.get(status, "")


def status_class(status: int) -> StatusClass:
    """The class of a status; codes outside 100 to 599 are UNKNOWN."""
    return _CLASSES.get(status // 100, StatusClass.UNKNOWN)


def status_line(status: int) -> str:
    """Code and name: `422 Unprocessable Content`; the code alone where it has no name."""
    return f"{status} {status_name(status)}".rstrip()
