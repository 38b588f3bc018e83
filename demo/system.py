"""What the demo stands on: a system of its own on free ports, a GraphQL client, a live feed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from demo.http import Site
from embedded.env import PROJECT_ROOT

START_SECONDS = 180


class NotStarted(Exception):
    """The system did not become ready; the message holds the end of its output."""


@dataclass(frozen=True)
class System:
    web_url: str
    sandbox_url: str


def start_system(stack: ExitStack) -> System:
    """Start the supervisor with a fresh database on free ports; it ends with the stack. Raises NotStarted."""
    parent = "/var/tmp" if os.geteuid() == 0 else None  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="hesabu-demo-", dir=parent))
    data = folder.with_name(f"{folder.name}-data")  # beside it: the database's own user must reach it
    for path in (folder, data):
        stack.callback(shutil.rmtree, path, ignore_errors=True)
    ready, log = folder / "ready.json", folder / "supervisor.log"
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    }
    environment = inherited | {
        "HESABU_LOCAL_DIR": str(data),
        "HESABU_ENV_FILE": "",
        "HESABU_DEMO": "1",
        "HESABU_DEMO_LIVING": "0",  # the story tells every shilling that there is
        "PORT": "0",
        "SANDBOX_PORT": "0",
    }
    for name in ("BASE_URL", "DARAJA_SANDBOX_URL"):
        environment.pop(name, None)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "embedded.supervisor", "--ready-file", str(ready)],
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    stack.callback(_stop, process)
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotStarted(log.read_text(errors="replace")[-4000:])
        time.sleep(0.1)
    content = json.loads(ready.read_text())
    return System(content["web_url"], content["sandbox_url"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


class Api:
    """A front end: GraphQL over HTTP with a session cookie and the CSRF header."""

    def __init__(self, http: Site) -> None:
        self.http = http
        self.http.get("/graphql")  # refused, but brings the CSRF cookie
        self.tills: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    def call(self, operation: str, **variables: Any) -> Any:
        """The one field of an operation; a Problem or an error ends the demo."""
        answer = self.http.post(
            "/graphql", json={"query": operation, "variables": variables}, headers=self._headers()
        ).json()
        if answer.get("errors"):
            raise RuntimeError(f"{answer['errors'][0]['message']}: {operation.strip()[:80]}")
        (content,) = answer["data"].values()
        problems = content.get("problems") if isinstance(content, dict) else None
        if problems:
            raise RuntimeError("; ".join(f"{each['code']}: {each['message']}" for each in problems))
        return content

    def _headers(self) -> dict[str, str]:
        return {
            "X-CSRFToken": self.http.cookies.get("csrftoken") or "",
            "Origin": self.http.base_url,
        }

    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def sign_in(self, name: str, secret: str) -> None:
        self.call(
            "mutation($input: SignInInput!) { signIn(input: $input) { problems { code message } } }",
            input={"identifier": name, "secret": secret},
        )
        tills = self.call("{ tills(allMine: true, first: 50) { edges { node { id shortcode } } } }")
        self.tills = {edge["node"]["shortcode"]: edge["node"]["id"] for edge in tills["edges"]}
        found = self.call("{ businesses(first: 50) { nodes { id code } } }")["nodes"]
        self.ids = {business["code"]: business["id"] for business in found}

    def businesses(self) -> list[str]:
        return sorted(self.ids, key=["maji", "safisha", "duka"].index)

    def new_invoice(self, business: str, *, amount: str) -> tuple[str, str]:
        """(id, number) of a fresh issued invoice of a fresh customer."""
        customer = self.call(
            "mutation($input: CreateCustomerInput!) { createCustomer(input: $input)"
            " { customer { id } problems { code message } } }",
            input={
                "business": self.ids[business],
                "name": "Client Four",
                "phone": "0700 000 104",
                "idempotencyKey": "demo-customer-of-the-story",
            },
        )["customer"]
        invoice = self.call(
            "mutation($input: CreateInvoiceInput!) { createInvoice(input: $input)"
            " { invoice { id } problems { code message } } }",
            input={
                "customer": customer["id"],
                "idempotencyKey": "demo-invoice-of-the-story",
                "lines": [{"description": "Water tank, 5,000 litres", "quantity": "1", "unitPrice": amount}],
            },
        )["invoice"]
        issued = self.call(
            "mutation($i: ID!) { issueInvoice(input: {invoice: $i})"
            " { invoice { id number state } problems { code message } } }",
            i=invoice["id"],
        )["invoice"]
        return issued["id"], issued["number"]

    def request_payment(self, *, till: str, phone: str, amount: str, reference: str, key: str) -> str:
        fields = {"phone": phone, "amount": amount, "accountReference": reference, "idempotencyKey": key}
        request = self.call(
            "mutation($input: RequestPaymentInput!) { requestPayment(input: $input)"
            " { paymentRequest { id } problems { code message } } }",
            input={"till": self.tills[till], **fields},
        )["paymentRequest"]
        return str(request["id"])

    def node(self, pk: str, kind: str, fields: str) -> Any:
        return self.call(f"query($i: ID!) {{ node(id: $i) {{ ... on {kind} {{ {fields} }} }} }}", i=pk)

    def request_state(self, request: str) -> str:
        return str(self.node(request, "PaymentRequest", "state")["state"])

    def invoice(self, invoice: str) -> tuple[str, str]:
        found = self.node(invoice, "Invoice", "state paid")
        return found["state"], found["paid"]

    def balances(self, business: str) -> dict[str, str]:
        edges = self.call(
            "query($b: ID!) { accounts(business: $b, first: 100) { edges { node { code balance } } } }",
            b=self.ids[business],
        )["edges"]
        return {edge["node"]["code"]: edge["node"]["balance"] for edge in edges}

    def trial_balance_totals(self, business: str) -> tuple[str, str]:
        found = self.call(
            "query($b: ID!) { trialBalance(business: $b) { totalDebit totalCredit } }", b=self.ids[business]
        )
        return found["totalDebit"], found["totalCredit"]

    def evidence(self, business: str, number: str) -> list[str]:
        edges = self.call(
            "query($b: ID!, $n: String!) { receipts(business: $b, filter: {text: $n}, first: 5)"
            " { edges { node { evidence { nodes { channel } } } } } }",
            b=self.ids[business],
            n=number,
        )["edges"]
        return [found["channel"] for edge in edges for found in edge["node"]["evidence"]["nodes"]]

    def upload_statement(self, till: str, name: str, content: bytes) -> str:
        """Ask for an address, POST the file there; the statement's number."""
        upload = self.call(
            "mutation($t: ID!, $n: String!) { uploadStatement(input: {till: $t, fileName: $n})"
            " { path problems { code message } } }",
            t=self.tills[till],
            n=name,
        )
        answer = self.http.post(upload["path"], data=content, headers=self._headers())
        answer.raise_for_status()
        return str(answer.json()["sha256"])

    def statement(self, sha256: str) -> tuple[str, bool]:
        edges = self.call(
            "{ statements(allMine: true, first: 20) { edges { node { sha256 state chainOk } } } }"
        )["edges"]
        found = next(edge["node"] for edge in edges if edge["node"]["sha256"] == sha256)
        return found["state"], found["chainOk"]

    def reconcile(self, till: str, from_day: str, to_day: str) -> str:
        run = self.call(
            "mutation($t: ID!, $a: Date!, $b: Date!) { reconcile(input: {till: $t, fromDay: $a, toDay: $b})"
            " { reconciliationRun { id } problems { code message } } }",
            t=self.tills[till],
            a=from_day,
            b=to_day,
        )["reconciliationRun"]
        return str(run["id"])

    def newest_run(self) -> dict[str, Any]:
        """The proof that was asked for last, or that began last by itself."""
        runs = self.call("{ reconciliationRuns(allMine: true, first: 1) { nodes { id state automatic } } }")
        found: dict[str, Any] = next(iter(runs["nodes"]), {})
        return found

    def state_of_newest_run(self) -> tuple[str, bool]:
        run = self.newest_run()
        return run.get("state", ""), run.get("automatic", False)

    def run(self, run: str) -> dict[str, Any]:
        fields = "state problem bookedRows matched statementClosing ledger unexplained workbookPath"
        found: dict[str, Any] = self.node(run, "ReconciliationRun", fields)
        return found

    def download_workbook(self, run: str) -> bytes:
        answer = self.http.get(self.run(run)["workbookPath"])
        answer.raise_for_status()
        return answer.content


class Feed:
    """A subscription in the background; `events` grows as they arrive."""

    def __init__(self, web_url: str, cookies: str, business: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._socket = connect(
            f"{web_url.replace('http', 'ws', 1)}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers={"Cookie": cookies},
            origin=Origin(web_url),
            proxy=None,
        )
        self._send({"type": "connection_init"})
        self._expect("connection_ack")
        query = "subscription($b: ID!) { events(business: $b, after: 0) { number topic } }"
        self._send(
            {"id": "1", "type": "subscribe", "payload": {"query": query, "variables": {"b": business}}}
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _send(self, message: dict[str, Any]) -> None:
        self._socket.send(json.dumps(message))

    def _expect(self, kind: str) -> None:
        message = json.loads(self._socket.recv(10))
        if message["type"] != kind:
            raise RuntimeError(f"the socket said {message['type']} instead of {kind}")

    def _listen(self) -> None:
        for text in self._socket:
            message = json.loads(text)
            if message["type"] == "next":
                self.events.append(message["payload"]["data"]["events"])
            elif message["type"] == "ping":
                self._send({"type": "pong"})

    def close(self) -> None:
        self._socket.close()
