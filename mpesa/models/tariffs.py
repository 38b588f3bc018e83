"""What Safaricom charges a business, as its contract says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, DayField, KindField, MomentField
from users.models import Business, User


class ChargeKind(models.TextChoices):
    PAY_BILL = "PAY_BILL", "Payments to a PayBill that the business pays for"
    BUY_GOODS = "BUY_GOODS", "Payments to a Buy Goods till"
    B2C = "B2C", "Payments to phones"
    B2B = "B2B", "Payments to businesses"


class Tariff(models.Model):
    """The tariff of one kind of payment from a day on, until the next one of the kind. Append-only; of two of
    one day the later one counts. Without bands it says that what is charged is not judged."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="tariffs", db_index=False)
    kind = KindField(max_length=10, choices=ChargeKind.choices)
    from_day = DayField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = MomentField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["business", "kind", "from_day", "id"], name="tariff_by_business")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.from_day}"


class TariffBand(models.Model):
    """Amounts up to `up_to` cents cost `fee` cents. Append-only."""

    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="bands", db_index=False)
    up_to = CentsField(help_text="cents")
    fee = CentsField(help_text="cents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tariff", "up_to"], name="tariff_band_once"),
            models.CheckConstraint(condition=Q(up_to__gt=0, fee__gte=0), name="tariff_band_positive"),
        ]
