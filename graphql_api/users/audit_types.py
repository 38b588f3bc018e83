"""The audit log, as the schema shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.ids import PREFIXES
from graphql_api.reading import together
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from users import models
from users.audit import BEFORE

#: What a thing is called inside -> its type in the schema.
_TYPES = {name.lower(): name for name in PREFIXES} | {"entry": "JournalEntry", "submission": "KycSubmission"}
_PERSON = "user"


@strawberry.type(description="A fact that belongs to an act: just one of its values says it.")
class AuditFact:
    name: str = strawberry.field(description="What it is, like role or last_day.")
    text: str | None = strawberry.field(
        default=None, description='What it says, money in shillings: "KES 1,160.00"; else null.'
    )
    flag: bool | None = strawberry.field(
        default=None, description="What it says, where it is yes or no; else null."
    )
    count: int | None = strawberry.field(
        default=None, description="What it says, where it is a number of things; else null."
    )
    thing: relay.GlobalID | None = strawberry.field(
        default=None, description="The thing that it names, where it names one: `node` gives it; else null."
    )
    before: AuditFact | None = strawberry.field(
        default=None, description="The same as it was before, where the act changed it; else null."
    )


def _fact(name: str, value: str | int | bool) -> AuditFact:
    if isinstance(value, bool):
        return AuditFact(name=name, flag=value)
    if isinstance(value, int) and name in _TYPES:
        return AuditFact(name=name, thing=relay.GlobalID(_TYPES[name], str(value)))
    if isinstance(value, int):
        return AuditFact(name=name, count=value)
    return AuditFact(name=name, text=str(value))


def _details(root: strawberry.Parent[models.AuditEntry]) -> list[AuditFact]:
    details = dict(root.details)
    past = {name.removesuffix(BEFORE): details.pop(name) for name in root.details if name.endswith(BEFORE)}
    facts = [_fact(name, value) for name, value in sorted(details.items())]
    for fact in facts:
        fact.before = _fact(fact.name, past[fact.name]) if fact.name in past else None
    return facts


def _actor(root: strawberry.Parent[models.AuditEntry]) -> Person | None:
    return Person.of(root.actor) if root.actor else None


def _subject(root: strawberry.Parent[models.AuditEntry]) -> relay.GlobalID | None:
    name, _, number = root.subject.partition(":")
    return relay.GlobalID(_TYPES[name], number) if name in _TYPES and number.isdigit() else None


def _people(keys: Sequence[int]) -> dict[int, models.User]:
    """Entry's key -> the person that it is about, for all entries that were read together."""
    rows = models.AuditEntry.objects.filter(pk__in=keys, subject__startswith=f"{_PERSON}:")
    numbers = {pk: int(subject.partition(":")[2]) for pk, subject in rows.values_list("pk", "subject")}
    found = models.User.objects.in_bulk(set(numbers.values()))
    return {pk: found[number] for pk, number in numbers.items() if number in found}


def _person(root: strawberry.Parent[models.AuditEntry]) -> Person | None:
    found = together(root, ("person",), _people)
    return Person.of(found) if found else None


@strawberry_django.type(models.AuditEntry, description="A privileged act: who did what to which thing.")
class AuditEntry(relay.Node):
    business: Business | None = strawberry_django.field(description="Where; never null in a list.")
    at: datetime = strawberry_django.field(description="When, in UTC.")
    actor: Person | None = strawberry_django.field(
        resolver=_actor, select_related=["actor"], description="Who; null for the machine by itself."
    )
    action: str = strawberry_django.field(description="What was done, like till.create or kyc.refused.")
    subject: relay.GlobalID | None = strawberry_django.field(
        resolver=_subject,
        only=["subject"],
        description="The thing that it was done to: `node` gives it to those who may read it. Null for a"
        " person, and for what has no id.",
    )
    person: Person | None = strawberry_django.field(
        resolver=_person, only=["subject"], description="The person that it was done to; else null."
    )
    details: list[AuditFact] = strawberry_django.field(
        resolver=_details, only=["details"], description="What else there is to know, by name: a handful."
    )
