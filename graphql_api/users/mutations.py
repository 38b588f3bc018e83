"""Businesses, and who is a member of a business."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graphql_api.context import Info
from graphql_api.problems import Problem
from graphql_api.users.types import Business, Me, Role, Rounding
from users import opening, people, selectors
from users.access import Right, business_for


@strawberry.type(description="Signed in: the session cookie is set, and the CSRF cookie is a new one.")
class SignedIn:
    me: Me


@strawberry.type
class MemberRemoved:
    business: Business


@strawberry.type
class BusinessLeft:
    done: bool = True


SignInResult: TypeAlias = Annotated[SignedIn | Problem, strawberry.union("SignInResult")]
BusinessResult: TypeAlias = Annotated[Business | Problem, strawberry.union("BusinessResult")]
BusinessLeftResult: TypeAlias = Annotated[BusinessLeft | Problem, strawberry.union("BusinessLeftResult")]
MemberRemovedResult: TypeAlias = Annotated[MemberRemoved | Problem, strawberry.union("MemberRemovedResult")]


@strawberry.type
class UserMutations:
    @strawberry.mutation(
        description="A business of which you are the owner; for people who sign in by name, so many a day."
    )
    def create_business(
        self, info: Info, code: str, name: str, rounding: Rounding = Rounding.NEAREST
    ) -> BusinessResult | None:
        return opening.open_business(  # type: ignore[return-value]
            code=code, name=name, actor=info.context.user, rounding=rounding.value
        )

    @strawberry.mutation(
        description="Whether players may sign up with a business by themselves; for the owner."
    )
    def set_takes_players(self, info: Info, business: str, takes_players: bool) -> BusinessResult | None:
        actor = info.context.user
        where = business_for(actor, business, Right.BUSINESS_MANAGE)
        return opening.set_takes_players(  # type: ignore[return-value]
            business=where, takes_players=takes_players, actor=actor
        )

    @strawberry.mutation(
        description="Takes a role from a member; for the owner. Safe to repeat: afterwards no member of that"
        " name holds the role."
    )
    def remove_member(
        self, info: Info, business: str, username: str, role: Role
    ) -> MemberRemovedResult | None:
        actor = info.context.user
        where = business_for(actor, business, Right.MEMBER_MANAGE)
        member = selectors.member_named(where, username)
        if member is not None:
            people.remove_member(business=where, user=member, role=role.value, actor=actor)
        return MemberRemoved(business=where)  # type: ignore[arg-type]

    @strawberry.mutation(description="Gives up all my roles of staff in a business; not for its last owner.")
    def leave_business(self, info: Info, business: str) -> BusinessLeftResult | None:
        person = info.context.user
        where = business_for(person, business, Right.BUSINESS_READ)
        people.leave_business(business=where, person=person)
        return BusinessLeft()
