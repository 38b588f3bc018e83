"""Reports that somebody asked for, their content, and packs that are sent by the clock."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import DayField, FactsField, KindField, MomentField
from core.machine.claiming import LongWork
from core.models import DataKey
from messaging.models import Message
from reports.formats import Format
from users.models import Business, User


class ReportState(models.TextChoices):
    QUEUED = "QUEUED"
    MAKING = "MAKING"
    READY = "READY"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


#: Of what is not made yet.
WAITING = (ReportState.QUEUED, ReportState.MAKING)


class ReportFile(LongWork):
    """A report that one person asked for, and nobody else reads.

    `said` is what reports/saying.py writes, `digest` of it and the format: the same wish. `basis` is of all
    that could change what the report says (reports/basis.py). Where another person had the same file made
    already, `source` is theirs and holds the content. Rows stay when their content is gone, also those that
    their person took off the list: nobody reads these any more.
    """

    legal_steps = {
        "QUEUED": ("MAKING", "READY", "FAILED"),
        "MAKING": ("READY", "FAILED"),
        "READY": ("EXPIRED",),
        "FAILED": (),
        "EXPIRED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.CharField(max_length=60, help_text="its key in the catalogue")
    format = KindField(max_length=14, choices=[(each.value, each.value) for each in Format])
    said = FactsField()
    digest = models.CharField(max_length=64)
    first_day = DayField()
    last_day = DayField()
    state = KindField(max_length=8, choices=ReportState.choices, default=ReportState.QUEUED)
    row_count = models.IntegerField(default=0, help_text="rows that are written")
    expected_rows = models.IntegerField(null=True, help_text="as many as the same report had last")
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=64, blank=True)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(null=True, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    data_key = models.ForeignKey(
        DataKey, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    requested_at = MomentField(auto_now_add=True)
    made_at = MomentField(null=True)
    expires_at = MomentField(null=True)
    removed_at = MomentField(null=True, help_text="when its person took it off their list")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(state__in=["READY", "FAILED", "EXPIRED"]),
                name="report_file_removed_is_ended",
            ),
            models.UniqueConstraint(
                fields=["business", "requester", "digest"],
                condition=Q(state__in=["QUEUED", "MAKING"]),
                name="report_file_wanted_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="READY")
                | Q(size__isnull=False, made_at__isnull=False, expires_at__isnull=False)
                & ~Q(sha256="")
                & ~Q(file_name=""),
                name="report_file_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="FAILED", size__isnull=True) & ~Q(problem_code="")
                | ~Q(state="FAILED") & Q(problem_code=""),
                name="report_file_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "business", "-id"], name="report_files_of_person"),
            models.Index(fields=["business", "digest", "-id"], name="report_files_alike"),
            models.Index(
                fields=["id"], name="report_files_waiting", condition=Q(state__in=["QUEUED", "MAKING"])
            ),
            models.Index(fields=["expires_at"], name="report_files_kept", condition=Q(state="READY")),
        ]

    @property
    def is_ended(self) -> bool:
        return self.state not in WAITING

    @property
    def holder(self) -> ReportFile:
        """The row whose parts are the content."""
        return self.source or self


class ReportPart(models.Model):
    """A stretch of a file's bytes, sealed under the file's key. Added before it is ready, deleted when it has
    run out, never changed."""

    file = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="parts", db_index=False)
    position = models.IntegerField()
    sealed = models.BinaryField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="report_part_once")]


class Pack(models.TextChoices):
    """A pack of the catalogue that is sent by the clock: of each day, week or month when it is over."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class ReportSchedule(models.Model):
    """A pack that a business has sent to some of its staff. What fell due before `since` is not sent."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    pack = KindField(max_length=7, choices=Pack.choices)
    is_on = models.BooleanField(default=False)
    since = MomentField(help_text="when it was last turned on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "pack"], name="report_schedule_once")]

    def __str__(self) -> str:
        return self.pack


class ReportScheduleMember(models.Model):
    """Somebody to whom a pack is sent; what fell due before they were added is not."""

    schedule = models.ForeignKey(
        ReportSchedule, on_delete=models.PROTECT, related_name="chosen", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "user"], name="report_schedule_member_once")
        ]


class ReportDelivery(models.Model):
    """A pack of a period that was sent to somebody: written with the message, once. `missed` periods before
    it were not. Append-only."""

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_day = DayField()
    last_day = DayField()
    missed = models.IntegerField()
    file = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "report deliveries"
        constraints = [
            models.UniqueConstraint(fields=["schedule", "user", "first_day"], name="report_delivery_once"),
        ]
