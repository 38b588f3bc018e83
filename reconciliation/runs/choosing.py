"""Which ruleset a business's proofs match by."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core import days
from core.rows.locks import lock_row
from reconciliation.models import RulesetChoice
from reconciliation.runs.rulesets import STANDARD, Ruleset, ruleset_named
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business


def rulesets_of(businesses: Collection[int]) -> dict[int, Ruleset]:
    """What each business has chosen last; the standard where it has chosen none."""
    chosen = RulesetChoice.objects.filter(business__in=businesses).order_by("business", "-pk")
    versions = dict(chosen.distinct("business").values_list("business_id", "version"))
    return {pk: ruleset_named(versions[pk]) if pk in versions else STANDARD for pk in businesses}


def choose_ruleset(*, business: Business, version: str, actor: Actor) -> Ruleset:
    """Match by this ruleset in every proof that is asked for from now on. Needs the right business.manage.

    Locks the business's row; safe to repeat; audited. Raises NotFound.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
    ruleset = ruleset_named(version)
    with transaction.atomic():
        lock_row(Business.objects.filter(pk=business.pk))
        before = rulesets_of([business.pk])[business.pk]
        if before != ruleset:
            RulesetChoice.objects.create(
                business=business, version=version, chosen_by=person(actor), chosen_at=days.now()
            )
            record_audit(
                actor=actor,
                business=business,
                action="reconciliation.ruleset",
                subject=business,
                details={"ruleset": version},
                before={"ruleset": before.version},
            )
    return ruleset
