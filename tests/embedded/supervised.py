"""A stand-in for the real programs, run by test_supervisor.py in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from embedded import programs, supervisor

HERE = Path(__file__).resolve().parent


def stand_ins(addresses, listener):
    descriptor = listener.fileno()
    web = [
        "-m",
        "config.web",
        "tests.embedded.tiny_app:app",
        "--fd",
        str(descriptor),
    ]
    sandbox = ["-m", "http.server", str(addresses.sandbox_port), "--bind", programs.HOST]
    # Leaves a grandchild in its session that holds its output open, like a killed cluster's workers.
    cluster = ["-c", "import subprocess, time; subprocess.Popen(['sleep', '987']); time.sleep(987)"]
    return [
        programs.Program("web", (sys.executable, *web), pass_fds=(descriptor,)),
        programs.Program("sandbox", (sys.executable, *sandbox), stops_last=True),
        programs.Program("cluster-core", (sys.executable, *cluster)),
    ]


if __name__ == "__main__":
    programs.programs = stand_ins
    programs.preparing_commands = lambda *, seed: [(sys.executable, "-c", f"print('prepared, seed={seed}')")]
    programs.common_environment = lambda addresses: dict(__import__("os").environ)
    sys.exit(supervisor.main())
