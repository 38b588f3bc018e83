"""A caller who is killed in the middle of a request is no error of ours: nothing is done, no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.processes import SandboxProcess


@pytest.mark.parametrize("path", ["/mpesa/stkpush/v1/processrequest", "/_sandbox/pay"])
def test_who_hangs_up_in_mid_body_leaves_no_traceback(tmp_path: Path, path: str) -> None:
    sandbox = SandboxProcess(tmp_path / "data").start()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", sandbox.port)) as caller:
        caller.sendall(f'{head}Content-Length: 400\r\n\r\n{{"Amount": '.encode())
    assert sandbox.get("/healthz").status_code == 200
    assert sandbox.get("/_sandbox/state").json()["payments"] == []
    sandbox.stop()
    said = (tmp_path / "data.log").read_text()
    assert "Traceback" not in said and "ClientDisconnect" not in said
