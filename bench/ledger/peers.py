"""Other ledgers, each in a process of its own, on the same PostgreSQL server with the same settings.

What they guarantee in the database: django-hordak 2.0.0 that a transaction's legs sum to zero, by a deferred
trigger (legs can be moved, an empty transaction is accepted, rows can be changed); django-ledger 0.8.5
nothing (its checks are in Python). Neither is idempotent by reference, seals or keeps rows unchangeable.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from embedded.services import service_urls

PROGRAMS = Path(__file__).parents[1] / "peers"


class Peer:
    """A peer program: `run(job, count)` has it do `count` of something and returns `count`."""

    def __init__(self, name: str) -> None:
        database = f"bench_{name}"
        with psycopg.connect(service_urls().superuser_url, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {database}")
            host, user = server.info.host, server.info.user
        settings = {"NAME": database, "USER": user, "HOST": host}
        self._process = subprocess.Popen(
            [_interpreter(), PROGRAMS / f"{name}_peer.py"],
            env={
                "PATH": os.environ["PATH"],
                "PEER_DATABASE": json.dumps(settings),
                "PYTHONWARNINGS": "ignore",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def run(self, job: str, count: int) -> int:
        assert self._process.stdin
        print(job, count, file=self._process.stdin, flush=True)
        self._answer()
        return count

    def stop(self) -> None:
        self._process.communicate()

    def _answer(self) -> None:
        assert self._process.stdout
        if not self._process.stdout.readline():
            raise RuntimeError(f"the peer ended with {self._process.wait()}")


def _interpreter() -> Path:
    """Python of the peers' virtual environment, which is made when it is not there."""
    home = Path(os.environ["HESABU_LOCAL_DIR"]) / "peers"
    python = home / "bin" / "python"
    requirements = PROGRAMS / "requirements.txt"
    installed = home / "installed.txt"
    if not installed.exists() or installed.read_text("utf-8") != requirements.read_text("utf-8"):
        print("bench: installing the peers into a virtual environment of their own ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        installed.write_text(requirements.read_text("utf-8"), "utf-8")
    return python
