"""What a stake got, and how everybody checks that: the certificate of a market, and the proof of a stake."""

from __future__ import annotations

from datetime import datetime, timedelta

import strawberry
import strawberry_django

from core import days
from graphql_api.context import Info
from graphql_api.markets.enums import StakeFate
from graphql_api.markets.stakes import Stake
from graphql_api.markets.types import Market
from graphql_api.pages import grow
from graphql_api.reading import together
from graphql_api.scalars import Money, money_or_none
from markets import models
from markets.parimutuel import Fate
from markets.settling.proving import digests_of, fates_of, proofs_of
from markets.settling.web import certificate_address
from users.files import LIFETIME


@strawberry.type(
    description="All that went into a settlement and came out of it, for everybody to check; it names no"
    " player. How: docs/markets.md."
)
class MarketCertificate:
    digest: str = strawberry.field(
        description="SHA-256 of it all, in hex: what was approved. A certificate or a proof that has another"
        " one is not this market's."
    )
    address: str = strawberry.field(
        description="GET it here, as JSON lines, with the session that asked; markets/verify_certificate.py"
        " checks it."
    )
    expires_at: datetime = strawberry.field(description="Until when the address is good, in UTC.")


@strawberry_django.field(
    only=["id"],
    description="Of the settlement that players were paid by; null before, and where nothing was staked.",
)
def _certificate(root: strawberry.Parent[models.Market], info: Info) -> MarketCertificate | None:
    found = together(root, ("Market", "certificate"), digests_of)
    if found is None:
        return None
    run, digest = found
    return MarketCertificate(
        digest=digest,
        address=certificate_address(run=run, user=info.context.user),
        expires_at=days.now() + timedelta(seconds=LIFETIME),
    )


def _fate_of(root: models.Stake) -> tuple[Fate, int] | None:
    found: tuple[Fate, int] | None = together(root, ("Stake", "fate"), fates_of)
    return found


@strawberry_django.field(only=["id"], description="What became of it; null until its market is settled.")
def _fate(root: strawberry.Parent[models.Stake]) -> StakeFate | None:
    found = _fate_of(root)
    return None if found is None else StakeFate(found[0].name)


@strawberry_django.field(
    only=["id"],
    description="What came back to the wallet for it, the stake itself among it; null until its market is"
    " settled.",
)
def _pays(root: strawberry.Parent[models.Stake]) -> Money | None:
    found = _fate_of(root)
    return money_or_none(None if found is None else found[1])


@strawberry_django.field(
    only=["id"],
    description="A line of JSON that shows that this stake, with what it got, is part of the certificate:"
    " markets/verify_certificate.py checks it by the digest alone. Null until its market is settled.",
)
def _proof(root: strawberry.Parent[models.Stake]) -> str | None:
    found: str | None = together(root, ("Stake", "proof"), proofs_of)
    return found


grow(Market, certificate=_certificate)
grow(Stake, fate=_fate, pays=_pays, proof=_proof)
