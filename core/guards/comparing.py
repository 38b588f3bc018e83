"""What is wrong with the guards of a database: differences from the manifest, and traces that nobody
recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from core.guards.catalogue import (
    APPLICATION,
    Facts,
    of_one_role,
    owner_is_not_named,
    read_catalogue,
    read_state,
)
from core.guards.manifest import ROLE, differences, wanted
from core.guards.recording import newest_record, touched_guards

OWNER_MISSING = "the tables belong to another role: DATABASE_OWNER_URL must name their owner, to us too"
#: States of catalogues, with the record of them, in which everything was as it should be.
_sound: set[tuple[Any, ...]] = set()


def broken_guards() -> list[tuple[str, str]]:
    """(code, what is wrong), in order.

    GUARD_MISSING, GUARD_CHANGED, GUARD_ADDED; ROLE_MAY_CHANGE where somebody may more than the migrations
    gave; GUARD_TOUCHED for what is as it should be and was not all the time; GUARD_RECORD_BROKEN.
    A catalogue that was as it should be is not compared again by this process while nobody writes to it.
    """
    record = newest_record()
    state = (*read_state(), record and (record.number, bytes(record.digest)))
    if state in _sound:
        return []
    changed = list(_changed())
    named = {item for _, item, _ in changed}
    touched = [each for each in touched_guards(record) if each[1] not in named]
    if not changed and not touched:
        _sound.add(state)
    return sorted({(code, detail) for code, _, detail in changed}) + [
        (code, said) for code, _, said in touched
    ]


def changed_guards() -> list[tuple[str, str]]:
    """(code, what differs from the manifest), whatever the record says."""
    return sorted({(code, said) for code, _, said in _changed()})


def _changed() -> Iterator[tuple[str, str, str]]:
    if owner_is_not_named():  # every right of the owner would be told as one too many
        yield "ROLE_MAY_CHANGE", ROLE, OWNER_MISSING
        return
    names = {match[1] for item in wanted() if (match := re.match(r"function (\w+)\(", item))}
    should, found = wanted(), read_catalogue(functions=sorted(names))
    if of_one_role():
        should, found = _without_role(should), _without_role(found)
        alone = "the application signs in as the owner of the tables, who may change everything"
        yield "ROLE_MAY_CHANGE", ROLE, alone
    yield from differences(should, found)


def _without_role(facts: Facts) -> Facts:
    return {
        item: {name: value for name, value in facts[item].items() if not name.startswith(APPLICATION)}
        for item in facts
        if item != ROLE
    }
