"""What the database itself guarantees, as plain SQL files: `<app>/sql/<name>.sql`.

A file holds one function with its triggers, in final form, without history; its name is the function's
without the app's prefix. Below the line `-- reverse` stands what takes all of it away again. `load("ledger",
"check_lines")` is the migration step that runs a file. What the application's role may do stands in
core/sql/rights.txt alone; a file takes no more than PUBLIC's right to execute.

A later change is a new whole file, `<name>.2.sql`, `<name>.3.sql` ..., and one line in a new migration,
`load("ledger", "check_lines", 2)`: the older version is taken away, the newer is made. Where other things
stand on the old one (a view on a function) `unload` takes those away before and `load` makes them again after
it. A guard that goes for good gets a last version without SQL. What was released is never edited; why:
docs/decisions/0008-guards-as-files.md.

`newest_guards` reads from the newest files what must be in the database.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import migrations

ROOT = Path(__file__).resolve().parent.parent
APPLICATION_ROLE = "hesabu_app"
REVERSE_LINE = "\n-- reverse\n"

_FUNCTION = re.compile(r"^CREATE FUNCTION (\w+)\(", re.MULTILINE)
_VIEW = re.compile(r"^CREATE VIEW (\w+)", re.MULTILINE)
_TRIGGER = re.compile(r"^CREATE (?:CONSTRAINT )?TRIGGER (\w+)\s[^;]*?\sON (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Guard:
    """One file, and what it makes; `triggers` are (table, name)."""

    app: str
    name: str
    version: int
    functions: tuple[str, ...]
    views: tuple[str, ...]
    triggers: tuple[tuple[str, str], ...]

    @property
    def forward(self) -> str:
        return _halves(self.app, self.name, self.version)[0]

    @property
    def reverse(self) -> str:
        return _halves(self.app, self.name, self.version)[1]


def load(app: str, name: str, version: int = 1) -> migrations.RunSQL:
    """The migration step that runs a file, in the place of the version before it."""
    new, gone = _halves(app, name, version)
    if version == 1:
        return migrations.RunSQL(new, gone)
    former, former_gone = _halves(app, name, version - 1)
    return migrations.RunSQL(former_gone + new, gone + former)


def unload(app: str, name: str, version: int = 1) -> migrations.RunSQL:
    """The migration step that takes away what a file made, until a later step loads it again."""
    made, gone = _halves(app, name, version)
    return migrations.RunSQL(gone, made)


@functools.cache
def newest_guards() -> tuple[Guard, ...]:
    """The newest version of every file, by app and name."""
    newest: dict[tuple[str, str], int] = {}
    for app, name, version in _files():
        newest[app, name] = max(version, newest.get((app, name), 0))
    return tuple(_guard(app, name, version) for (app, name), version in sorted(newest.items()))


def _guard(app: str, name: str, version: int) -> Guard:
    text = _halves(app, name, version)[0]
    return Guard(
        app,
        name,
        version,
        functions=tuple(_FUNCTION.findall(text)),
        views=tuple(_VIEW.findall(text)),
        triggers=tuple((table, trigger) for trigger, table in _TRIGGER.findall(text)),
    )


def _files() -> Iterator[tuple[str, str, int]]:
    for path in sorted(ROOT.glob("*/sql/*.sql")):
        name, _, version = path.stem.partition(".")
        yield path.parent.parent.name, name, int(version or 1)


def _halves(app: str, name: str, version: int) -> tuple[str, str]:
    ending = "" if version == 1 else f".{version}"
    path = ROOT / app / "sql" / f"{name}{ending}.sql"
    forward, line, reverse = path.read_text("utf-8").partition(REVERSE_LINE)
    if not line:
        raise ValueError(f"{path} has no line `-- reverse`.")
    return forward, reverse
