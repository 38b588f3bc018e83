"""From an entry to its voucher and to what undoes it, and the accounts that a voucher may name."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import InvalidInput
from graphql_api.ids import write_id
from ledger.chart.standard import open_sub_account
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Account, Voucher
from ledger.vouchers.writing import reverse_journal_entry
from tests.graphql_api.conftest import House
from tests.graphql_api.walk.rows import AT
from tests.ledger.vouching import alone_up_to, cr, dr, write
from users.models import Role

ENTRIES = """query ($business: ID!) { journalEntries(business: $business) { nodes {
    reference voucher { id state maker { name } lines { nodes { account { code } } } }
    reversedBy { reference voucher { id } } } } }"""
ACCOUNTS = """query ($business: ID!, $filter: AccountFilter) {
    accounts(business: $business, filter: $filter) { nodes { code } } }"""


def post_both_ways(house: House, begin: int, end: int) -> None:
    """Vouchers that were reversed, and as many entries that nobody wrote."""
    owner = house.people[Role.OWNER]
    for number in range(begin, end):
        post_entry(
            business_id=house.business.pk,
            kind="INVOICE",
            reference=f"invoice:INV-{number}:issue",
            legs=[debit("1200", 100), credit("4000", 100)],
            occurred_at=AT,
            effective_on=date(2024, 11, 20),
        )
        entry = write(house.business, owner, dr("1020", 500), cr("4000", 500)).entry
        assert entry is not None
        reverse_journal_entry(entry=entry, reason="typo", key=f"undo-{number:04}", actor=owner)


def test_entries_know_their_voucher_and_what_undoes_them(house: House) -> None:
    alone_up_to(house.business, 1_000)
    post_both_ways(house, 0, 1)
    first, second = Voucher.objects.order_by("pk")
    browser = house.browser(Role.AUDITOR)
    back, sale, invoice = browser.data(ENTRIES, business=house.id)["journalEntries"]["nodes"]
    assert invoice["voucher"] is None and invoice["reversedBy"] is None
    assert sale["voucher"] | {"lines": None} == {
        "id": write_id("Voucher", first.pk),
        "state": "POSTED",
        "maker": {"name": str(house.people[Role.OWNER])},
        "lines": None,
    }
    assert [line["account"]["code"] for line in sale["voucher"]["lines"]["nodes"]] == ["1020", "4000"]
    assert sale["reversedBy"] == {
        "reference": back["reference"],
        "voucher": {"id": write_id("Voucher", second.pk)},
    }
    assert back["reversedBy"] is None


def test_more_entries_take_no_more_queries(house: House) -> None:
    alone_up_to(house.business, 10_000)
    browser = house.browser(Role.AUDITOR)
    counts = []
    for begin, end in ((0, 1), (1, 4)):
        post_both_ways(house, begin, end)
        with CaptureQueriesContext(connection) as queries:
            browser.data(ENTRIES, business=house.id)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_accounts_that_a_voucher_may_name(house: House) -> None:
    """What the picker offers is what the books take: the refusals and the filter are one rule."""
    till = open_sub_account(business_id=house.business.pk, parent_code="1010", suffix="600100", name="Till")
    open_sub_account(business_id=house.business.pk, parent_code=till.code, suffix="utility", name="Utility")
    browser = house.browser(Role.AUDITOR)

    def codes(**filter: object) -> list[str]:
        found = browser.data(ACCOUNTS, business=house.id, filter=filter)["accounts"]["nodes"]
        return [row["code"] for row in found]

    every, ours, theirs = codes(), codes(forVouchers=True), codes(forVouchers=False)
    assert sorted(ours + theirs) == every and {"1010-600100-utility", "2900"} <= set(theirs)
    for account in Account.objects.filter(business=house.business):
        other = "4000" if account.code != "4000" else "1020"
        lines = (dr(account.code, 100), cr(other, 100))
        if account.code in ours:
            write(house.business, house.people[Role.OWNER], *lines)
        else:
            with pytest.raises(InvalidInput) as refusal:
                write(house.business, house.people[Role.OWNER], *lines)
            assert refusal.value.code in ("SYSTEM_ACCOUNT", "SUSPENSE_IS_PLACED"), account.code
    assert codes(forVouchers=True, text="cash") == ["1020", "5900"]
