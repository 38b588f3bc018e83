"""A virtual sales control unit on a real socket of this machine: it checks what it is told as KRA's
specification wants it, signs each number of a taxpayer once, and can be told to misbehave.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

#: Faults, used up one a call: taken and then no answer; no answer; HTTP 500; hang up after taking it; a page
#: of a proxy; a success without a signature.
LOST_AFTER, LOST, CRASH, HANG_UP, PAGE, UNSIGNED = (
    "lost_after",
    "lost",
    "crash",
    "hang_up",
    "page",
    "unsigned",
)
FAULTS: Final = (LOST_AFTER, LOST, CRASH, HANG_UP, PAGE, UNSIGNED)
_LETTERS: Final = "ABCDE"


class ControlUnit(ThreadingHTTPServer):
    """`taken` is what it signed, by (tin, invcNo). `faults` and `refusals` (code, words) come first."""

    def __init__(self, *, can_be_asked: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.taken: dict[tuple[str, int], dict[str, Any]] = {}
        self.faults: list[str] = []
        self.refusals: list[tuple[str, str]] = []
        self.can_be_asked = can_be_asked
        self.lock = threading.Lock()
        self.patience = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def sent(self) -> list[dict[str, Any]]:
        """The bodies of saveSales, in their order."""
        return [body for path, body in self.calls if path == "/trnsSales/saveSales"]

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """HTTP status and body. With the lock held."""
        self.calls.append((path, body))
        if path == "/trnsSales/selectInvoice":
            if not self.can_be_asked:
                return 404, "no such page"
            known = self.taken.get((body["tin"], body["invcNo"]))
            return 200, self.signed(known) if known else told("001", "There is no search result")
        if path != "/trnsSales/saveSales":
            return 404, "no such page"
        if self.refusals:
            return 200, told(*self.refusals.pop(0))
        wrong = wrong_with(body)
        if wrong:
            return 200, told("910", f"Request parameter error [{wrong}]")
        if (body["tin"], body["invcNo"]) in self.taken:
            return 200, told("994", "Already exists")
        last = max((number for tin, number in self.taken if tin == body["tin"]), default=0)
        if body["invcNo"] != last + 1:
            return 200, told("910", f"Request parameter error [invcNo after {last}]")
        self.taken[body["tin"], body["invcNo"]] = body
        return 200, self.signed(body)

    def signed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        number = body["invcNo"]
        data = {
            "rcptNo": number,
            "totRcptNo": number,
            "intrlData": f"INTERNAL{number:018}",
            "rcptSign": f"SIGNATURE{number:07}",
            "vsdcRcptPbctDate": "20261128120000",
            "sdcId": "KRACU0400001074",
            "mrcNo": "WIS00001074",
            "trdInvcNo": body["trdInvcNo"],
        }
        return {**told("000", "It is succeeded"), "data": data}


def told(code: str, words: str) -> dict[str, Any]:
    return {"resultCd": code, "resultMsg": words, "resultDt": "20261128120000", "data": None}


def wrong_with(body: Mapping[str, Any]) -> str:
    """The field that the specification does not allow as it is; empty when all is well."""
    wanted = {"tin", "bhfId", "trdInvcNo", "invcNo", "orgInvcNo", "rcptTyCd", "cfmDt", "salesDt", "itemList"}
    missing = sorted(wanted - set(body))
    if missing:
        return missing[0]
    if not isinstance(body["invcNo"], int) or body["invcNo"] < 1:
        return "invcNo"
    if body["rcptTyCd"] == "R" and (not body["orgInvcNo"] or not body["rfdRsnCd"]):
        return "orgInvcNo"
    items = body["itemList"]
    if body["totItemCnt"] != len(items):
        return "totItemCnt"
    for letter in _LETTERS:
        here = [item for item in items if item["taxTyCd"] == letter]
        for name, of_item in (("taxblAmt", "taxblAmt"), ("taxAmt", "taxAmt")):
            if Decimal(body[f"{name}{letter}"]) != sum(Decimal(item[of_item]) for item in here):
                return f"{name}{letter}"
    for name, of_item in (("totTaxblAmt", "taxblAmt"), ("totTaxAmt", "taxAmt"), ("totAmt", "totAmt")):
        if Decimal(body[name]) != sum(Decimal(item[of_item]) for item in items):
            return name
    for item in items:
        if Decimal(item["splyAmt"]) - Decimal(item["dcAmt"]) != Decimal(item["totAmt"]):
            return "splyAmt"
    return ""


class _Handler(BaseHTTPRequestHandler):
    server: ControlUnit

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw, parse_float=Decimal)
        saves = self.path == "/trnsSales/saveSales"
        answer: Any
        with self.server.lock:
            fault = self.server.faults.pop(0) if saves and self.server.faults else ""
            if fault in (LOST, CRASH):
                self.server.calls.append((self.path, body))
                status, answer = 500, "internal"
            else:
                status, answer = self.server.answer(self.path, body)
        if fault in (LOST, LOST_AFTER):
            self.server.patience.wait(5)
            return
        if fault == HANG_UP:
            self.connection.close()
            return
        if fault == PAGE:
            status, answer = 200, "<html>sign in</html>"
        if fault == UNSIGNED:
            answer = told("000", "It is succeeded")
        payload = (answer if isinstance(answer, str) else json.dumps(answer, default=str)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def control_unit(*, can_be_asked: bool = True) -> Iterator[ControlUnit]:
    server = ControlUnit(can_be_asked=can_be_asked)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.patience.set()
    server.shutdown()
    server.server_close()
    thread.join()
