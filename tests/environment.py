"""Loaded by pytest before Django's settings are read (pyproject.toml, `-p tests.environment`).

The tests have servers of their own, away from those of `make run`, and no `.env`. They live in memory where
the machine has room for that: cloning a database there takes 0.02 s instead of 0.2 s.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MEMORY = Path("/dev/shm")
_ROOM = 3 * 2**30


def _parent() -> Path:
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return Path("/var/tmp" if os.geteuid() == 0 else tempfile.gettempdir())


os.environ.setdefault(
    "HESABU_LOCAL_DIR",
    str(_parent() / f"hesabu-t{os.geteuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"),
)
os.environ.setdefault("HESABU_FAST_DATABASE", "1")
os.environ.setdefault("HESABU_ENV_FILE", "")
os.environ.setdefault("GRAPHQL_PER_MINUTE", "0")  # a walk through the schema is a thousand operations
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
    os.environ.pop(_name, None)
# The suite starts some hundred Python processes: what they run is compiled once, whatever the machine says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
