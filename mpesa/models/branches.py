"""Branches: the places of a business."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from core.fields import MomentField
from users.models import Business


class Branch(models.Model):
    """A named place of a business ("Kilimani shop"), to which tills belong.

    It only groups: the books know tills and no branches, so money never moves with a till that is put into
    another one. A branch that is put away keeps its tills and gets no further ones.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="branches")
    name = models.CharField(max_length=80)
    archived_at = MomentField(null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="branch_key_once"),
            # `Kilimani` and `kilimani` would be two groups of a report that nobody can tell apart.
            models.UniqueConstraint(F("business"), Lower("name"), name="branch_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
