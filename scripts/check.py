"""Everything CI runs, in order; stops at the first step that fails. `make check`, or give step names to run
some.

Steps that need a database get an empty one of their own, whatever `.env` says; the tests bring theirs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
STEPS: dict[str, list[str]] = {
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "layers": [str(Path(PYTHON).with_name("lint-imports")), "--no-cache"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "schema": [PYTHON, "manage.py", "export_schema", "--check"],
    "changes": [PYTHON, "scripts/schema_changes.py"],
    "guards": [PYTHON, "manage.py", "export_guards", "--check"],
    "types": [PYTHON, "-m", "mypy"],
    "vendor": [PYTHON, "scripts/vendor.py"],
    "console": [PYTHON, "scripts/console_types.py"],
    "tests": [PYTHON, "-m", "pytest", "@tests/on_all_cores.args"],
}
DATABASE_VARIABLES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FIELD_ENCRYPTION_KEYS",
)
DATABASE_VARIABLES += ("BLIND_INDEX_KEYS", "PIN_PEPPER", "HESABU_EMBEDDED")


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"check: no step {unknown[0]}; there are: {' '.join(STEPS)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    local_dir = tempfile.mkdtemp(prefix="hesabu-check-", dir="/tmp")  # short: it holds a socket
    hidden = {name + ending for name in DATABASE_VARIABLES for ending in ("", "_FILE")}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"HESABU_LOCAL_DIR": local_dir, "HESABU_ENV_FILE": "", "HESABU_FAST_DATABASE": "1"}
    os.environ.clear()
    os.environ.update(environment)
    from embedded import services

    chosen = names or list(STEPS)
    try:
        if {"migrations", "schema", "guards"} & set(chosen):
            services.ensure_services()  # once for all steps instead of once for each
        return run_steps(chosen)
    finally:
        services.release_services()
        shutil.rmtree(local_dir, ignore_errors=True)


def run_steps(names: list[str]) -> int:
    for name in names:
        print(f"== {name}: {' '.join(STEPS[name][1:])}", flush=True)
        started = time.monotonic()
        environment = dict(os.environ)
        if name == "tests":
            environment.pop("HESABU_LOCAL_DIR")
        code = subprocess.call(STEPS[name], cwd=ROOT, env=environment)
        if code:
            print(f"== {name} FAILED (exit code {code})", flush=True)
            return code if code > 0 else 1
        print(f"== {name} passed in {time.monotonic() - started:.1f} s", flush=True)
    print("== all checks passed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
