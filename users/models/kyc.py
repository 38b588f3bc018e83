"""Who a player is: tiers with their limits, submissions with sealed documents, and the tier of a player.

All of it is kept per business and player: each business answers for its own players.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField, TextsField
from core.files.sealed_files import SealedFile
from core.models import DataKey
from core.rows.states import StateMachine
from users.models.people import Business, User


class DocumentKind(models.TextChoices):
    """A passport is sent as the front (the page with the picture) and the back (the cover)."""

    ID_FRONT = "ID_FRONT"
    ID_BACK = "ID_BACK"
    SELFIE = "SELFIE"
    PROOF_OF_ADDRESS = "PROOF_OF_ADDRESS"
    KRA_PIN = "KRA_PIN"


def known_documents(value: Any) -> None:
    """A list of kinds of document, each once. Raises ValidationError."""
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        raise ValidationError("Give a list of kinds of document, each once.")
    if not set(map(str, value)) <= set(DocumentKind.values):
        raise ValidationError(f"Known documents: {', '.join(DocumentKind.values)}.")


class KycTier(models.Model):
    """What a player may move and hold at one level of being known. Everybody begins at the lowest."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(unique=True)
    transaction_limit = CentsField(help_text="cents, for one movement")
    daily_limit = CentsField(help_text="cents, for an accounting day")
    balance_limit = CentsField(help_text="cents in the wallet")
    required_documents = TextsField(default=list, blank=True, validators=[known_documents])

    class Meta:
        verbose_name = "KYC tier"
        constraints = [
            models.CheckConstraint(
                condition=Q(transaction_limit__gt=0, balance_limit__gt=0)
                & Q(daily_limit__gte=F("transaction_limit")),
                name="kyc_tier_limits_fit",
            ),
            models.CheckConstraint(
                condition=Q(required_documents__contained_by=DocumentKind.values),
                name="kyc_tier_documents_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KycStanding(models.Model):
    """The tier that a player has reached in a business. Without a row: the lowest."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tier = models.ForeignKey(KycTier, on_delete=models.PROTECT, related_name="+")
    since = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "player"], name="kyc_standing_once")]


class KycState(models.TextChoices):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class KycSubmission(StateMachine):
    """What a player tells a business to reach a tier, sealed under a key that erasure deletes."""

    legal_steps = {
        "DRAFT": ("SUBMITTED", "WITHDRAWN"),
        "SUBMITTED": ("APPROVED", "REFUSED"),
        "APPROVED": (),
        "REFUSED": (),
        "WITHDRAWN": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tier = models.ForeignKey(KycTier, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    name_sealed = models.BinaryField(editable=False)
    id_number_sealed = models.BinaryField(editable=False)
    id_index = models.BinaryField(null=True, editable=False)
    birth_sealed = models.BinaryField(editable=False)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    state = KindField(max_length=12, choices=KycState.choices, default=KycState.DRAFT)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was refused")
    created_at = MomentField(auto_now_add=True)
    submitted_at = MomentField(null=True)
    decided_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "player", "key"], name="kyc_key_once"),
            models.UniqueConstraint(
                fields=["business", "player"],
                condition=Q(state__in=["DRAFT", "SUBMITTED"]),
                name="kyc_one_open_submission",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="kyc_by_business"),
            models.Index(
                fields=["business", "id_index"], name="kyc_approved_id", condition=Q(state="APPROVED")
            ),
        ]


class KycDocument(SealedFile):
    """A picture or PDF of a submission, sealed under the submission's key. Append-only; the newest counts."""

    submission = models.ForeignKey(KycSubmission, on_delete=models.PROTECT, related_name="documents")
    kind = KindField(max_length=20, choices=DocumentKind.choices)
    uploaded_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind", "sha256"], name="kyc_document_once")
        ]


class KycStepKind(models.TextChoices):
    STARTED = "STARTED"
    SUBMITTED = "SUBMITTED"
    UPGRADE_ASKED = "UPGRADE_ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class KycStep(models.Model):
    """What happened to a submission, by whom. Append-only."""

    submission = models.ForeignKey(KycSubmission, on_delete=models.PROTECT, related_name="steps")
    step = KindField(max_length=16, choices=KycStepKind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.CharField(max_length=500, blank=True)
    at = MomentField(auto_now_add=True)
