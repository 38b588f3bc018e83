"""Who gets a report: the right of each, no other business's, and the words that describe it."""

from __future__ import annotations

from typing import Any

import pytest

from core.days import accounting_day
from core.errors import NotAllowed, NotFound
from ledger.journal.sealing import seal_business
from ledger.models import Account
from mpesa.models import Till
from reconciliation.models import ReconciliationRun
from reports.catalogue.contents import REPORTS
from reports.formats import ENDINGS, Format
from reports.kinds import Parameter
from tests.billing.bills import customer_of
from tests.billing.placing import AT, Desk
from tests.billing.pos.shops import Shop
from tests.conftest import drain_queues
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import Bookmaker
from tests.reconciliation.proved import prove_receipts
from tests.reports.made import made
from users.access import RIGHTS
from users.models import Role

MONEY_ROLES = {Role.OWNER, Role.ACCOUNTANT, Role.APPROVER, Role.AUDITOR}
MAY = {
    "trial_balance": MONEY_ROLES,
    "general_ledger": MONEY_ROLES,
    "account_statement": MONEY_ROLES,
    "income_statement": MONEY_ROLES,
    "balance_sheet": MONEY_ROLES,
    "receivables_ageing": MONEY_ROLES | {Role.CASHIER},
    "collections": MONEY_ROLES | {Role.CASHIER, Role.MARKET_OPERATOR},
    "customer_statement": MONEY_ROLES | {Role.CASHIER},
    "z_report": MONEY_ROLES | {Role.CASHIER},
    "vat": MONEY_ROLES,
    "itax_general_sales": {Role.OWNER, Role.ACCOUNTANT},
    "itax_zero_rated_sales": {Role.OWNER, Role.ACCOUNTANT},
    "itax_exempt_sales": {Role.OWNER, Role.ACCOUNTANT},
    "tax_pack": MONEY_ROLES,
    "failed_payments": MONEY_ROLES | {Role.CASHIER, Role.MARKET_OPERATOR},
    "mpesa_cash_flow": MONEY_ROLES,
    "mpesa_charges": MONEY_ROLES,
    "payouts": MONEY_ROLES,
    "suspense": MONEY_ROLES,
    "player_cover": MONEY_ROLES,
    "market_settlement": MONEY_ROLES,
    "reconciliation": MONEY_ROLES,
    "journal_quickbooks": MONEY_ROLES,
    "journal_xero": MONEY_ROLES,
    "audit_trail": {Role.OWNER, Role.AUDITOR},
    "daily_pack": MONEY_ROLES,
    "weekly_pack": MONEY_ROLES,
    "monthly_pack": {Role.OWNER, Role.AUDITOR},
}


def account_of(house: House) -> Account:
    return Account.objects.get(business=house.business, code="1020")


def run_of(house: House) -> ReconciliationRun:
    """A day of one receipt, proved."""
    shortcode = "600711" if house.code == "maji" else "600712"
    desk = Desk(house, drain_queues, shortcode)
    desk.pay(50_00)
    seal_business(house.business.pk)
    day = accounting_day(AT)
    return prove_receipts(desk.till, day, day)


def things_of(house: House) -> dict[str, Any]:
    """One of all that reports are about."""
    return {
        "account": account_of(house),
        "customer": customer_of(house.business),
        "session": Shop(house).shift(),
        "market": Bookmaker(house).open(),
        "run": run_of(house),
    }


def test_each_role_gets_what_it_may(house: House) -> None:
    things = things_of(house)
    for key, roles in MAY.items():
        assert frozenset.intersection(*(RIGHTS[right] for right in REPORTS[key].rights)) == roles
        for role, person in house.people.items():
            if role in roles:
                assert made(house.business, key, person, **things)[1]
            else:
                with pytest.raises(NotAllowed):
                    made(house.business, key, person, **things)


def test_nobody_gets_one_of_another_business(house: House, other_house: House, drain) -> None:
    owner, stranger = house.people[Role.OWNER], other_house.people[Role.OWNER]
    mine, theirs = things_of(house), things_of(other_house)
    for key in REPORTS:
        with pytest.raises(NotFound):
            made(house.business, key, stranger, **mine)
    about = {"account": "account_statement", "customer": "customer_statement", "session": "z_report"}
    about |= {"market": "market_settlement", "run": "reconciliation"}
    for name, key in about.items():
        for things in (mine | {name: theirs[name]}, mine | {name: None}):
            with pytest.raises(NotFound):
                made(house.business, key, owner, **things)
    till: Till = Desk(other_house, drain).till
    with pytest.raises(NotFound):
        made(house.business, "collections", owner, till=till)
    assert made(house.business, "trial_balance", owner, account=account_of(other_house), till=till)[1]


def test_every_report_is_described_in_both_languages() -> None:
    assert set(MAY) == set(REPORTS)
    for key, report in REPORTS.items():
        assert report.key == key
        for words in (report.title, report.answers):
            assert words.en and words.sw and words.en != words.sw
        assert len(report.title.en) <= 60
        assert bool(report.presets) == (Parameter.PERIOD in report.needs)
    assert len({report.title.sw for report in REPORTS.values()}) == len(REPORTS)
    assert set(ENDINGS) == set(Format)
