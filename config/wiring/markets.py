from __future__ import annotations

from markets.running import reviewing
from users.access import Right
from users.approvals.kinds import register_approval_kind


def wire() -> None:
    register_approval_kind(
        reviewing.KIND,
        describe=reviewing.describe_opening,
        execute=reviewing.execute_opening,
        put_back=reviewing.put_back_opening,
        right=Right.MARKET_DECIDE,
        read_right=Right.MARKET_READ,
    )
