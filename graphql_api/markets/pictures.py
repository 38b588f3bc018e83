"""The picture of a market: sent with its draft, shown to whoever sees the market."""

from __future__ import annotations

from datetime import timedelta

import strawberry
import strawberry_django
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.ledger.files import FileUpload
from graphql_api.markets.types import Market
from graphql_api.nodes import find
from graphql_api.pages import grow
from graphql_api.payloads import mutation
from graphql_api.reading import together
from markets import models
from markets.running.picturing import picture_path, picture_upload_path, pictures_of
from users.files import LIFETIME


@strawberry_django.field(
    only=["id"],
    description="Where its picture is, for ten minutes and for who asked; null without one.",
)
def _picture(root: strawberry.Parent[models.Market], info: Info) -> str | None:
    found: int | None = together(root, ("Market", "picture"), pictures_of)
    return None if found is None else picture_path(picture=found, user=info.context.user)


grow(Market, picture=_picture)


@strawberry.input(description="A picture to send.")
class UploadMarketPictureInput:
    market: relay.GlobalID = strawberry.field(description="Of which draft.")


@strawberry.type
class MarketPictureMutations:
    @mutation(
        description="Gives an address for the picture of a draft: JPEG or PNG, up to 2 MB. It takes the place"
        " of the one before.",
        facts=True,
    )
    def upload_market_picture(self, info: Info, input: UploadMarketPictureInput) -> FileUpload:
        found = find(info.context.user, input.market, "Market", field="market")
        path = picture_upload_path(market=found, user=info.context.user)
        return FileUpload(path=path, expires_at=days.now() + timedelta(seconds=LIFETIME))
