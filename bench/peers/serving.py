"""What a peer program does around its jobs: for each line "<job> <count>" it does the job, then says so.

A peer runs in its own virtual environment and knows nothing of Hesabu; its database is in PEER_DATABASE, a
JSON object of Django's settings. The first line that it says is "ready".
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable


def database() -> dict[str, object]:
    """Django's DATABASES of the peer."""
    return {"default": {"ENGINE": "django.db.backends.postgresql", **json.loads(os.environ["PEER_DATABASE"])}}


def serve(jobs: dict[str, Callable[[int], None]]) -> None:
    """Work until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        name, count = line.split()
        jobs[name](int(count))
        print("done", flush=True)
