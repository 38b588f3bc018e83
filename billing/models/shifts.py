"""Drawers, and who stands at them: shifts, what moved in them, and their Z-reports."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.models.invoices import Invoice
from core.fields import CentsField, FactsField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Account
from mpesa.models import Till
from users.models import Business, User


class Register(models.Model):
    """A named drawer with an account of its own below 1020 Cash, and the till that payers at it pay to."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="registers")
    name = models.CharField(max_length=60)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="register")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, null=True, related_name="registers")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="register_name_once")]

    def __str__(self) -> str:
        return self.name


class ShiftState(models.TextChoices):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Shift(StateMachine):
    """A cashier at a register, from the float to the count. Its number is gap-free at its register.

    `opening_expected` and `closing_expected` are what the books had in the drawer, `counted` what was in it.
    """

    legal_steps = {"OPEN": ("CLOSED",), "CLOSED": ()}

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="shifts")
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="shifts")
    cashier = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    state = KindField(max_length=16, choices=ShiftState.choices, default=ShiftState.OPEN)
    opened_at = MomentField()
    opening_counted = CentsField(help_text="cents: the float")
    opening_expected = CentsField()
    opening_carried = CentsField(default=0, help_text="cents that the shift before was closed with")
    closed_at = MomentField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closing_counted = CentsField(null=True)
    closing_expected = CentsField(null=True)
    seen_line = models.BigIntegerField(null=True, help_text="the last line of the drawer when it was closed")
    denominations = FactsField(default=dict, help_text="how many of each note and coin were counted")
    note = models.CharField(max_length=200, blank=True)
    report = models.JSONField(null=True, help_text="the Z-report; amounts in cents")
    report_digest = models.BinaryField(max_length=32, null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="shift_number_once"),
            models.UniqueConstraint(fields=["business", "key"], name="shift_key_once"),
            models.UniqueConstraint(
                fields=["register"], name="shift_open_once_per_register", condition=Q(state="OPEN")
            ),
            models.UniqueConstraint(
                fields=["business", "cashier"], name="shift_open_once_per_cashier", condition=Q(state="OPEN")
            ),
            models.CheckConstraint(
                condition=Q(opening_counted__gte=0) & (Q(closing_counted=None) | Q(closing_counted__gte=0)),
                name="shift_counts_what_is_there",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="OPEN",
                    closed_at=None,
                    closed_by=None,
                    closing_counted=None,
                    closing_expected=None,
                    report=None,
                    report_digest=None,
                )
                | Q(
                    state="CLOSED",
                    closed_at__isnull=False,
                    closing_counted__isnull=False,
                    closing_expected__isnull=False,
                    report__isnull=False,
                    report_digest__isnull=False,
                ),
                name="shift_reported_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="shift_by_business")]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.number}"

    @property
    def between(self) -> int:
        """Cents that the books moved in the drawer after the shift before was closed."""
        return self.opening_expected - self.opening_carried


class DrawerMoveKind(models.TextChoices):
    OPENING = "OPENING"
    SALE = "SALE"
    IN = "IN"
    OUT = "OUT"
    REFUND = "REFUND"
    CLOSING = "CLOSING"


class DrawerMove(models.Model):
    """Cash that came into a drawer or left it (below zero) in a shift. Append-only.

    `cents` is what the drawer's account changed by: at opening and closing the difference to the count. Of a
    sale `tendered` is what the customer handed over; the change is what `cents` leaves of it.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="moves")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = KindField(max_length=7, choices=DrawerMoveKind.choices)
    cents = CentsField()
    tendered = CentsField(null=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="drawer_moves")
    account_code = models.CharField(max_length=40, blank=True, help_text="the other side of the entry")
    reason = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True, help_text="of its entry; none where none moved")
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - of people's moves; there are none twice
    key_hash = models.BinaryField(max_length=32)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="drawer_move_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["OPENING", "CLOSING"], tendered=None, invoice=None)
                | Q(kind="SALE", cents__gt=0, tendered__gte=F("cents"), invoice__isnull=False)
                | Q(kind="REFUND", cents__lt=0, tendered=None, invoice__isnull=False)
                | Q(kind="IN", cents__gt=0, tendered=None, invoice=None)
                | Q(kind="OUT", cents__lt=0, tendered=None, invoice=None),
                name="drawer_move_has_its_sign",
            ),
        ]
        indexes = [models.Index(fields=["shift", "id"], name="drawer_move_by_shift")]
