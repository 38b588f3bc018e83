"""The process itself: a clean stop, a taken port, the file of organisations, an inherited socket."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests

from tests.daraja_sandbox.daraja import Daraja, new_phone
from tests.daraja_sandbox.sink import Sink
from tests.processes import REPOSITORY, SandboxProcess


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "daraja_sandbox", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_taken_port_and_taken_folder_are_one_line_each(sandbox: SandboxProcess, tmp_path: Path) -> None:
    port = run("--port", str(sandbox.port), "--data", str(tmp_path / "other"))
    folder = run("--port", "0", "--data", str(sandbox.data_dir))

    assert (port.returncode, folder.returncode) == (2, 2)
    assert (
        port.stderr == f"daraja_sandbox: cannot listen on 127.0.0.1:{sandbox.port}: Address already in use\n"
    )
    assert folder.stderr == f"daraja_sandbox: {sandbox.data_dir} is in use by another sandbox\n"


def test_bad_organisations_file_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "organisations.json"
    file.write_text('{"shortcode": "700000", "tariff": "free"}')

    done = run("--port", "0", "--data", str(tmp_path / "data"), "--organisations", str(file))

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "tariff" in done.stderr


def test_stop_is_quick_while_a_receiver_hangs_and_keeps_what_is_owed(
    tmp_path: Path, sink: Sink, path: str
) -> None:
    file = tmp_path / "organisations.json"
    file.write_text(
        json.dumps(
            [
                {"shortcode": "174379", "opening_balance": "7.50"},
                {"shortcode": "700001", "name": "EXAMPLE LTD", "kind": "till"},
            ]
        )
    )
    sandbox = SandboxProcess(tmp_path / "data", organisations=file).start()
    hold = sink.holds[path] = threading.Event()
    phone = new_phone()
    Daraja(sandbox).pushed(phone, sink.url + path)
    sandbox.post("/_sandbox/approve", {"msisdn": phone})
    sink.wait_for(path)

    began = time.monotonic()
    assert sandbox.stop() == 0
    assert time.monotonic() - began < 2

    hold.set()
    sandbox.start()
    try:
        assert sandbox.drain()["delivered"] == 1
        state = sandbox.get("/_sandbox/state").json()
        assert [o["shortcode"] for o in state["organisations"]] == ["174379", "700001"]
        assert state["organisations"][0]["accounts"]["Utility Account"] == "17.50"
    finally:
        assert sandbox.stop() == 0


def test_inherited_socket(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        command = [sys.executable, "-m", "daraja_sandbox", "--fd", str(listener.fileno())]
        process = subprocess.Popen(
            [*command, "--data", str(tmp_path / "data")],
            cwd=REPOSITORY,
            env=dict(os.environ),
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
        )
        try:
            # The parent already listens, so this waits in the queue until the sandbox takes it.
            answer = requests.get(f"http://127.0.0.1:{listener.getsockname()[1]}/healthz", timeout=20)
            assert answer.json() == {"status": "ok"}
        finally:
            process.terminate()
            assert process.wait(10) == 0


def test_the_clock_begins_where_it_is_told_to_and_goes_on_from_there(tmp_path: Path) -> None:
    began = "2026-09-01T08:00:00+03:00"
    process = SandboxProcess(tmp_path / "data").start()
    try:
        assert process.post("/_sandbox/clock", {"at": began}).json()["now"][:16] == began[:16]
        body = {"msisdn": new_phone(), "shortcode": "600984", "amount": "5", "account": "A"}
        receipt = process.post("/_sandbox/pay", body).json()["receipt"]
        assert receipt.startswith("UI1")  # 2026, September, the first
        refused = process.post("/_sandbox/clock", {"at": "2026-09-01T07:59:59+03:00"})
        assert refused.json()["error"]["field"] == "at"
        process.kill()
        process.start()
        assert process.get("/_sandbox/state").json()["now"][:15] == began[:15]
        later = process.post("/_sandbox/clock", {"at": "2026-09-30T23:59:58+03:00"})
        assert later.json()["now"][:10] == "2026-09-30"
        for wrong in ("2026-09-30T23:59:58", "soon", 5):
            assert process.post("/_sandbox/clock", {"at": wrong}).status_code == 400
    finally:
        process.kill()
