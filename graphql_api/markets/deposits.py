"""Money into one's wallet: how to pay it in, and asking the own phone for it, with a stake after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast

import strawberry
import strawberry_django
from strawberry import relay

from core.days import today
from core.errors import Findings, InvalidState
from core.text import checked_key
from graphql_api.context import Info
from graphql_api.ledger.wallets import Wallet
from graphql_api.markets.enums import DepositStakeState
from graphql_api.markets.stakes import Stake
from graphql_api.markets.types import Outcome
from graphql_api.mpesa.types import RequestState, Sentence
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.problems import Problem
from graphql_api.reading import Below, together
from graphql_api.scalars import Money, Phone, money_or_none
from ledger.journal.wallet_numbers import number_of
from ledger.journal.wallets import wallet_balance
from ledger.models import Wallet as WalletRow
from markets import models, selectors
from markets.depositing import asking
from markets.legal.excise import deposit_for, excise_in, excise_rate
from mpesa.collections.requests import words
from mpesa.payouts.withdrawing import waiting_in

register_node("WalletDeposit", selectors.deposit_for)


@strawberry.type(description="What to type in M-Pesa's menu, Pay Bill, to pay into a wallet.")
class WalletTopUp:
    paybill: str = strawberry.field(description="The business number.")
    account_number: str = strawberry.field(
        description="The account number: of this wallet alone. Its last digit is a check digit, so a wrong"
        " number is nobody else's wallet."
    )


@strawberry_django.field(
    only=["id"], description="How to pay into it by Pay Bill; null while the business has no PayBill in use."
)
def _top_up(root: strawberry.Parent[WalletRow]) -> WalletTopUp | None:
    def read(keys: Sequence[int]) -> dict[int, WalletTopUp]:
        of = dict(WalletRow.objects.filter(pk__in=keys).values_list("pk", "business"))
        tills = asking.tills_that_take({*of.values()})
        return {
            pk: WalletTopUp(paybill=tills[business].shortcode, account_number=number_of(pk))
            for pk, business in of.items()
            if business in tills
        }

    return together(root, ("top_up",), read)  # type: ignore[no-any-return]


@strawberry.type(description="What to pay in, so that the wallet holds enough for something.")
class DepositNeeded:
    amount: Money = strawberry.field(description="How much to deposit: whole shillings, excise among them.")
    excise: Money = strawberry.field(
        description="How much of it is excise, which never comes into the wallet."
    )


@strawberry_django.field(
    select_related=["account__floor"],
    description="What to deposit so that this much can be spent out of it, at today's excise; null where it"
    " can be already. What else is spent meanwhile is not foreseen.",
)
def _deposit_for(
    root: strawberry.Parent[WalletRow],
    amount: Annotated[Money, strawberry.argument(description="What is to be spent, on a stake for example.")],
) -> DepositNeeded | None:
    def read(keys: Sequence[int]) -> dict[int, int]:
        of = dict(WalletRow.objects.filter(pk__in=keys).values_list("pk", "business"))
        rates = {business: excise_rate(business, today()) for business in {*of.values()}}
        return {pk: rates[business] for pk, business in of.items()}

    rate = together(root, ("excise",), read)
    spendable = wallet_balance(root) - (together(root, ("Wallet", "waiting"), waiting_in) or 0)
    needed = deposit_for(amount - max(0, spendable), rate)
    return DepositNeeded(amount=Money(needed), excise=Money(excise_in(needed, rate))) if needed else None


def _amount(root: strawberry.Parent[models.Deposit]) -> Money:
    return Money(root.request.amount)


def _state(root: strawberry.Parent[models.Deposit]) -> RequestState:
    return RequestState(root.request.state)


def _message(root: strawberry.Parent[models.Deposit]) -> Sentence:
    return cast(Sentence, words.words_of_request(root.request).message)


def _phone(root: strawberry.Parent[models.Deposit]) -> Phone:
    return Phone(root.request.payer.phone_masked)


def _settled_at(root: strawberry.Parent[models.Deposit]) -> datetime | None:
    return root.request.settled_at


def _receipt_number(root: strawberry.Parent[models.Deposit]) -> str | None:
    return root.request.receipt.number if root.request.receipt else None


def _stake_amount(root: strawberry.Parent[models.Deposit]) -> Money | None:
    return money_or_none(root.cents)


def _problem(root: strawberry.Parent[models.Deposit]) -> Problem | None:
    return Problem.of(InvalidState(root.code, "", root.text)) if root.code else None


@strawberry_django.type(
    models.Deposit,
    description="Money that a player asked a phone for, into their wallet. What is paid by Pay Bill without"
    " being asked for is among the wallet's movements alone.",
)
class WalletDeposit(relay.Node):
    wallet: Wallet = strawberry_django.field(description="Into which wallet.")
    amount: Money = strawberry_django.field(
        resolver=_amount,
        select_related=["request"],
        only=["request__amount"],
        description="What was asked for: whole shillings.",
    )
    state: RequestState = strawberry_django.field(
        resolver=_state,
        select_related=["request"],
        only=["request__state"],
        description="How far the payment has come.",
    )
    message: Sentence = strawberry_django.field(
        resolver=_message,
        select_related=["request"],
        only=["request__state", "request__result_code"],
        description="What that means, for the player.",
    )
    phone: Phone = strawberry_django.field(
        resolver=_phone,
        select_related=["request__payer"],
        only=["request__payer__phone_masked"],
        description="Whose phone rings. Masked.",
    )
    receipt_number: str | None = strawberry_django.field(
        resolver=_receipt_number,
        select_related=["request__receipt"],
        only=["request__receipt__number"],
        description="M-Pesa's number of what was paid; null before that.",
    )
    created_at: datetime = strawberry_django.field(description="When it was asked for, in UTC.")
    settled_at: datetime | None = strawberry_django.field(
        resolver=_settled_at,
        select_related=["request"],
        only=["request__settled_at"],
        description="When the end of the payment was known, in UTC; null before that.",
    )
    outcome: Outcome | None = strawberry_django.field(
        description="On what is to be staked; null where the money only goes into the wallet."
    )
    stake_amount: Money | None = strawberry_django.field(
        resolver=_stake_amount, only=["cents"], description="How much is to be staked; null without a stake."
    )
    stake_state: DepositStakeState = strawberry_django.field(
        field_name="state", description="What became of the stake."
    )
    stake: Stake | None = strawberry_django.field(description="The stake; null while there is none.")
    problem: Problem | None = strawberry_django.field(
        resolver=_problem,
        only=["code", "text"],
        description="Why there is no stake, though one was to follow; what was paid is in the wallet. Null"
        " where nothing is wrong.",
    )


@listed(Page[WalletDeposit], description="What was asked for into it, newest first.")  # type: ignore[type-var]
def _deposits(root: strawberry.Parent[WalletRow]) -> Below[models.Deposit]:
    return Below(root, "wallet", models.Deposit.objects.order_by("-pk"))


grow(Wallet, top_up=_top_up, deposit_for=_deposit_for, deposits=_deposits)


@strawberry.input(description="A stake that is to follow a deposit.")
class DepositStakeInput:
    outcome: relay.GlobalID = strawberry.field(description="On what.")
    amount: Money = strawberry.field(description="How much, out of the wallet once the money is in it.")


@strawberry.input(description="Money to put into one's wallet.")
class DepositToWalletInput:
    wallet: relay.GlobalID = strawberry.field(description="My wallet.")
    amount: Money = strawberry.field(description="How much, in whole shillings.")
    phone: Phone | None = strawberry.field(default=None, description="Which phone rings; mine if null.")
    stake: DepositStakeInput | None = strawberry.field(
        default=None, description="What is to be staked when the money is there; null for nothing."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look(input: DepositToWalletInput, found: Findings) -> None:
    with found.noting():
        checked_key(input.idempotency_key)


@strawberry.type
class DepositMutations:
    @mutation(
        description="Asks my phone for money: it goes into my wallet, and only then the stake is placed,"
        " where one is to follow. If that is refused the money stays in the wallet, and `problem` says why."
        " Refused with SELF_EXCLUDED while I keep myself from staking. For the player alone. Safe to repeat.",
        gives="request",
        look=_look,
    )
    def deposit_to_wallet(self, info: Info, input: DepositToWalletInput) -> WalletDeposit:
        me, wish = info.context.user, None
        wallet = cast(WalletRow, find(me, input.wallet, "Wallet", field="wallet"))
        if input.stake is not None:
            outcome = find(me, input.stake.outcome, "Outcome", field="stake.outcome")
            wish = asking.Wish(outcome, input.stake.amount)
        done = asking.deposit(
            wallet=wallet,
            amount=input.amount,
            phone=input.phone or "",
            wish=wish,
            key=input.idempotency_key,
            actor=me,
        )
        return cast(WalletDeposit, done)
