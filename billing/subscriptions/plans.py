"""Plans: made, priced anew, archived. What a period costs is the newest price of its first day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction

from billing.invoicing.terms import LineInput, Terms, content_of, note_all
from billing.models import Plan, PlanFrequency, PlanLine, PlanPrice
from billing.models.plans import MOST_DUE_DAYS, MOST_EVERY, MOST_TRIAL_DAYS
from core import days
from core.digests import digest
from core.errors import Conflict, Detail, Findings, InvalidInput, InvalidState
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

RIGHT: Final = Right.LEDGER_WRITE
MAX_LINES: Final = 20
LONGEST_DESCRIPTION: Final = 150


def create_plan(
    *,
    business: Business,
    name: str,
    frequency: str,
    every: int = 1,
    lines: Sequence[LineInput],
    prices_include_vat: bool = True,
    trial_days: int = 0,
    days_until_due: int = 0,
    key: str,
    actor: Actor,
) -> Plan:
    """A plan with its first price. Needs the right ledger.write.

    Idempotent by (business, key). Raises InvalidInput NAME_MISSING / BAD_KEY / BAD_PLAN and what note_all
    notes of lines, all that apply at once, and Conflict PLAN_NAME_TAKEN / KEY_REUSED.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    note_plan(found, name=name, key=key, every=every, trial_days=trial_days, days_until_due=days_until_due)
    note_lines(found, business.pk, lines)
    found.settle()
    name, terms = checked_name(name, longest=100), Terms(lines, prices_include_vat=prices_include_vat)
    asked = digest([name, frequency, every, trial_days, days_until_due, *content_of(terms)])

    def write() -> Plan:
        with _name_free(name):
            plan = Plan.objects.create(
                business=business,
                name=name,
                frequency=PlanFrequency(frequency),
                every=every,
                trial_days=trial_days,
                days_until_due=days_until_due,
                key=key,
                key_hash=asked,
                created_by=person(actor),
            )
        _write_price(plan, terms, days.FIRST_DAY, actor)
        record_audit(actor=actor, business=business, action="plan.create", subject=plan)
        return plan

    known = Plan.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="plan")[0]


def change_price(
    *,
    plan: Plan,
    lines: Sequence[LineInput],
    prices_include_vat: bool = True,
    from_on: date | None = None,
    actor: Actor,
) -> Plan:
    """What the plan costs for periods that begin on `from_on` (today) or later; what was billed stays. Needs
    the right ledger.write. The same again changes nothing. Locks the plan.

    Raises what create_plan raises of lines, InvalidInput BAD_DAY for a day that is over, InvalidState
    PLAN_ARCHIVED.
    """
    require_right(actor, plan.business, RIGHT)
    first = days.today() if from_on is None else from_on
    found = Findings()
    note_lines(found, plan.business_id, lines)
    with found.noting():
        if days.checked_day(first, field="from_on") < days.today():
            raise InvalidInput("BAD_DAY", "from_on", "A price is for periods from today on.")
    found.settle()
    with transaction.atomic():
        locked = _locked_in_use(plan)
        before = locked.prices.filter(from_on__lte=first).order_by("-from_on", "-pk").first()
        terms = Terms(lines, prices_include_vat=prices_include_vat)
        if before is None or content_of(terms_of_price(before)) != content_of(terms):
            _write_price(locked, terms, first, actor)
            record_audit(
                actor=actor,
                business=locked.business,
                action="plan.price",
                subject=locked,
                details={"from_on": first.isoformat()},
            )
    return locked


def edit_plan(*, plan: Plan, name: str, days_until_due: int, actor: Actor) -> Plan:
    """Another name, another time to pay for what is billed from now on. Needs the right ledger.write.

    Raises InvalidInput NAME_MISSING / BAD_PLAN, Conflict PLAN_NAME_TAKEN, InvalidState PLAN_ARCHIVED.
    """
    require_right(actor, plan.business, RIGHT)
    found = Findings()
    note_plan(found, name=name, key="-", days_until_due=days_until_due)
    found.settle()
    name = checked_name(name, longest=100)
    with transaction.atomic():
        locked = _locked_in_use(plan)
        before: dict[str, str | int | bool] = {"name": locked.name, "days_until_due": locked.days_until_due}
        after: dict[str, str | int | bool] = {"name": name, "days_until_due": days_until_due}
        if before != after:
            locked.name, locked.days_until_due = name, days_until_due
            with _name_free(name):
                locked.save(update_fields=["name", "days_until_due"])
            record_audit(
                actor=actor,
                business=locked.business,
                action="plan.edit",
                subject=locked,
                details=after,
                before=before,
            )
    return locked


def archive_plan(*, plan: Plan, actor: Actor) -> Plan:
    """Bill nobody by it any more: runs list its subscriptions as skipped until they have another plan. Safe
    to repeat. Needs the right ledger.write; audited; locks it."""
    return _put(plan, actor, away=True)


def restore_plan(*, plan: Plan, actor: Actor) -> Plan:
    """Bill by it again, also for what was skipped. As archive_plan. Raises Conflict PLAN_NAME_TAKEN."""
    return _put(plan, actor, away=False)


def _put(plan: Plan, actor: Actor, *, away: bool) -> Plan:
    require_right(actor, plan.business, RIGHT)
    with transaction.atomic():
        locked = lock_row(Plan.objects.filter(pk=plan.pk).select_related("business"))
        assert locked is not None, "plans are not deleted"
        if (locked.archived_at is not None) != away:
            locked.archived_at = days.now() if away else None
            with _name_free(locked.name):
                locked.save(update_fields=["archived_at"])
            action = "plan.archive" if away else "plan.restore"
            record_audit(actor=actor, business=locked.business, action=action, subject=locked)
    return locked


def require_in_use(plan: Plan) -> None:
    """Raises InvalidState PLAN_ARCHIVED."""
    if plan.archived_at is not None:
        raise InvalidState("PLAN_ARCHIVED", "plan", "This plan is archived: choose another, or restore it.")


def _locked_in_use(plan: Plan) -> Plan:
    locked = lock_row(Plan.objects.filter(pk=plan.pk).select_related("business"))
    assert locked is not None, "plans are not deleted"
    require_in_use(locked)
    return locked


def note_plan(
    found: Findings, *, name: str, key: str, every: int = 1, trial_days: int = 0, days_until_due: int = 0
) -> None:
    """Note NAME_MISSING / BAD_KEY / BAD_PLAN."""
    with found.noting():
        checked_name(name, longest=100)
    with found.noting():
        checked_key(key, "plan")
    for field, number, least, most in (
        ("every", every, 1, MOST_EVERY),
        ("trial_days", trial_days, 0, MOST_TRIAL_DAYS),
        ("days_until_due", days_until_due, 0, MOST_DUE_DAYS),
    ):
        with found.noting():
            if not least <= number <= most:
                raise InvalidInput("BAD_PLAN", field, f"Use {least} to {most}.", detail=Detail(count=most))


def note_lines(found: Findings, business_id: int, lines: Sequence[LineInput]) -> None:
    """Note what is wrong with the lines of a price, all of it: as of an invoice, but shorter and fewer."""
    with found.noting():
        if len(lines) > MAX_LINES:
            most = Detail(count=MAX_LINES)
            raise InvalidInput("LINES_MISSING", "lines", f"A plan has 1 to {MAX_LINES} lines.", detail=most)
    for place, line in enumerate(lines):
        with found.noting("lines", place):
            if len(line.description.strip()) > LONGEST_DESCRIPTION:
                said = f"Say what the line is for, in 1 to {LONGEST_DESCRIPTION} characters."
                raise InvalidInput("DESCRIPTION_MISSING", "description", said)
    note_all(found, business_id, Terms(lines))


def terms_of_price(price: PlanPrice) -> Terms:
    """What a whole period costs, as an invoice would bill it."""
    lines = [
        LineInput(row.description, row.quantity, row.unit_cents, 0, row.vat_code, row.account_code)
        for row in price.lines.order_by("position")
    ]
    return Terms(lines, prices_include_vat=price.prices_include_vat)


def _write_price(plan: Plan, terms: Terms, from_on: date, actor: Actor) -> None:
    price = PlanPrice.objects.create(
        plan=plan,
        from_on=from_on,
        prices_include_vat=terms.prices_include_vat,
        created_by=person(actor),
    )
    PlanLine.objects.bulk_create(
        PlanLine(
            price=price,
            position=place,
            description=line.description.strip(),
            quantity=line.quantity,
            unit_cents=line.unit_cents,
            vat_code=line.vat_code,
            account_code=line.account_code,
        )
        for place, line in enumerate(terms.lines)
    )


@contextmanager
def _name_free(name: str) -> Iterator[None]:
    """Turns the constraint's refusal into Conflict PLAN_NAME_TAKEN; a savepoint around the statement."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "plan_name_once" in str(error):
            raise Conflict("PLAN_NAME_TAKEN", "name", f"Another plan is called {name}.") from None
        raise
