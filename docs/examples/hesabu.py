"""Speak to Hesabu with gql (pip install "gql[requests,websockets]"): sign in, ask, act, follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport

HERE = Path(__file__).parent


class Refused(Exception):
    """Why a mutation did nothing: all of its problems."""


class Hesabu:
    """One person's session."""

    def __init__(self, address: str, identifier: str, secret: str) -> None:
        self.url = f"{address}/graphql"
        self.cookies = requests.Session()
        self.cookies.get(self.url)  # brings the CSRF cookie
        self.act("signing-in", "SignIn", input={"identifier": identifier, "secret": secret})

    def ask(self, file: str, operation: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation of a .graphql file. Raises TransportQueryError with code and field."""
        transport = RequestsHTTPTransport(
            url=self.url,
            cookies=self.cookies.cookies,
            headers={"X-CSRFToken": self.cookies.cookies["csrftoken"]},  # signing in gives a new one
        )
        request = gql((HERE / f"{file}.graphql").read_text("utf-8"))
        request.operation_name, request.variable_values = operation, variables
        with Client(transport=transport) as session:
            answer = session.execute(request)
            self.cookies.cookies.update(transport.session.cookies)
        return dict(answer)

    def act(self, file: str, operation: str, **variables: Any) -> dict[str, Any]:
        """The payload of a mutation. Raises Refused."""
        (payload,) = self.ask(file, operation, **variables).values()
        if payload["problems"]:
            raise Refused(payload["problems"])
        return dict(payload)

    def follow(self, file: str, operation: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """What a subscription tells: first how things stand, then every change."""
        token = self.act("signing-in", "IssueSocketToken")["token"]
        transport = WebsocketsTransport(
            url=self.url.replace("http", "ws", 1),
            init_payload={"token": token},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        request = gql((HERE / f"{file}.graphql").read_text("utf-8"))
        request.operation_name, request.variable_values = operation, variables
        yield from Client(transport=transport).subscribe(request)
