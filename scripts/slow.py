"""The long tests of one area, or of all: `make slow AREA=ledger`.

An area is its test folders, plus what is named for it in tests/e2e, tests/properties and tests/chaos.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AREAS: dict[str, tuple[str, ...]] = {
    "ledger": ("ledger",),
    "accounting": ("ledger", "accounting"),
    "sandbox": ("daraja_sandbox",),
    "collections": ("mpesa",),
    "payouts": ("mpesa",),
    "billing": ("billing",),
    "markets": ("markets",),
    "reconciliation": ("reconciliation",),
    "reports": ("reports",),
    "graphql": ("graphql_api",),
    "console": ("console",),
    "operations": ("config", "embedded", "core", "users", "messaging"),
}
SHARED_FOLDERS = ("e2e", "properties", "chaos")
NO_TESTS = 5


def paths_of(area: str, tests: Path) -> list[str]:
    folders = [tests / name for name in AREAS[area]]
    named = [path for shared in SHARED_FOLDERS for path in sorted((tests / shared).glob(f"*{area}*"))]
    return [str(path.relative_to(tests.parent)) for path in (*folders, *named) if path.exists()]


def main(arguments: list[str]) -> int:
    area = arguments[0] if arguments else ""
    if area and area not in AREAS:
        print(f"slow: no area {area}; there are: {' '.join(AREAS)}", file=sys.stderr)
        return 2
    paths = paths_of(area, ROOT / "tests") if area else ["tests"]
    code = NO_TESTS
    if paths:
        code = subprocess.call(
            # Tests that need a program which is not installed are named, with the package that has it.
            [sys.executable, "-m", "pytest", "-m", "slow", "-rs", *paths, *arguments[1:]],
            cwd=ROOT,
        )
    if code == NO_TESTS:
        print(f"slow: there are no long tests in {area or 'this project'} yet", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
