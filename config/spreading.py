"""Where very large work is spread: DASK_SCHEDULER, read and checked once at start."""

from __future__ import annotations

from embedded import env


def dask_scheduler() -> str:
    """The address of a scheduler; empty: none. Raises ConfigurationError for one that speaks without
    certificates: whoever reaches it could run anything, here too."""
    address = env.text("DASK_SCHEDULER", "")
    if address and not address.startswith("tls://"):
        raise env.ConfigurationError("DASK_SCHEDULER begins with tls:// (docs/operations.md).")
    return address
