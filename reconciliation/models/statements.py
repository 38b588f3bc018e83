"""Statements as Safaricom and banks gave them: the files, and the verified statement of each account.

`account` is one of Safaricom's, by its word (MpesaAccount), or a bank account by its code in the chart
(reconciliation/accounts.py).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, DayField, KindField, MomentField, TextsField
from core.machine.claiming import LongWork
from core.models import DataKey
from ledger.chart.standard import BANK
from mpesa.models import MpesaAccount, Till
from users.models import Business, User

_ACCOUNT = rf"({'|'.join(MpesaAccount.values)}|{BANK}(-[1-9][0-9]{{0,6}})?)"


def names_account(name: str, field: str = "account", *, blank: bool = False) -> models.CheckConstraint:
    """A column of an account holds nothing else."""
    shape = rf"^{_ACCOUNT}{'?' if blank else ''}$"
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": shape}), name=name)


class StatementState(models.TextChoices):
    UPLOADED = "UPLOADED"
    READING = "READING"
    ADMITTED = "ADMITTED"
    QUARANTINED = "QUARANTINED"
    RESTATED = "RESTATED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SUPERSEDED = "SUPERSEDED"


class Statement(LongWork):
    """One file of the organisation portal or a bank: a claim about a stretch of an account's movements.

    ADMITTED: its rows are part of the verified statement. QUARANTINED: it contradicts itself or what is
    admitted. RESTATED: it would change a stretch that is verified, and waits for two people. REFUSED: it
    could not be read. The file itself is kept, sealed; figures are in cents. `told_*` is what whoever sent
    it says of it, before the file itself is asked. `number_end`: the last digits of the bank account's
    number, where the file says it.
    """

    legal_steps = {
        "UPLOADED": ("READING", "ADMITTED", "QUARANTINED", "RESTATED", "REFUSED"),
        "READING": ("ADMITTED", "QUARANTINED", "RESTATED", "REFUSED"),
        "ADMITTED": ("WITHDRAWN", "SUPERSEDED"),
        "QUARANTINED": ("UPLOADED", "WITHDRAWN"),
        "RESTATED": ("UPLOADED", "ADMITTED", "WITHDRAWN"),
        "REFUSED": ("UPLOADED",),
        "WITHDRAWN": (),
        "SUPERSEDED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="statements")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="statements")
    account = models.CharField(max_length=12, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    told_account = models.CharField(max_length=12, blank=True)
    told_from = DayField(null=True)
    told_to = DayField(null=True)
    reading = models.CharField(max_length=64)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    file_sealed = models.BinaryField(editable=False)
    state = KindField(max_length=12, choices=StatementState.choices, default=StatementState.UPLOADED)
    template = models.CharField(max_length=1, blank=True)
    number_end = models.CharField(max_length=4, blank=True)
    period_from = MomentField(null=True)
    period_to = MomentField(null=True)
    opening = CentsField(null=True)
    closing = CentsField(null=True)
    rows_total = models.IntegerField(null=True)
    rows_done = models.IntegerField(default=0)
    chain_ok = models.BooleanField(null=True)
    problems = TextsField(default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = MomentField(auto_now_add=True)
    imported_at = MomentField(null=True)
    ended_because = models.CharField(max_length=500, blank=True, help_text="why it was withdrawn")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "sha256", "reading"],
                condition=~Q(state__in=("WITHDRAWN", "SUPERSEDED")),
                name="statement_file_once",
            ),
            names_account("statement_names_account", blank=True),
            names_account("statement_told_account", "told_account", blank=True),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="statement_by_business"),
            models.Index(
                fields=["id"], name="statement_to_read", condition=Q(state__in=["UPLOADED", "READING"])
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_ended(self) -> bool:
        """Judged: nothing is left for whoever was reading it."""
        return self.state not in (StatementState.UPLOADED, StatementState.READING)


class Stretch(models.Model):
    """What an admitted file says of one account: it knows all movements from `from_at`, before
    `until_at`, and the balance at either end. Append-only but for its end.

    `last_at` is its last movement; after it a later file may still bring some (the export was made before the
    period's end).
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="stretches")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
    from_at = MomentField()
    until_at = MomentField()
    last_at = MomentField(null=True)
    opening = CentsField()
    closing = CentsField()
    rows = models.IntegerField()
    admitted_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_at__lt=F("until_at")), name="stretch_forward"),
            models.UniqueConstraint(fields=["statement", "account"], name="stretch_once"),
            names_account("stretch_names_account"),
        ]
        indexes = [models.Index(fields=["till", "account", "from_at"], name="stretch_by_time")]


class StatementRow(models.Model):
    """One movement of an account's verified statement, whichever admitted files showed it. Append-only, but
    for `struck_at`: when it was found not to be there after all.

    `statement` is the file that showed it first. `details`, `other_party` and `linked` are masked; the
    sealed file keeps them whole.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
    row_key = models.CharField(max_length=64)
    ordinal = models.IntegerField()
    receipt = models.CharField(max_length=20)
    completed_at = MomentField()
    details = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=40)
    paid_in = CentsField()
    withdrawn = CentsField()
    balance = CentsField(null=True)
    other_party = models.CharField(max_length=120, blank=True)
    payer_masked = models.CharField(max_length=16, blank=True)
    linked = models.CharField(max_length=20, blank=True)
    account_no = models.CharField(max_length=64, blank=True)
    moves = models.BooleanField()
    kind = models.CharField(max_length=20)
    struck_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "account", "row_key"],
                condition=Q(struck_at=None),
                name="statement_row_once",
            ),
            names_account("row_names_account"),
        ]
        indexes = [
            models.Index(fields=["till", "account", "completed_at"], name="row_by_time"),
            models.Index(fields=["till", "account", "receipt"], name="row_by_receipt"),
        ]

    @property
    def reversal_number(self) -> str:
        """M-Pesa's own number of a reversal; empty where the row carries that of what went back."""
        return self.receipt if self.receipt != self.linked else ""
