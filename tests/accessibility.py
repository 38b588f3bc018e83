"""What axe-core finds wrong with the page that a browser shows."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Protocol

from scripts.console_types import installed

GRAVE = ("serious", "critical")


class Page(Protocol):
    """The tests' browser, or anything else that runs a script in a page and awaits its promise."""

    def run(self, script: str) -> Any: ...


def find_problems(page: Page, *, impacts: tuple[str, ...] = GRAVE) -> list[str]:
    """A line for each thing that axe-core calls one of `impacts`; none if all is well."""
    page.run(f"{_script()}; 1")
    told = page.run("axe.run(document).then(found => JSON.stringify(found.violations))")
    return [
        f"{one['impact']} {one['id']}: {one['help']}: {node['html'][:200]}"
        for one in json.loads(told)
        for node in one["nodes"]
        if one["impact"] in impacts
    ]


@cache
def _script() -> str:
    """Of npm's package, at the version that console/types/package-lock.json pins."""
    return (installed() / "axe-core" / "axe.min.js").read_text("utf-8")
