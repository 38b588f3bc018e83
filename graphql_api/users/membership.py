"""Opening a business, how it is run, and who leaves it."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import mutation
from graphql_api.users.types import Business, Language, Me, Rounding
from users import languages, opening, people
from users.access import Right, require_right


@strawberry.input(description="A business to open.")
class CreateBusinessInput:
    code: str = strawberry.field(
        description="1 to 40 letters, digits, hyphens and underscores, once in all of Hesabu. It never"
        " changes."
    )
    name: str = strawberry.field(description="What people call it, in 1 to 120 characters.")
    rounding: Rounding = strawberry.field(
        default=Rounding.NEAREST,
        description="How amounts become the whole shillings that M-Pesa asks for.",
    )


@strawberry.input(description="Whether players may sign up by themselves.")
class SetTakesPlayersInput:
    business: relay.GlobalID = strawberry.field(description="With this business.")
    takes_players: bool = strawberry.field(description="Who is a player already stays one.")


@strawberry.input(description="The language of a business.")
class SetBusinessLanguageInput:
    business: relay.GlobalID = strawberry.field(description="This one.")
    language: Language = strawberry.field(description="In which it writes to those who chose none.")


@strawberry.input(description="A role to take from a member.")
class RemoveMemberInput:
    membership: relay.GlobalID = strawberry.field(
        description="One role of one person, of `members`. That of a player stays: it goes with the wallet."
    )


@strawberry.input(description="A business to leave.")
class LeaveBusinessInput:
    business: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class MembershipMutations:
    @mutation(
        description="A business of which you are the owner; for people who sign in by name, so many a day. A"
        " repeat is told BUSINESS_CODE_TAKEN: look into `businesses` whether it is yours."
    )
    def create_business(self, info: Info, input: CreateBusinessInput) -> Business:
        opened = opening.open_business(
            code=input.code, name=input.name, actor=info.context.user, rounding=input.rounding.value
        )
        return cast(Business, opened)

    @mutation(description="Whether players may sign up with a business; for the owner. Safe to repeat.")
    def set_takes_players(self, info: Info, input: SetTakesPlayersInput) -> Business:
        where = business_named(info, input.business, Right.BUSINESS_MANAGE)
        changed = opening.set_takes_players(
            business=where, takes_players=input.takes_players, actor=info.context.user
        )
        return cast(Business, changed)

    @mutation(
        description="In which language a business writes to those who chose none; for the owner. Safe to"
        " repeat."
    )
    def set_business_language(self, info: Info, input: SetBusinessLanguageInput) -> Business:
        where = business_named(info, input.business, Right.MEMBER_MANAGE)
        languages.choose_language(language=input.language.value, business=where, actor=info.context.user)
        return cast(Business, where)

    @mutation(
        description="Takes a role from a member; for the owner, and not the last owner's. A membership ends"
        " once: a repeat finds it gone, and is told NOT_FOUND as of one that never was."
    )
    def remove_member(self, info: Info, input: RemoveMemberInput) -> Business:
        actor = info.context.user
        membership = find(actor, input.membership, "Membership", field="membership")
        require_right(actor, membership.business, Right.MEMBER_MANAGE)
        people.remove_member(membership=membership, actor=actor)
        return cast(Business, membership.business)

    @mutation(
        description="Gives up all my roles of staff in a business; not for its last owner. Who has none there"
        " any more is told NOT_FOUND."
    )
    def leave_business(self, info: Info, input: LeaveBusinessInput) -> Me:
        person = info.context.user
        where = business_named(info, input.business, Right.BUSINESS_READ)
        people.leave_business(business=where, person=person)
        return Me(user=person)
