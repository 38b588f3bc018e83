"""`guards.json`, what the migrations of this version make, and how a database differs from it, in words."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.guards.catalogue import Facts

PATH = Path(__file__).with_name("guards.json")
#: Tables, views and sequences that are not ours break nothing: they are not named.
_THEIR_OWN = ("table ", "view ", "sequence ")
ROLE = "role of the application"


def as_text(facts: Facts) -> str:
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@functools.cache
def wanted() -> Facts:
    facts: Facts = json.loads(PATH.read_text("utf-8"))
    return facts


def differences(wanted: Facts, found: Facts) -> Iterator[tuple[str, str, str]]:
    """(code, object, what is said of it). GUARD_MISSING, GUARD_CHANGED, GUARD_ADDED, and ROLE_MAY_CHANGE
    where somebody may more than is wanted."""
    for item, facts in wanted.items():
        if item in found:
            for code, said in _changes(item, facts, found[item]):
                yield code, item, said
        elif not _table(item) or f"table {_table(item)}" in found:
            yield "GUARD_MISSING", item, f"{item} is not there"
    for item in found.keys() - wanted.keys():
        if not item.startswith(_THEIR_OWN) and (not _table(item) or f"table {_table(item)}" in wanted):
            told = ", ".join(f"{name} {value}" for name, value in sorted(found[item].items()))
            yield "GUARD_ADDED", item, f"{item} ({told})"


def _table(item: str) -> str:
    """The table that a trigger, a constraint, an index, a rule or a policy is on."""
    on_one = item.startswith(("trigger ", "constraint ", "index ", "rule ", "policy "))
    return item.rpartition(" on ")[2] if on_one else ""


def _changes(item: str, wanted: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted(wanted.keys() | found.keys()):
        should, is_ = wanted.get(name, ""), found.get(name, "")
        if should == is_:
            continue
        if name.startswith("rights of "):
            yield from _rights(item, name.removeprefix("rights of "), should, is_)
        elif item == ROLE:
            yield "ROLE_MAY_CHANGE", f"{item}: {name} {is_ or 'none'}, not {should or 'none'}"
        elif name == "source":
            yield "GUARD_CHANGED", f"{item}: its source is another"
        else:
            yield "GUARD_CHANGED", f"{item}: {name} is {is_ or 'not there'}, not {should or 'there'}"


def _rights(item: str, who: str, should: str, is_: str) -> Iterator[tuple[str, str]]:
    who, _, part = who.partition(" on ")
    where = f"{part} of {item}" if part else item
    if gained := sorted(set(is_.split()) - set(should.split())):
        yield "ROLE_MAY_CHANGE", f"{who} may {', '.join(gained)} on {where}"
    if lost := sorted(set(should.split()) - set(is_.replace("*", "").split())):
        yield "GUARD_CHANGED", f"{who} may not {', '.join(lost)} on {where}"
