"""Who beside the asker could say yes to what is asked for, told before and after it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.pages import grow
from graphql_api.reading import path_of, together
from graphql_api.users.types import Business
from users.access import Right
from users.approvals.approving import SECOND_THOUGHTS, others_able
from users.approvals.kinds import known_kind
from users.models import Business as BusinessRow


@strawberry.type(description="Whether somebody beside the asker can say yes to a kind of request.")
class SecondPerson:
    others: int = strawberry.field(
        description="How many active members beside the asker may answer such a request."
    )
    two_people: bool = strawberry.field(
        description="Nobody ever approves their own. Where this is false and `others` is 0, who asked may"
        " answer alone, `minutes` after asking, with the password again."
    )
    minutes: int = strawberry.field(description="How long somebody waits before answering alone.")


@strawberry_django.field(
    only=["id"],
    description="Who could say yes if the asker asked for something of this kind (`market.open`). Null for"
    " who reads no requests for approval, and for a kind that there is not.",
)
def _second_person(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    kind: Annotated[str, strawberry.argument(description="Of requests, as `Approval.kind` says it.")],
) -> SecondPerson | None:
    act = known_kind(kind)
    if act is None or not info.context.holds(root.pk, Right.APPROVAL_READ):
        return None
    user = info.context.user
    others = together(root, (*path_of(info), kind), lambda keys: others_able(keys, act.right, user))
    return SecondPerson(
        others=others or 0,
        two_people=act.two_people_always,
        minutes=SECOND_THOUGHTS // timedelta(minutes=1),
    )


grow(Business, second_person=_second_person)
