"""Named points at which crash tests kill a process: just before and just after each commit that matters.

Only on a trial machine; elsewhere the variables are ignored.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django.conf import settings

_name = os.environ.get("HESABU_KILL_AT", "")


def reach(name: str) -> None:
    """SIGKILL this process if HESABU_KILL_AT names this point and it has not died here before.

    The marker file in HESABU_KILL_MARKERS makes it happen once over restarts. With HESABU_KILL_GROUP=1 the
    whole process group dies: a cluster with all its processes, not one worker that the others replace.
    """
    if name != _name or not settings.TRIAL_MACHINE:
        return
    marker = Path(os.environ["HESABU_KILL_MARKERS"]) / name
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return
    if os.environ.get("HESABU_KILL_GROUP") == "1":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
