"""The callback addresses of a till: what Safaricom was told, and a new secret in them; for the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find
from graphql_api.pages import grow
from graphql_api.payloads import mutation
from graphql_api.reading import together
from mpesa import models
from mpesa.callbacks.replaying import reopen_address
from mpesa.tills import registering, rotating

UrlsVersion = described(
    models.UrlsVersion,
    "UrlsVersion",
    "Versions of Safaricom's registration. They differ in how the payer's number is written in what it"
    " tells us.",
    V1="The first one; operators were told to stay with it.",
    V2="The second one.",
)
WhenUnreachable = described(
    models.WhenUnreachable,
    "WhenUnreachable",
    "What M-Pesa does with a payment while nobody answers whether it may be made.",
    COMPLETED="It is made.",
    CANCELLED="It is refused.",
)


@strawberry_django.type(
    models.UrlRegistration, description="One try to tell Safaricom where payments to a till are announced."
)
class UrlRegistration:
    at: datetime = strawberry_django.field(description="When it was tried, in UTC.")
    version: UrlsVersion = strawberry_django.field(
        description="By which version of Safaricom's registration."
    )
    when_unreachable: WhenUnreachable = strawberry_django.field(
        description="What M-Pesa was told to do with a payment while nobody answers."
    )
    address: str = strawberry_django.field(
        description="The public address that was told, without its secret."
    )
    done: bool = strawberry_django.field(description="Whether Safaricom has it.")
    code: str = strawberry_django.field(
        description="Why not, as docs/errors.md has it; empty when it was done."
    )
    answer: str = strawberry_django.field(description="Safaricom's own words; may be empty.")


@strawberry_django.type(
    models.FormerHookToken,
    description="The address at which a till's callbacks came before the present one. Its secret cannot be"
    " read.",
)
class FormerAddress:
    replaced_at: datetime = strawberry_django.field(
        description="When the present one took its place, in UTC."
    )
    retired_at: datetime | None = strawberry_django.field(
        description="Since when payments that are announced there are kept as cases and not booked, in"
        " UTC; null while they are booked."
    )


def _registration(root: strawberry.Parent[models.Till]) -> UrlRegistration | None:
    return cast("UrlRegistration | None", together(root, ("registration",), _registrations))


def _registrations(tills: Sequence[int]) -> dict[int, models.UrlRegistration]:
    tried = models.UrlRegistration.objects.filter(till__in=tills).order_by("till", "-id").distinct("till")
    return {registration.till_id: registration for registration in tried}


def _former_address(root: strawberry.Parent[models.Till]) -> FormerAddress | None:
    return cast("FormerAddress | None", together(root, ("former",), _former_addresses))


def _former_addresses(tills: Sequence[int]) -> dict[int, models.FormerHookToken]:
    former = models.FormerHookToken.objects.filter(till__in=tills).order_by("till", "-id").distinct("till")
    return {token.till_id: token for token in former}


grow(
    Till,
    url_registration=strawberry_django.field(
        resolver=_registration,
        description="The last try to tell Safaricom where payments are announced; null before the first.",
    ),
    former_address=strawberry_django.field(
        resolver=_former_address,
        description="Where callbacks came before the present address; null when there was no other.",
    ),
)


@strawberry.input(description="A till whose addresses Safaricom is told.")
class RegisterUrlsInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    version: UrlsVersion | None = strawberry.field(
        default=None, description="By this version; null: as the last time, and V1 the first time."
    )
    when_unreachable: WhenUnreachable | None = strawberry.field(
        default=None,
        description="What M-Pesa does with a payment while nobody answers; null: as the last time, and"
        " COMPLETED the first time.",
    )


@strawberry.input(description="A till that gets a new address.")
class RotateHookTokenInput:
    till: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.input(description="A till whose former address is no longer believed.")
class RetireHookTokenInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    even_so: bool = strawberry.field(
        default=False,
        description="Though no payment was announced at the new address yet: somebody else knows the old"
        " one.",
    )


@strawberry.input(description="A till whose former address is believed again.")
class ReopenHookTokenInput:
    till: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class TillAddressMutations:
    @mutation(
        description="Tells Safaricom where payments are announced; for the owner. Safe to repeat. Production"
        " takes it once: after that the old addresses are removed in Safaricom's portal first."
    )
    def register_urls(self, info: Info, input: RegisterUrlsInput) -> Till:
        told = registering.register_urls(
            till=till_named(info, input.till),
            version=input.version and input.version.value,
            when_unreachable=input.when_unreachable and input.when_unreachable.value,
            actor=info.context.user,
        )
        return cast(Till, told)

    @mutation(
        description="Gives a till a new address for its callbacks; for the owner. The old one stays valid"
        " until it is retired: register the new one next."
    )
    def rotate_hook_token(self, info: Info, input: RotateHookTokenInput) -> Till:
        return cast(
            Till, rotating.rotate_hook_token(till=till_named(info, input.till), actor=info.context.user)
        )

    @mutation(
        description="Retires the former address of a till; for the owner. Payments that are announced there"
        " afterwards are kept as cases and not booked. Safe to repeat."
    )
    def retire_hook_token(self, info: Info, input: RetireHookTokenInput) -> Till:
        till = till_named(info, input.till)
        retired = rotating.retire_hook_token(till=till, even_so=input.even_so, actor=info.context.user)
        return cast(Till, retired)

    @mutation(
        description="Believes the last retired address of a till again; for the owner. What was announced"
        " there meanwhile is booked now, and its cases close. Safe to repeat."
    )
    def reopen_hook_token(self, info: Info, input: ReopenHookTokenInput) -> Till:
        return cast(Till, reopen_address(till=till_named(info, input.till), actor=info.context.user))


def till_named(info: Info, id: relay.GlobalID) -> models.Till:
    """The till of an input's id. Raises NotFound."""
    return cast(models.Till, find(info.context.user, id, "Till", field="till"))
