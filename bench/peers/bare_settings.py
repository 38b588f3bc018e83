"""Our settings, for one view without middleware."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peers.bare_view"
MIDDLEWARE: list[str] = []  # type: ignore[no-redef]
