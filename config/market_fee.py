"""What markets keep of their pools: PAYOUT_PLATFORM_FEE_PCT, read and checked once at start."""

from __future__ import annotations

import re

from embedded import env

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


def fee_in_bps() -> int:
    """Hundredths of a percent. Raises ConfigurationError."""
    match = _PERCENT.fullmatch(env.text("PAYOUT_PLATFORM_FEE_PCT", "5"))
    bps = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
    if not 0 <= bps <= 10_000:
        raise env.ConfigurationError("PAYOUT_PLATFORM_FEE_PCT is a percentage from 0 to 100, like 5 or 7.25.")
    return bps
