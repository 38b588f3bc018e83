"""Commands typed into a terminal: what they ask is answered, what they say is kept."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Mapping

from tests.environment import ROOT


def typed(script: str, *, environment: Mapping[str, str], answers: Mapping[str, str], within: float) -> str:
    """Run shell lines as in a terminal; what they said. `answers` maps the end of a question to its answer.

    Raises AssertionError when a line fails, or when it all takes too long.
    """
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve("/bin/bash", ["bash", "-e", "-u", "-o", "pipefail", "-c", script], dict(environment))
    said, answered, deadline = "", 0, time.monotonic() + within
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        try:
            said += os.read(terminal, 65536).decode(errors="replace")
        except OSError:  # Linux: the other side is closed
            break
        for question, answer in answers.items():
            if said[answered:].rstrip().endswith(question):
                answered = len(said)
                os.write(terminal, answer.encode() + b"\n")
    else:
        os.kill(process, 9)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    code = os.waitstatus_to_exitcode(status)
    assert code == 0, f"it ended with {code} and said\n{said}"
    return said
