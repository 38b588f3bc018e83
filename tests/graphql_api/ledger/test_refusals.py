"""What mutations of the ledger answer to ids that are not there, are of others, or are of something else; to
what is done already, what is closed, and what somebody else holds just now."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from core.rows import locks
from graphql_api.ids import write_id
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Account, RecurringVoucher
from ledger.vouchers.lines import LineInput
from ledger.vouchers.recurring import create_recurring
from ledger.vouchers.templates import save_template
from ledger.vouchers.writing import post_journal_entry
from tests.core.threads import SECONDS, Running
from tests.graphql_api.conftest import House
from users.models import Business, Role

LINES = [LineInput("5900", debit=100), LineInput("1100", credit=100)]
#: Mutation -> how it is asked about a thing of this type. Every one of the ledger that takes an id.
BY_ID = {
    "reverseJournalEntry": ("JournalEntry", 'entry: "{id}", reason: "x", idempotencyKey: "key-000001"'),
    "uploadVoucherAttachment": ("Voucher", 'voucher: "{id}"'),
    "removeVoucherTemplate": ("VoucherTemplate", 'template: "{id}"'),
    "pauseRecurringVoucher": ("RecurringVoucher", 'recurringVoucher: "{id}"'),
    "resumeRecurringVoucher": ("RecurringVoucher", 'recurringVoucher: "{id}"'),
    "renameAccount": ("Account", 'account: "{id}", name: "x"'),
    "reopenPeriod": ("Period", 'period: "{id}", comment: "x", idempotencyKey: "key-000001"'),
}


def fill(house: House) -> dict[str, int]:
    """One thing of each type; ids by type."""
    clerk, business = house.people[Role.OWNER], house.business
    Business.objects.filter(pk=business.pk).update(solo_limit=1_000_000)
    business.refresh_from_db()
    more: dict[str, Any] = {"business": business, "lines": LINES, "description": "x", "actor": clerk}
    voucher = post_journal_entry(**more, day=date(2024, 10, 20), key="voucher-01")
    plan = create_recurring(
        **more, name="x", frequency="MONTHLY", first_on=date(2099, 1, 1), key="recurring-1"
    )
    template = save_template(**more, name="x")
    period = close_period(business=business, last_day=date(2024, 10, 31), actor=clerk)
    return {
        "JournalEntry": voucher.entry_id,
        "Voucher": voucher.pk,
        "VoucherTemplate": template.pk,
        "RecurringVoucher": plan.pk,
        "Account": Account.objects.get(business=business, code="1100").pk,
        "Period": period.pk,
    }


def told(browser: Any, mutation: str, arguments: str) -> tuple[str, str]:
    """(code, field); empty when it was done."""
    query = f"mutation {{ done: {mutation}(input: {{{arguments}}}) {{ problems {{ code field }} }} }}"
    problems = browser.data(query)["done"]["problems"]
    return (problems[0]["code"], ".".join(problems[0]["field"])) if problems else ("", "")


def test_an_id_that_is_absent_or_of_others_or_of_something_else_is_not_found(house, other_house):
    mine, theirs = fill(house), fill(other_house)
    browser = house.browser(Role.OWNER)
    for mutation, (kind, arguments) in BY_ID.items():
        others = next(name for name in mine if name != kind)
        for id in (
            write_id(kind, 10**9),
            write_id(kind, 2**63 - 1),
            write_id(kind, -1),
            write_id(kind, mine[kind])[:-1],
            write_id(kind, theirs[kind]),
            write_id(others, mine[others]),
            "nonsense",
            "",
        ):
            assert told(browser, mutation, arguments.format(id=id))[0] == "NOT_FOUND", (mutation, id)
    assert told(
        browser, "renameAccount", f'account: "{write_id("Account", mine["Account"])}", name: "x"'
    ) == ("", "")


def test_what_is_done_already_or_closed_has_a_code_of_its_own(house):
    ids = fill(house)
    browser = house.browser(Role.OWNER)
    id_of = {kind: write_id(kind, pk) for kind, pk in ids.items()}
    outside = post_entry(
        business_id=house.business.pk,
        kind="RECEIPT",
        reference="fact",
        legs=[debit("1020", 100), credit("4000", 100)],
        occurred_at=datetime(2024, 11, 20, 9, tzinfo=UTC),
    )
    entry, period = id_of["JournalEntry"], id_of["Period"]
    template = f'template: "{id_of["VoucherTemplate"]}"'
    lines = 'lines: [{accountCode: "5900", debit: "1"}, {accountCode: "1100", credit: "1"}]'

    def reverse(key: int, more: str = 'reason: "x"', id: str = entry) -> tuple[str, str]:
        return "reverseJournalEntry", f'entry: "{id}", idempotencyKey: "key-00000{key}", {more}'

    def reopen(key: int, why: str = "x") -> tuple[str, str]:
        return "reopenPeriod", f'period: "{period}", comment: "{why}", idempotencyKey: "key-00001{key}"'

    def close(day: str, business: str = house.id) -> tuple[str, str]:
        return "closePeriod", f'business: "{business}", lastDay: "{day}"'

    def new(mutation: str, more: str) -> tuple[str, str]:
        return mutation, (
            f'business: "{house.id}", description: "x", idempotencyKey: "key-000020", {more}, {lines}'
        )

    for (mutation, arguments), expected in (
        (reverse(1, 'reason: "x", day: "2024-10-31"'), "PERIOD_CLOSED"),
        (reverse(1, 'reason: "x", day: "2024-10-01"'), "PERIOD_CLOSED"),
        (reverse(1, 'reason: "x", day: "2024-11-01"'), ""),
        (reverse(1, 'reason: "x", day: "2024-11-01"'), ""),
        (reverse(1, 'reason: "y"'), "KEY_REUSED"),
        (reverse(2), "ALREADY_REVERSED"),
        (reverse(3, id=write_id("JournalEntry", outside.pk)), "NOT_MANUAL"),
        (close("2024-10-31"), ""),
        (close("2024-09-30"), "BAD_PERIOD"),
        (close("2099-09-30"), "PERIOD_NOT_OVER"),
        (close("2024-11-30", write_id("Business", 10**9)), "NOT_FOUND"),
        (("closeYear", f'business: "{house.id}", lastDay: "2024-12-31"'), "PERIOD_OPEN"),
        (reopen(4, " "), "REASON_MISSING"),
        (reopen(4), ""),
        (reopen(5), "ALREADY_PENDING"),
        (reopen(4, "y"), "KEY_REUSED"),
        (new("postJournalEntry", 'day: "2024-10-31"'), "PERIOD_CLOSED"),
        (new("createRecurringVoucher", 'name: "x", frequency: WEEKLY, firstOn: "2024-10-31"'), "BAD_DAY"),
        (("removeVoucherTemplate", template), ""),
        (("removeVoucherTemplate", template), "NOT_FOUND"),
    ):
        assert told(browser, mutation, arguments)[0] == expected, (mutation, arguments)


@contextmanager
def held(*rows: Any):
    """Somebody works on these rows, and takes longer than anybody waits."""
    taken, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            for row in rows:
                type(row).objects.select_for_update().get(pk=row.pk)
            taken.set()
            assert may_end.wait(SECONDS)

    holder = Running(hold)
    assert taken.wait(SECONDS)
    try:
        yield
    finally:
        may_end.set()
        holder.result()


def test_who_waits_too_long_is_told_to_try_again(house, monkeypatch):
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", "50ms")
    ids = fill(house)
    browser = house.browser(Role.OWNER)
    for model, mutation in ((Account, "renameAccount"), (RecurringVoucher, "pauseRecurringVoucher")):
        kind, arguments = BY_ID[mutation]
        asked = (browser, mutation, arguments.format(id=write_id(kind, ids[kind])))
        with held(model.objects.get(pk=ids[kind])):
            assert told(*asked) == ("TRY_AGAIN", "")
        assert told(*asked) == ("", "")
