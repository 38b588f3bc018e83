"""What players stake, and how much they let themselves stake."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField
from ledger.models import Wallet
from markets.models.markets import Market, Outcome
from users.models import Business, User


class Stake(models.Model):
    """Cents out of a wallet on an outcome. Append-only.

    `sequence` counts the stakes of a market without a gap, and `accepted_at` is the clock of the database
    once the pool was locked: both are written by sql/stake_taken.sql, whatever the statement says.
    """

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="stakes", db_index=False)
    sequence = models.IntegerField(default=0)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+", db_index=False)
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="stakes", db_index=False)
    cents = CentsField()
    accepted_at = MomentField()
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["market", "sequence"], name="stake_sequence_once"),
            models.UniqueConstraint(fields=["wallet", "key"], name="stake_key_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="stake_positive"),
        ]
        indexes = [
            models.Index(fields=["market", "wallet"], name="stake_by_player"),
            models.Index(fields=["wallet", "accepted_at"], name="stake_of_wallet"),
        ]

    @property
    def reference(self) -> str:
        """Of the entry that took it from the wallet."""
        return f"wallet:{self.wallet_id}:{self.movement}"

    @property
    def movement(self) -> str:
        """The key of the movement of its wallet."""
        return f"market:{self.market_id}:stake:{self.sequence}"


class LimitPeriod(models.TextChoices):
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class StakeLimit(models.Model):
    """What a player may stake in a day, week or month of Nairobi. Append-only: of those whose `from_at` has
    come the newest counts. Null: no limit of this kind."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = KindField(max_length=5, choices=LimitPeriod.choices)
    cents = CentsField(null=True)
    from_at = MomentField()
    set_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cents=None) | Q(cents__gte=0), name="stake_limit_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["business", "player", "period", "-id"], name="stake_limit_by_player")]


class SelfExclusion(models.Model):
    """A player who wants to be kept from staking until then, or (null) for good. Append-only: it ends by its
    own time and in no other way."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_at = MomentField()
    until_at = MomentField(null=True)
    set_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="self_exclusion_lasts"
            ),
        ]
        indexes = [models.Index(fields=["business", "player", "-id"], name="self_exclusion_by_player")]
