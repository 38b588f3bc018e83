"""Settles one market and says how long it took, and how much memory this process ever had.

`python -m bench.markets.settler MARKET`, on what bench.markets.settling has prepared.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django


def main(market_id: int) -> None:
    django.setup()
    from core.machine.jobs import drain_queue
    from markets.models import Market
    from markets.settling.approving import request_settlement
    from markets.settling.queues import QUEUE
    from users.approvals.approving import Proof, approve
    from users.models import Role, User

    market = Market.objects.select_related("business").get(pk=market_id)
    people = User.objects.filter(memberships__business=market.business)
    operator = people.get(memberships__role=Role.MARKET_OPERATOR)
    approver = people.get(memberships__role=Role.APPROVER)
    began = time.perf_counter()
    asked = request_settlement(market=market, key=f"bench-settle-{market.pk}", actor=operator)
    frozen = time.perf_counter()
    approve(approval=asked, checker=approver, digest=asked.digest, proof=Proof())
    approved = time.perf_counter()
    drain_queue(QUEUE)
    ended = time.perf_counter()
    said = {
        "seconds": ended - began,
        "freeze": frozen - began,
        "approve": approved - frozen,
        "post": ended - approved,
        "mib": _most_mib(),
    }
    print(json.dumps(said))


def _most_mib() -> float:
    """The most that this program had: what getrusage tells begins with the process that started it."""
    (line,) = (each for each in Path("/proc/self/status").read_text("ascii").splitlines() if "VmHWM" in each)
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
