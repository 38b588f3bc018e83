"""Deposits that players have asked for, and the stakes that are to follow them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Wallet
from markets.models.markets import Outcome
from markets.models.stakes import Stake
from mpesa.models import PaymentRequest
from users.models import Business


class DepositState(models.TextChoices):
    """Of the stake that is to follow."""

    NO_STAKE = "NO_STAKE"
    WAITING = "WAITING"
    STAKED = "STAKED"
    REFUSED = "REFUSED"


class Deposit(StateMachine):
    """A payment request for a player's wallet. With an outcome, so much is staked on it once the money is in
    the wallet; refused, it stays there, and `code` and `text` say why."""

    legal_steps = {
        "NO_STAKE": (),
        "WAITING": ("STAKED", "REFUSED"),
        "STAKED": (),
        "REFUSED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.OneToOneField(PaymentRequest, on_delete=models.PROTECT, related_name="deposit")
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="deposits", db_index=False)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cents = CentsField(null=True, help_text="to stake, where an outcome is named")
    state = KindField(max_length=10, choices=DepositState.choices, default=DepositState.NO_STAKE)
    stake = models.OneToOneField(Stake, on_delete=models.PROTECT, null=True, related_name="deposit")
    code = models.CharField(max_length=40, blank=True, help_text="why there is no stake")
    text = models.CharField(max_length=200, blank=True)
    created_at = MomentField(auto_now_add=True)
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="NO_STAKE", outcome=None, cents=None)
                | (~Q(state="NO_STAKE") & Q(outcome__isnull=False, cents__gt=0)),
                name="deposit_stake_named",
            ),
            models.CheckConstraint(
                condition=Q(state="STAKED", stake__isnull=False) | (~Q(state="STAKED") & Q(stake=None)),
                name="deposit_staked",
            ),
            models.CheckConstraint(
                condition=(Q(state="REFUSED") & ~Q(code="")) | (~Q(state="REFUSED") & Q(code="")),
                name="deposit_refused_why",
            ),
        ]
        indexes = [
            models.Index(fields=["wallet", "-id"], name="deposit_by_wallet"),
            models.Index(fields=["id"], name="deposit_waiting", condition=Q(state="WAITING")),
        ]
