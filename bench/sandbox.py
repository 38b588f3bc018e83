"""The local Daraja: STK pushes taken in, approved and called back, a second; all on this machine."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.http import Connection
from bench.measuring import Row, per_second, row

ROOT = Path(__file__).resolve().parent.parent
PUSHES = 1000
AT_ONCE = 16
RUNS = 3
STAMP = "20261120103000"
PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"


class BareSink:
    """Answers 200 to every callback and counts the successes."""

    def __init__(self) -> None:
        self.paid = 0

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()
        self.paid += json.loads(body)["Body"]["stkCallback"]["ResultCode"] == 0


async def _push_and_pay(port: int, token: str, first_phone: int, pushes: int) -> int:
    """Push, and wait until every success has been delivered; answers how many."""
    sink = BareSink()
    url = f"http://127.0.0.1:{await sink.open()}/hooks/stk"
    password = base64.b64encode(f"174379{PASSKEY}{STAMP}".encode()).decode()
    waiting = iter(range(first_phone, first_phone + pushes))

    async def work() -> None:
        connection = await Connection(port).open()
        for phone in waiting:
            body = {
                "BusinessShortCode": 174379,
                "Password": password,
                "Timestamp": STAMP,
                "Amount": 10,
                "TransactionType": "CustomerPayBillOnline",
                "PartyA": phone,
                "PartyB": 174379,
                "PhoneNumber": phone,
                "CallBackURL": url,
                "AccountReference": "INV-7",
            }
            await connection.post("/mpesa/stkpush/v1/processrequest", json.dumps(body).encode(), token)
        connection.close()

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    deadline = time.monotonic() + 30
    while sink.paid < pushes and time.monotonic() < deadline:
        await asyncio.sleep(0.005)
    assert sink.paid == pushes, f"{sink.paid} of {pushes} callbacks arrived"
    return pushes


def _post(base: str, path: str, body: object) -> None:
    request = urllib.request.Request(f"{base}{path}", json.dumps(body).encode())
    urllib.request.urlopen(request).read()


def _token(base: str) -> str:
    basic = base64.b64encode(b"sandbox-key:sandbox-secret").decode()
    url = f"{base}/oauth/v1/generate?grant_type=client_credentials"
    request = urllib.request.Request(url, headers={"Authorization": f"Basic {basic}"})
    return str(json.load(urllib.request.urlopen(request))["access_token"])


def _measure(port: int) -> list[float]:
    base = f"http://127.0.0.1:{port}"
    rates = []
    for run in range(RUNS):
        first = 254_700_000_000 + run * PUSHES
        people = [{"msisdn": str(first + n), "answer": "approve"} for n in range(PUSHES)]
        _post(base, "/_sandbox/customers", people)
        token = _token(base)

        def job(token: str = token, first: int = first) -> int:
            return asyncio.run(_push_and_pay(port, token, first, PUSHES))

        rates.append(per_second(job))
    return rates


@contextlib.contextmanager
def local_daraja() -> Iterator[int]:
    """Its port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "daraja_sandbox", "--port", "0", "--data", folder]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().split()[1].rpartition(":")[2])
        finally:
            process.terminate()
            process.wait(10)


def rows() -> list[Row]:
    with local_daraja() as port:
        rates = _measure(port)
    return [row("sandbox.stk_per_s", rates, "1/s", "a payment a second", [1.0], target=200, absolute=True)]
