"""An answer leaves in one go: on a kept connection nobody waits for the other side's acknowledgement."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

from tests.environment import ROOT
from tests.serving import GET, PATIENCE, Caller

#: How long Linux puts an acknowledgement off, in seconds.
PUT_OFF = 0.04


def test_a_kept_connection_is_answered_without_a_pause_on_an_inherited_socket() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    descriptor = listener.fileno()
    command = [sys.executable, "-m", "config.web", "tests.embedded.tiny_app:app", "--fd", str(descriptor)]
    process = subprocess.Popen(command, cwd=ROOT, pass_fds=(descriptor,))
    try:
        caller = Caller(socket.create_connection(listener.getsockname(), PATIENCE * 6))
        took = []
        for _ in range(12):
            began = time.perf_counter()
            caller.say(GET)
            assert b"client" in caller.hear(until=b"}")
            took.append(time.perf_counter() - began)
        # The first few are acknowledged at once, whoever asks.
        assert sorted(took[4:])[1] < PUT_OFF / 2, took
        caller.close()
    finally:
        process.terminate()
        process.wait(PATIENCE * 2)
        listener.close()
