from __future__ import annotations

from dataclasses import replace

from app.core.exchange.model import Exchange, Failure, Hop, Phase, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent

REQUEST = PreparedRequest("GET", "http://h/", "/", (), None, Sent(), "0" * 32)
RESPONSE = Response(200, "OK", "HTTP/1.1", (("X-A", "1"), ("x-a", "2")), ResponseBody(0, b""))


def test_header_names_ignore_case_and_the_first_wins() -> None:
    assert RESPONSE.header("x-A") == "1"
    assert RESPONSE.header("x-b") is None


def test_response_of_an_exchange_may_be_partial() -> None:
    assert Exchange("GET /", REQUEST, RESPONSE, 0.0, 1.0).response is RESPONSE
    cut = Failure(Phase.RECEIVE, "The server stopped.", partial=RESPONSE)
    assert Exchange("GET /", REQUEST, cut, 0.0, 1.0).response is RESPONSE
    assert Exchange("GET /", REQUEST, Failure(Phase.DNS, "No."), 0.0, 1.0).response is None


def test_files_of_an_exchange_are_those_of_its_hops_too() -> None:
    def with_file(name: str) -> Exchange:
        body = ResponseBody(5, b"hello", name)
        return Exchange("GET /", REQUEST, Response(200, "OK", "HTTP/1.1", (), body), 0.0, 1.0)

    lost = Exchange("GET /", REQUEST, Failure(Phase.DNS, "No."), 0.0, 1.0)
    small = Exchange("GET /", REQUEST, RESPONSE, 0.0, 1.0)
    hops = (Hop(with_file("a"), "why"), Hop(lost, "why"), Hop(small, "why"))
    assert replace(with_file("b"), hops=hops).files() == ("b", "a")
    assert lost.files() == ()


def test_an_exchange_keeps_its_hops() -> None:
    first = Exchange("GET /", REQUEST, RESPONSE, 0.0, 1.0)
    other = replace(first, outcome=Response(200, "OK", "HTTP/1.1", (), ResponseBody(1, b"x")))
    last = replace(other, hops=(Hop(first, "why"),))
    assert last.keeps(first)
    assert not last.keeps(other)
    assert not first.keeps(first)
