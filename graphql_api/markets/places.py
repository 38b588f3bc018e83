"""Where somebody may become a player: what they are told of a business before they sign up."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import relay

from core import days
from core.errors import NotFound
from graphql_api.nodes import row_id
from markets import rules
from users.models import Business
from users.selectors import open_to_players


@strawberry.type(description="A business that takes players, as it is told to who is not signed in.")
class PlaceToPlay:
    business: strawberry.Private[Business]

    @strawberry.field(description="What people call it.")
    def name(self) -> str:
        return self.business.name

    @strawberry.field(description="The number of its licence that is good today; null where there is none.")
    def licence_number(self) -> str | None:
        licence = rules.licence_on(self.business, days.today())
        return licence.number if licence else None

    @strawberry.field(description="Whether nothing there is money.")
    def play_money(self) -> bool:
        return rules.rules_of(self.business).play_money


@strawberry.type
class PlaceQueries:
    @strawberry.field(
        description="Where one would sign up: for who has its id, signed in or not. Null where there is no"
        " such business, or it takes no players."
    )
    def place_to_play(
        self, business: Annotated[relay.GlobalID, strawberry.argument(description="Which one.")]
    ) -> PlaceToPlay | None:
        try:
            return PlaceToPlay(business=open_to_players(row_id(business, "Business", field="business")))
        except NotFound:
            return None
