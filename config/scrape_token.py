"""METRICS_TOKEN: what a Prometheus sends to read /metrics."""

from __future__ import annotations

import re
from typing import Final

from embedded import env

_TOKEN: Final = re.compile(r"[!-~]{32,}")


def metrics_token() -> str:
    """Empty: nobody may read it, and there is no such address. Raises ConfigurationError."""
    token = env.text("METRICS_TOKEN", "")
    if token and not _TOKEN.fullmatch(token):
        raise env.ConfigurationError("METRICS_TOKEN is too short: 32 characters of ASCII or more, no blanks.")
    return token
