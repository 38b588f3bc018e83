"""`guards.json`, what the migrations of this version make, and how a database differs from it, in words."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.guards.catalogue import APPLICATION, Facts, of_one_role, read_catalogue, read_state

PATH = Path(__file__).with_name("guards.json")
#: Tables, views and sequences that are not ours break nothing: they are not named.
_THEIR_OWN = ("table ", "view ", "sequence ")
_ROLE = "role of the application"
#: States of catalogues in which everything was as wanted.
_as_wanted: set[tuple[Any, ...]] = set()


def as_text(facts: Facts) -> str:
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@functools.cache
def wanted() -> Facts:
    facts: Facts = json.loads(PATH.read_text("utf-8"))
    return facts


def changed_guards() -> list[tuple[str, str]]:
    """(code, what is different), in order: GUARD_MISSING, GUARD_CHANGED, GUARD_ADDED; ROLE_MAY_CHANGE where
    somebody may more than the migrations gave.

    A catalogue that was as it should be is not compared again by this process while nobody writes to it.
    """
    state = read_state()
    if state in _as_wanted:
        return []
    names = {match[1] for item in wanted() if (match := re.match(r"function (\w+)\(", item))}
    should, found = wanted(), read_catalogue(functions=sorted(names))
    if of_one_role():
        should, found = _without_role(should), _without_role(found)
    changes = sorted(set(differences(should, found)))
    if of_one_role():
        alone = "the application signs in as the owner of the tables, who may change everything"
        return [("ROLE_MAY_CHANGE", alone), *changes]
    if not changes:
        _as_wanted.add(state)
    return changes


def _without_role(facts: Facts) -> Facts:
    return {
        item: {name: value for name, value in facts[item].items() if not name.startswith(APPLICATION)}
        for item in facts
        if item != _ROLE
    }


def differences(wanted: Facts, found: Facts) -> Iterator[tuple[str, str]]:
    for item, facts in wanted.items():
        if item in found:
            yield from _changes(item, facts, found[item])
        elif not _table(item) or f"table {_table(item)}" in found:
            yield "GUARD_MISSING", f"{item} is not there"
    for item in found.keys() - wanted.keys():
        if not item.startswith(_THEIR_OWN) and (not _table(item) or f"table {_table(item)}" in wanted):
            told = ", ".join(f"{name} {value}" for name, value in sorted(found[item].items()))
            yield "GUARD_ADDED", f"{item} ({told})"


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
        elif item == _ROLE:
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
