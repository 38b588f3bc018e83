"""Reads of dunning rules and of what customers were told."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import CustomerNotice, DunningRule
from billing.selectors import RIGHT
from core.errors import NotFound
from users.access import has_right
from users.models import User


def rules_of(businesses: Collection[int]) -> QuerySet[DunningRule]:
    """The rules in use of businesses whose bills the person may read."""
    return DunningRule.objects.filter(business_id__in=businesses, removed_at=None)


def rule_for(user: User, rule_id: int) -> DunningRule:
    """One rule, also one that was removed. Raises NotFound when it is absent or not the person's to see."""
    rule = DunningRule.objects.filter(pk=rule_id).select_related("business").first()
    if rule is None or not has_right(user, rule.business, RIGHT):
        raise NotFound("dunning rule")
    return rule


def notices_of(businesses: Collection[int]) -> QuerySet[CustomerNotice]:
    """What customers were told by businesses whose bills the person may read."""
    return CustomerNotice.objects.filter(business_id__in=businesses)


def notice_for(user: User, notice_id: int) -> CustomerNotice:
    """One notice. Raises NotFound when it is absent or not the person's to see."""
    notice = CustomerNotice.objects.filter(pk=notice_id).select_related("business").first()
    if notice is None or not has_right(user, notice.business, RIGHT):
        raise NotFound("notice")
    return notice
