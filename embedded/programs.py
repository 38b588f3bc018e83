"""What a running Hesabu consists of: the processes, their addresses and the environment they share."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from embedded import env, localdir
from embedded.clusters import CLUSTERS
from embedded.services import ensure_services

HOST: Final = "127.0.0.1"
BACKLOG: Final = 4096
WEB_GRACE_SECONDS: Final = 7  # longer than config.web.limits.Limits.grace_seconds


@dataclass(frozen=True)
class Program:
    """One process to keep running. `extra` joins the common environment; `stops_last`: after the others."""

    name: str
    command: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    pass_fds: tuple[int, ...] = ()
    stops_last: bool = False


@dataclass(frozen=True)
class Addresses:
    """Where people and programs reach this machine."""

    web_port: int
    sandbox_port: int | None

    @property
    def web_url(self) -> str:
        return f"http://{HOST}:{self.web_port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{HOST}:{self.sandbox_port}" if self.sandbox_port else env.text("DARAJA_SANDBOX_URL")


def hold_web_port() -> socket.socket:
    """Binds PORT and listens. The socket outlives the web process, so callers queue while that restarts."""
    port = env.number("PORT", 8000, 0, 65535)
    listener = _bind("PORT", port)
    listener.listen(BACKLOG)
    return listener


def choose_sandbox_port() -> int | None:
    """A port that is free now; None when DARAJA_SANDBOX_URL points elsewhere and no local sandbox runs."""
    if env.text("DARAJA_SANDBOX_URL", ""):
        return None
    with _bind("SANDBOX_PORT", env.number("SANDBOX_PORT", 8010, 0, 65535)) as probe:
        return int(probe.getsockname()[1])


def _bind(variable: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1)  # only listening tells a port in use from one in its closing minutes
    except OSError as error:
        listener.close()
        raise env.ConfigurationError(
            f"port {port} cannot be used ({error.strerror}): set {variable} to a free one, like "
            f"{variable}={port + 100 if port < 65000 else 8000}."
        ) from None
    return listener


def common_environment(addresses: Addresses) -> dict[str, str]:
    """The environment of every child: ours, and the services and addresses spelt out.

    With the URLs given a child never starts or stops a service itself.
    """
    services = ensure_services()
    trial = localdir.is_trial()
    settled = {
        "DATABASE_URL": services.database_url,
        "DATABASE_OWNER_URL": services.database_owner_url,
        "REDIS_URL": services.redis_url,
        "HESABU_LOCAL_DIR": str(localdir.local_dir()),
        "HESABU_EMBEDDED": "1" if trial else "0",
        "HESABU_DEMO": "1" if is_demo() else "0",
        "PORT": str(addresses.web_port),
        "BASE_URL": env.text("BASE_URL", addresses.web_url),
        "DARAJA_SANDBOX_URL": addresses.sandbox_url,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "PYTHONUNBUFFERED": "1",
    }
    if addresses.sandbox_port:
        settled["SANDBOX_PORT"] = str(addresses.sandbox_port)
    files = {f"{name}_FILE" for name in settled}
    return {name: value for name, value in os.environ.items() if name not in files} | settled


def is_demo() -> bool:
    """Whether the demo business is wanted: yes on a trial machine unless HESABU_DEMO says no."""
    return env.flag("HESABU_DEMO", localdir.is_trial())


def preparing_commands(*, seed: bool) -> list[tuple[str, ...]]:
    """What runs once before the programs; one process, because starting Python costs more than the work."""
    demo = ["--demo"] if seed and is_demo() else []
    return [(sys.executable, "manage.py", "prepare", *demo)]


def settling_commands(*, seed: bool) -> list[tuple[str, ...]]:
    """What runs once when everything answers: the local Daraja learns where this run's callbacks go."""
    if not (seed and is_demo()):
        return []
    living = ["--living"] if env.flag("HESABU_DEMO_LIVING", default=True) else []
    return [(sys.executable, "manage.py", "seed_demo", "--register-urls", *living)]


def programs(addresses: Addresses, listener: socket.socket) -> list[Program]:
    found = []
    if addresses.sandbox_port:
        organisations = env.PROJECT_ROOT / "demo" / "organisations.json"
        command = [
            sys.executable,
            "-m",
            "daraja_sandbox",
            "--host",
            HOST,
            "--port",
            str(addresses.sandbox_port),
        ]
        command += ["--data", str(localdir.local_dir() / "sandbox")]
        if organisations.exists():
            command += ["--organisations", str(organisations)]
        found.append(Program("sandbox", tuple(command), stops_last=True))
    web = [sys.executable, "-m", "config.web", "--fd", str(listener.fileno())]
    found.append(Program("web", tuple(web), extra={"HESABU_WEB": "1"}, pass_fds=(listener.fileno(),)))
    for name in CLUSTERS:
        command = [sys.executable, "manage.py", "qcluster", "--skip-checks"]
        found.append(Program(f"cluster-{name}", tuple(command), extra={"Q_CLUSTER_NAME": name}))
    return found
