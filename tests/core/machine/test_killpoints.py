from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.production import PRODUCTION

SCRIPT = "from core.machine.killpoints import reach; reach('a'); reach('b'); print('lived')"


def _run(folder: Path, point: str | None, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "HESABU_KILL_MARKERS": str(folder), **more}
    if point:
        env["HESABU_KILL_AT"] = point
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False
    )


def test_a_point_kills_once(tmp_path):
    assert _run(tmp_path, "b").returncode == -signal.SIGKILL
    assert [marker.name for marker in tmp_path.iterdir()] == ["b"]
    assert _run(tmp_path, "b").stdout == "lived\n"
    assert _run(tmp_path, "c").stdout == _run(tmp_path, None).stdout == "lived\n"


def test_no_point_kills_where_the_database_is_not_the_embedded_one(tmp_path):
    """A variable that was left behind, or slipped in, ends no process that keeps real money."""
    assert _run(tmp_path, "a", **PRODUCTION).stdout == "lived\n"
    assert list(tmp_path.iterdir()) == []
    assert _run(tmp_path, "a").returncode == -signal.SIGKILL
