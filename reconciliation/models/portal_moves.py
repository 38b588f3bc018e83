"""Moves of money that a person made in Safaricom's portal, since no API makes them, and their rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, DayField, KindField, MomentField
from core.rows.states import StateMachine
from mpesa.models import MpesaAccount, Till
from reconciliation.models.statements import StatementRow
from users.models import Approval, Business, User


class MoveState(models.TextChoices):
    PENDING_APPROVAL = "PENDING_APPROVAL"
    OPEN = "OPEN"
    TIED = "TIED"
    CANCELLED = "CANCELLED"


class PortalMove(StateMachine):
    """So much that went from one M-Pesa account of a till to another, or to a bank account of the books.

    It books nothing: its rows of the statement do, and where their words do not say where the money went,
    this does. OPEN: approved, and not seen on a statement yet. TIED: every leg whose statement is there has
    its row; `left` and `arrived` are those.
    """

    legal_steps = {
        "PENDING_APPROVAL": ("OPEN", "CANCELLED"),
        "OPEN": ("TIED", "CANCELLED"),
        "TIED": ("OPEN",),
        "CANCELLED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="portal_moves")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="portal_moves")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    source = KindField(max_length=10, choices=MpesaAccount.choices)
    target = KindField(max_length=10, choices=MpesaAccount.choices, blank=True)
    bank_account = models.CharField(max_length=40, blank=True, help_text="of the books, where it went there")
    amount = CentsField(help_text="cents")
    day = DayField(help_text="the accounting day on which it was done")
    note = models.CharField(max_length=200)
    state = KindField(max_length=16, choices=MoveState.choices, default=MoveState.PENDING_APPROVAL)
    code = models.CharField(max_length=40, blank=True, help_text="why it was cancelled")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = MomentField(auto_now_add=True)
    left = models.OneToOneField(StatementRow, on_delete=models.PROTECT, null=True, related_name="portal_left")
    arrived = models.OneToOneField(
        StatementRow, on_delete=models.PROTECT, null=True, related_name="portal_arrived"
    )
    tied_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="portal_move_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="portal_move_amount_positive"),
            models.CheckConstraint(
                condition=Q(target="") & ~Q(bank_account="")
                | ~Q(target="") & ~Q(target=F("source")) & Q(bank_account=""),
                name="portal_move_goes_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("PENDING_APPROVAL", "CANCELLED")) | Q(approval__isnull=False),
                name="portal_move_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="TIED", tied_at__isnull=False)
                & (Q(left__isnull=False) | Q(arrived__isnull=False))
                | ~Q(state="TIED") & Q(tied_at=None),
                name="portal_move_tied_to_rows",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="portal_move_by_business"),
            models.Index(fields=["till", "day"], name="portal_move_open", condition=Q(state="OPEN")),
        ]

    def __str__(self) -> str:
        return f"portal move {self.pk}"
