"""Quotes: one from our own shelf, one from another server."""

import secrets

from fastapi import APIRouter, Depends, Request, status

from embedded_api.dependencies import Quotes, ResourcesDependency, require_api_key
from embedded_api.errors import UpstreamFailureError
from embedded_api.models.answers import ExternalQuote, Quote, problem

router = APIRouter(tags=["quotes"])

_QUOTES = (
    Quote(text="Programs must be written for people to read.", author="Harold Abelson"),
    Quote(text="Simplicity is prerequisite for reliability.", author="Edsger W. Dijkstra"),
    Quote(text="Premature optimization is the root of all evil.", author="Donald E. Knuth"),
    Quote(
        text="The competent programmer is fully aware of the limited size of his own skull.", author="E. W. Dijkstra"
    ),
    Quote(text="There is no silver bullet.", author="Frederick P. Brooks Jr."),
)


@router.get("/quote", summary="Read a quote", response_description="A quote.")
async def read_quote() -> Quote:
    """One of a handful of quotes, picked at random."""
    return secrets.choice(_QUOTES)


@router.get(
    "/external-quote",
    summary="Fetch a quote from another server",
    response_description="A quote, and where it came from.",
    dependencies=[Depends(require_api_key)],
    responses={
        status.HTTP_403_FORBIDDEN: problem("The API key is missing or wrong."),
        status.HTTP_502_BAD_GATEWAY: problem("The other server did not deliver a quote."),
    },
)
async def read_external_quote(request: Request, quotes: Quotes, resources: ResourcesDependency) -> ExternalQuote:
    """Asks an upstream server and passes its answer on. Needs the header `X-API-Key: forge-secret-key-123`.

    While it waits, the event loop serves other requests. Unless it is configured, the upstream is this very server.
    """
    url = resources.settings.quote_url or _own_quote_url(request)
    quote = await quotes.fetch(url)
    return ExternalQuote(text=quote.text, author=quote.author, source=url)


def _own_quote_url(request: Request) -> str:
    # The socket's own address: the Host header is the caller's word, and could send us anywhere.
    server = request.scope.get("server")
    if server is None or server[1] is None:
        message = "this server has no address of its own; set BOOKSTORE_QUOTE_URL"
        raise UpstreamFailureError(message)
    host, port = server
    bracketed = f"[{host}]" if ":" in host else host
    path = request.scope.get("root_path", "") + router.url_path_for("read_quote")
    return f"http://{bracketed}:{port}{path}"
