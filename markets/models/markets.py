"""Markets: what is staked on, by which rules, until when, and where its pool stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Account
from markets.pools import Mode, NoWinner, Rules
from users.models import Business, User


class MarketState(models.TextChoices):
    DRAFT = "DRAFT"
    REVIEW = "REVIEW"
    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    PROPOSED = "PROPOSED"
    DISPUTED = "DISPUTED"
    APPROVED = "APPROVED"
    SETTLED = "SETTLED"
    CORRECTED = "CORRECTED"
    VOID = "VOID"


class MarketMode(models.TextChoices):
    """How the winners share: to the cent, or by a dividend per shilling that is rounded down."""

    PARIMUTUEL = "PARIMUTUEL"
    TOTE = "TOTE"


class PayoutMode(models.TextChoices):
    """Where what is won goes: to the wallet, or on from there to the winner's phone."""

    WALLET = "WALLET"
    MPESA = "MPESA"


class Market(StateMachine):
    """One question, its rules and its times. What players stake by is fixed once it is open.

    CLOSED comes by the clock of the database: a stake at `closes_at` is refused whatever the state says, and
    the state follows when somebody next looks (running/clock.py).
    """

    legal_steps = {
        "DRAFT": ("REVIEW", "VOID"),
        "REVIEW": ("DRAFT", "OPEN", "VOID"),
        "OPEN": ("SUSPENDED", "CLOSED", "VOID"),
        "SUSPENDED": ("OPEN", "CLOSED", "VOID"),
        "CLOSED": ("PROPOSED", "VOID"),
        "PROPOSED": ("DISPUTED", "APPROVED", "VOID"),
        "DISPUTED": ("PROPOSED", "VOID"),
        "APPROVED": ("SETTLED", "VOID"),
        "SETTLED": ("CORRECTED",),
        "CORRECTED": (),
        "VOID": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="markets", db_index=False)
    state = KindField(max_length=9, choices=MarketState.choices, default=MarketState.DRAFT)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    rules = models.TextField(blank=True, help_text="what makes which outcome true")
    source = models.TextField(blank=True, help_text="where the result is read")
    fallback = models.TextField(blank=True, help_text="where it is read when the source is silent")
    tie = models.TextField(blank=True, help_text="what a tie means")
    postponement = models.TextField(blank=True, help_text="what a postponement or a cancellation means")
    time_zone = models.CharField(max_length=40, blank=True, help_text="of the times in the rules")
    closes_at = MomentField(help_text="from this instant on a stake is refused")
    closed_at = MomentField(null=True, help_text="when it closed: then, or earlier by hand")
    resolve_by = MomentField(help_text="from then on the missing result is an alarm")
    void_after = MomentField(help_text="from then on it is void, and everybody has their stake back")
    fee_bps = models.IntegerField(help_text="of the pool, in hundredths of a percent")
    least_stake = CentsField()
    most_stake = CentsField(help_text="at a time")
    mode = KindField(max_length=10, choices=MarketMode.choices, default=MarketMode.PARIMUTUEL)
    tote_tick = models.IntegerField(default=1, help_text="cents to which a dividend per shilling is rounded")
    payout_mode = KindField(max_length=6, choices=PayoutMode.choices, default=PayoutMode.WALLET)
    carries_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="carried_from",
        help_text="where the pool goes when nobody won; null: back to the players",
    )
    dispute_minutes = models.IntegerField()
    large_pool = CentsField(help_text="from so much in the pool the longer dispute window counts")
    large_dispute_minutes = models.IntegerField()
    disputes_until = MomentField(null=True, help_text="when the running dispute window ends")
    dispute_seconds_left = models.IntegerField(null=True, help_text="of a window that a dispute has stopped")
    terms_digest = models.BinaryField(max_length=32, null=True, help_text="of all that was opened")
    opened_at = MomentField(null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="market_key_once"),
            models.CheckConstraint(
                condition=Q(closes_at__lt=F("resolve_by"), resolve_by__lt=F("void_after")),
                name="market_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(fee_bps__gte=0, fee_bps__lte=10000), name="market_fee_is_part"
            ),
            models.CheckConstraint(
                condition=Q(least_stake__gt=0, most_stake__gte=F("least_stake")),
                name="market_stakes_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    dispute_minutes__gt=0,
                    large_dispute_minutes__gte=F("dispute_minutes"),
                    large_pool__gt=0,
                    tote_tick__gt=0,
                    tote_tick__lte=100,
                ),
                name="market_terms_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="market_by_business"),
            models.Index(
                fields=["closes_at"],
                name="market_to_close",
                condition=Q(state__in=["OPEN", "SUSPENDED"]),
            ),
            models.Index(
                fields=["void_after"],
                name="market_to_void",
                condition=Q(state__in=["OPEN", "SUSPENDED", "CLOSED", "PROPOSED", "DISPUTED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def pool_rules(self, outcomes: Iterable[str], no_winner: NoWinner = NoWinner.REFUND) -> Rules:
        """As its pool is computed; `outcomes` are the names of all of them, in their order."""
        return Rules(
            outcomes=tuple(outcomes),
            fee_bps=self.fee_bps,
            no_winner=no_winner,
            mode=Mode.TOTE if self.mode == MarketMode.TOTE else Mode.POOL,
            tote_tick_cents=self.tote_tick,
        )


class Outcome(models.Model):
    """What may come true. Its sums are written by the stakes themselves (sql/stake_taken.sql)."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    position = models.IntegerField()
    name = models.CharField(max_length=120)
    scratched_at = MomentField(null=True, help_text="taken out of the race: its stakes are given back")
    stakes = models.IntegerField(default=0)
    total = CentsField(default=0, help_text="cents staked on it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["market", "position"], name="outcome_position_once"),
            models.UniqueConstraint(fields=["market", "name"], name="outcome_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Pool(models.Model):
    """What is staked on a market. Its row is the lock of the market: stakes, steps and decisions take it."""

    market = models.OneToOneField(Market, on_delete=models.PROTECT, primary_key=True, related_name="pool")
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, related_name="pool", help_text="opened with the market"
    )
    stakes = models.IntegerField(default=0, help_text="the sequence of the newest stake")
    total = CentsField(default=0, help_text="cents of all stakes")


class Clarification(models.Model):
    """What was said about the rules after they were fixed, dated. Append-only: the rules stay."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="clarifications")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)


class DecisionKind(models.TextChoices):
    DRAFTED = "DRAFTED"
    OPENED = "OPENED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    CLOSED = "CLOSED"
    SCRATCHED = "SCRATCHED"
    CLARIFIED = "CLARIFIED"
    PROPOSED = "PROPOSED"
    DISMISSED = "DISMISSED"
    APPROVED = "APPROVED"
    VOIDED = "VOIDED"
    CORRECTED = "CORRECTED"


class Decision(models.Model):
    """Who decided something about a market, a person or (null) the clock. Append-only. Whoever stands here
    has no stake in the market, and whoever has a stake comes not here (sql/no_position.sql)."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    kind = KindField(max_length=9, choices=DecisionKind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True, help_text="for players: why it is void")

    class Meta:
        indexes = [models.Index(fields=["market", "by"], name="decision_by_market")]
