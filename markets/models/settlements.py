"""Settlement runs: the numbers of one result, frozen before anything is posted, and how far it is posted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Wallet
from markets.models.markets import Market
from markets.models.resolutions import Proposal
from markets.models.stakes import Stake
from mpesa.models import Payout
from users.models import Approval, User


class RunKind(models.TextChoices):
    SETTLEMENT = "SETTLEMENT"
    VOID = "VOID"
    CORRECTION = "CORRECTION"


class RunState(models.TextChoices):
    FROZEN = "FROZEN"
    APPROVED = "APPROVED"
    DONE = "DONE"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class SettlementRun(StateMachine):
    """What everybody gets by one result, and the house; one of a market is in force at a time.

    Its numbers are written once, with it, and its digest is of exactly them: that is what is approved. Then
    payments are posted by their position, so many at once; `posted` is how many, written with them.
    """

    legal_steps = {
        "FROZEN": ("APPROVED", "CANCELLED"),
        "APPROVED": ("DONE", "CANCELLED"),
        "DONE": ("REPLACED",),
        "REPLACED": (),
        "CANCELLED": (),
    }

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="runs", db_index=False)
    number = models.IntegerField()
    kind = KindField(max_length=10, choices=RunKind.choices)
    state = KindField(max_length=9, choices=RunState.choices, default=RunState.FROZEN)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, related_name="runs", help_text="null: void"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", help_text="of a correction"
    )
    reason = models.CharField(max_length=200, blank=True)
    digest = models.BinaryField(max_length=32, help_text="of the inputs and the result (certificate.py)")
    head = models.TextField(help_text="the certificate's head, in JSON: inputs, sums and root of the tree")
    stakes = models.IntegerField(help_text="how many there are")
    winners = models.IntegerField(help_text="players who get more than nothing for being right")
    payments = models.IntegerField(help_text="wallets that something is posted to")
    staked = CentsField()
    carry_in = CentsField(default=0, help_text="cents from 2310 that are shared with the pool")
    paid = CentsField(help_text="cents to who was right, their stakes among them")
    refunded = CentsField(help_text="cents given back")
    fee = CentsField()
    breakage = CentsField(default=0)
    carry_out = CentsField(default=0)
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    posted = models.IntegerField(default=0, help_text="payments that are in the books")
    sent = models.IntegerField(default=0, help_text="payments whose withdrawals are made, by position")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    frozen_at = MomentField(auto_now_add=True)
    begun_at = MomentField(null=True)
    done_at = MomentField(null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["market", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["market", "key"], name="run_key_once"),
            models.UniqueConstraint(
                fields=["market"], name="run_in_force_once", condition=Q(state__in=["APPROVED", "DONE"])
            ),
            models.CheckConstraint(
                condition=Q(
                    staked=F("paid")
                    + F("refunded")
                    + F("fee")
                    + F("breakage")
                    + F("carry_out")
                    - F("carry_in")
                ),
                name="run_sums_to_pool",
            ),
            models.CheckConstraint(
                condition=Q(
                    paid__gte=0,
                    refunded__gte=0,
                    fee__gte=0,
                    breakage__gte=0,
                    carry_in__gte=0,
                    carry_out__gte=0,
                ),
                name="run_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(posted__gte=0, posted__lte=F("payments"), sent__gte=0, sent__lte=F("posted")),
                name="run_progress_within",
            ),
            models.CheckConstraint(
                condition=Q(kind="VOID", proposal=None)
                | Q(kind__in=["SETTLEMENT", "CORRECTION"], proposal__isnull=False),
                name="run_of_a_proposal",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="run_to_post", condition=Q(state="APPROVED")),
            models.Index(
                fields=["id"], name="run_to_send", condition=Q(state="DONE") & Q(sent__lt=F("posted"))
            ),
        ]

    def reference(self, what: str) -> str:
        """Of an entry of this run."""
        return f"market:{self.market_id}:run:{self.number}:{what}"


class RunTree(models.Model):
    """What of the tree of a run's certificate is kept, so that one stake is proved without all of them
    (settling/proving.py). Append-only."""

    run = models.OneToOneField(SettlementRun, on_delete=models.PROTECT, primary_key=True, related_name="tree")
    block_roots = models.BinaryField(help_text="of the blocks of the tree (merkle.py), 32 bytes each")
    first_stakes = models.BinaryField(
        help_text="the sequence of each player's first stake, ascending, 4 bytes each, big-endian"
    )


class NumberKind(models.TextChoices):
    PAY = "PAY"
    REFUND = "REFUND"


class FrozenNumber(models.Model):
    """What a stake gets by a run, where that is more than nothing. Append-only."""

    run = models.ForeignKey(SettlementRun, on_delete=models.PROTECT, related_name="numbers", db_index=False)
    stake = models.ForeignKey(Stake, on_delete=models.PROTECT, related_name="numbers", db_index=False)
    kind = KindField(max_length=6, choices=NumberKind.choices)
    cents = CentsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "stake"], name="number_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="number_positive"),
        ]


class RunPayment(models.Model):
    """What a wallet gets by a run, and what it gives back of the run before. Append-only.

    Positions count from 1, those who give back more than they get first: so the pool never lacks money.
    """

    run = models.ForeignKey(
        SettlementRun, on_delete=models.PROTECT, related_name="of_wallets", db_index=False
    )
    position = models.IntegerField()
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="market_payments")
    cents = CentsField(help_text="that it gets")
    taken_back = CentsField(default=0, help_text="that the replaced run had paid it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="payment_position_once"),
            models.UniqueConstraint(fields=["run", "wallet"], name="payment_wallet_once"),
            models.CheckConstraint(
                condition=Q(cents__gte=0, taken_back__gte=0) & (Q(cents__gt=0) | Q(taken_back__gt=0)),
                name="payment_moves_something",
            ),
        ]


class RunPayout(models.Model):
    """The withdrawal that a payment went on to a phone with, or why it stays in the wallet. Append-only."""

    payment = models.OneToOneField(
        RunPayment, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, null=True, related_name="market_payment")
    code = models.CharField(max_length=40, blank=True, help_text="why there is none")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payout__isnull=False, code="") | (Q(payout=None) & ~Q(code="")),
                name="run_payout_or_why_not",
            ),
        ]
