"""What a market shows of itself."""

from __future__ import annotations

from django.db import models

from core.fields import MomentField
from core.files.sealed_files import SealedFile
from core.models import DataKey
from markets.models.markets import Market
from users.models import User


class MarketPicture(SealedFile):
    """A picture of a market; the newest one counts. Append-only, and added to a draft only: a second person
    sees what players will see (sql/picture_of_draft.sql)."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="pictures", db_index=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = MomentField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["market", "-id"], name="picture_of_market")]
