"""What stands at the head of the papers of a business."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from users.models.people import Business


class Letterhead(models.Model):
    """Where a business is found, and what the Kenya Revenue Authority knows it by."""

    business = models.OneToOneField(Business, on_delete=models.PROTECT, related_name="+")
    postal_address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    kra_pin = models.CharField(max_length=11, blank=True)
    vat_registered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(vat_registered=False) | ~Q(kra_pin=""), name="letterhead_vat_wants_pin"
            )
        ]
