"""`routeglass send SOURCE 'POST /books'`: one request from the operation's form; the response and its findings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.adapters.documents.supply import is_web
from app.cli.credentials import add_credential_arguments, read_credentials
from app.cli.filling import add_filling_arguments, fill_form, find_operation
from app.cli.output import FOUND, NO_RESPONSE, OK, plain, print_json
from app.cli.routing import routes_of
from app.cli.send_output import Outcome, as_json, print_outcome
from app.cli.source import STANDARD_INPUT, add_source_arguments, open_source
from app.cli.travelling import Traveller, add_travel_arguments, read_connection, unchecked
from app.cli.walking import CHANCE, walk_through
from app.core.base.errors import SourceError
from app.core.causes.rules import find_causes
from app.core.diagnosis.contract.check import check_contract
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.body import read_body
from app.core.exchange.connection import host_and_port
from app.core.exchange.model import Failure, Response
from app.core.exchange.redirects import Followed, follow
from app.core.exchange.rounds import rounds
from app.core.exchange.travel_words import unchecked_host
from app.core.operations.servers import has_gaps
from app.core.requests.oauth2 import server_of
from app.core.requests.prepare import prepare, recorded
from app.core.requests.urls import base_of
from app.core.trace.journey import journey

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from app.cli.source import OpenSource
    from app.core.forms.model import FormState
    from app.core.operations.model import Operation
    from app.core.requests.credentials import Credential, OAuthCredential, OAuthServer
    from app.core.requests.model import Preparation

_FIRST_ERROR = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument(
        "operation", metavar="OPERATION", help="as documented: 'GET /books/{book_id}', or a request: 'GET /books/7'"
    )
    add_filling_arguments(parser)
    add_credential_arguments(parser)
    add_travel_arguments(parser)
    parser.add_argument("--base-url", default="", metavar="URL", help="where the API is")
    parser.add_argument("--fail", action="store_true", help="exit with 1 when the status is 400 or above")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_command(arguments: argparse.Namespace) -> int:
    """Sends and prints; 0 for a response, 1 with `--fail` for an error status, 3 where none came."""
    if arguments.source == arguments.body_file == STANDARD_INPUT:
        message = "Standard input is the document or the body, and not both."
        raise SourceError(message, hint="Put one of them in a file.")
    connection, allowed = read_connection(arguments), arguments.allowed_hosts
    opening = open_source(
        arguments.source,
        arguments.base_url,
        allowed_hosts=allowed,
        connection=connection,
        python=arguments.python,
    )
    with opening as source:
        operation, edits = find_operation(source.api, arguments.operation)
        source = replace(source, base_url=_destination(source, operation, arguments.base_url))
        # Where it goes is settled.
        operation = replace(operation, servers=())
        if arguments.insecure:
            source.client.configure(unchecked(connection, source.base_url))
        state = fill_form(source.document, operation, arguments, edits)
        traveller = Traveller(source, operation.key, arguments.cookie)
        sending = _Sending(source, operation, state, traveller, follows=arguments.follow)
        outcome = _send(sending, read_credentials(source, arguments))
        # While the source is open: after a signal, what came until then is told before all ends.
        if arguments.json:
            print_json(as_json(outcome))
        else:
            print_outcome(outcome)
    response = outcome.exchange.outcome
    if isinstance(response, Failure):
        return NO_RESPONSE
    return FOUND if arguments.fail and response.status >= _FIRST_ERROR else OK


def _destination(source: OpenSource, operation: Operation, typed: str) -> str:
    """Where the request goes: where a person says, else the operation's own server, else where most go.

    Raises:
        SourceError: Nobody says where.
    """
    url = source.base_url
    # What a person runs by themselves stays what it is: a document must not lead away from it.
    if operation.servers and not typed and source.server is None:
        place = source.opened.source
        url = base_of(operation, place.rpartition("/")[0] if is_web(place) else url)
    if has_gaps(url) or not host_and_port(url)[0]:
        gaps = f"The server {url} needs values for what stands in braces."
        message = gaps if has_gaps(url) else "The document names no server."
        raise SourceError(message, where=operation.key, hint="Say where the API is: --base-url http://…")
    return url


@dataclass(frozen=True, slots=True)
class _Sending:
    """What is sent, and how."""

    source: OpenSource
    operation: Operation
    state: FormState
    traveller: Traveller
    follows: bool


def _send(sending: _Sending, credentials: dict[str, Credential]) -> Outcome:
    source, operation, traveller = sending.source, sending.operation, sending.traveller
    trace_id = secrets.token_hex(16)

    def prepared(now: Mapping[str, Credential]) -> Preparation:
        preparation = prepare(source.api, operation, sending.state, source.base_url, now, trace_id)
        return recorded(preparation) if source.server is not None else preparation

    def find_server(key: str, credential: OAuthCredential) -> OAuthServer:
        return server_of(source.api.schemes[key], credential, source.base_url)

    flow = rounds(operation.key, prepared, credentials, find_server, CHANCE)
    done = walk_through(source, flow, operation.key, traveller.send)
    followed = Followed(done.exchange)
    if sending.follows:
        followed = walk_through(source, follow(done.exchange), operation.key, traveller.send)
    exchange = followed.exchange
    trace = source.traces.wait_for(trace_id) if source.traces is not None and exchange.response is not None else None
    names = source.server.routes()[1] if source.server is not None else None
    diagnosis = diagnose(source.document, operation, exchange, names)
    bare = unchecked_host(exchange)
    warnings = (
        *(f"{path}: {plain(words)}" for path, words in done.warnings),
        *(f"The certificate of {host} was not checked." for host in (bare,) if host),
        *(*done.notes, *followed.notes, *traveller.notes),
    )
    places = diagnosis.places if diagnosis is not None else None
    contract = None
    if isinstance(exchange.outcome, Response):
        contract = check_contract(source.document, operation, exchange.outcome, read_body(exchange.outcome))
    failed = exchange.response is not None and exchange.response.status >= _FIRST_ERROR
    # Of a huge document they take a moment, which a request that went well is spared.
    routes = routes_of(source)[0] if failed or source.server is not None else None
    causes = find_causes(source.document, operation, exchange, diagnosis, trace, routes)
    return Outcome(exchange, diagnosis, journey(exchange, trace, findings=places), warnings, contract, causes)
