"""Where bills are signed: ETIMS_URL, read and checked once at start."""

from __future__ import annotations

from urllib.parse import urlsplit

from embedded import env


def control_unit() -> str:
    """The address of the control unit without a slash at its end; empty: none. Raises ConfigurationError."""
    address = env.text("ETIMS_URL", "").rstrip("/")
    parts = urlsplit(address)
    if address and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
    ):
        raise env.ConfigurationError("ETIMS_URL is the address of a control unit: http(s)://host:port/path.")
    return address
