"""Vouchers: who asks, who answers, and what is posted is what was approved."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from core.days import accounting_day
from core.errors import Conflict, DomainError
from core.models import Event
from ledger.chart.accounts import open_account, open_money_account, rename_account
from ledger.chart.standard import SYSTEM_ACCOUNTS, open_sub_account
from ledger.closing.periods import close_period
from ledger.models import Account, Entry, Line, Voucher, VoucherLine
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.lines import MAX_LINES
from ledger.vouchers.writing import post_opening_balances, reverse_journal_entry, transfer_funds
from tests.core.threads import run_together
from tests.ledger.books import post
from tests.ledger.vouching import DAY, alone_up_to, code, cr, dr, fresh_key, member, say_yes, write
from users.approvals.approving import refuse
from users.models import AuditEntry, Role, User

RENT = (dr("5900", 40_000_00), cr("1100", 40_000_00))


def lines_of(entry: Entry) -> list[tuple[str, int, int]]:
    return list(entry.lines.order_by("pk").values_list("account__code", "debit", "credit"))


def test_a_voucher_waits_for_another_person_who_sees_its_lines(business, accountant, approver):
    voucher = write(business, accountant, *RENT, description="Rent  of\nNovember")
    assert (voucher.state, Entry.objects.count()) == ("PENDING", 0)
    act = json.loads(voucher.approval.content)
    assert act["amount"] == "KES 40,000.00"
    assert act["facts"] == {
        "voucher": str(voucher.pk),
        "kind": "MANUAL",
        "day": "2024-11-20",
        "description": "Rent of November",
        "lines": [
            {"account": "5900", "name": "Cash over/short", "debit": "KES 40,000.00"},
            {"account": "1100", "name": "Bank", "credit": "KES 40,000.00"},
        ],
        "reverses": None,
    }
    posted = say_yes(voucher, approver)
    entry = posted.entry
    assert (posted.state, entry.kind, entry.reference) == ("POSTED", "MANUAL", f"voucher:{voucher.pk}")
    assert (entry.effective_on, entry.description, entry.actor) == (DAY, "Rent of November", accountant)
    assert lines_of(entry) == [("5900", 40_000_00, 0), ("1100", 0, 40_000_00)]
    assert Event.objects.get(topic="voucher.posted").ids == {"voucher": voucher.pk, "entry": entry.pk}
    assert AuditEntry.objects.filter(action="voucher.create", actor=accountant).count() == 1


def test_within_the_solo_limit_it_is_posted_at_once_and_above_it_is_not(business, accountant):
    alone_up_to(business, 40_000_00)
    within = write(business, accountant, *RENT)
    above = write(business, accountant, dr("5900", 40_000_01), cr("1100", 40_000_01))
    assert (within.state, within.approval.alone) == ("POSTED", "SOLO_LIMIT")
    assert (above.state, above.approval.state) == ("PENDING", "PENDING")
    assert balance_by_code(business.pk, "5900") == 40_000_00


def test_a_refused_voucher_is_never_posted(business, accountant, approver):
    voucher = write(business, accountant, *RENT)
    refuse(approval=voucher.approval, checker=approver, comment="whose rent?")
    voucher.refresh_from_db()
    assert (voucher.state, Entry.objects.count()) == ("REFUSED", 0)


def test_the_maker_does_not_approve_their_own(business, accountant, approver):
    owner = business.memberships.get(role=Role.OWNER).user
    voucher = write(business, owner, *RENT)
    assert code(say_yes, voucher, owner) == "SAME_PERSON"
    assert Entry.objects.count() == 0


def test_a_closed_day_is_refused_when_it_is_asked_for_and_again_when_it_is_posted(
    business, accountant, approver
):
    waiting = write(business, accountant, *RENT)
    early = write(business, accountant, *RENT, day=date(2024, 12, 1))
    owner = User.objects.get(username="owner")
    close_period(business=business, last_day=date(2024, 11, 30), actor=owner)
    assert code(write, business, accountant, *RENT) == "PERIOD_CLOSED"
    with pytest.raises(DomainError) as refusal:
        write(business, accountant, dr("5900", 100), cr("1199", 100))
    assert [(each.code, each.field) for each in refusal.value.each] == [
        ("PERIOD_CLOSED", "day"), ("UNKNOWN_ACCOUNT", "lines.1.account_code"),
    ]  # fmt: skip
    assert code(say_yes, waiting, approver) == "PERIOD_CLOSED"
    assert (Voucher.objects.get(pk=waiting.pk).state, Entry.objects.count()) == ("PENDING", 0)
    assert say_yes(early, approver).state == "POSTED"


def test_one_key_is_one_voucher(business, clerk):
    first = write(business, clerk, *RENT, key="rent-2026-11")
    assert write(business, clerk, *RENT, key="rent-2026-11") == first
    for more in ({"day": DAY - timedelta(days=1)}, {"description": "other"}):
        assert code(write, business, clerk, *RENT, key="rent-2026-11", **more) == "KEY_REUSED"
    assert code(write, business, clerk, dr("5900", 1), cr("1100", 1), key="rent-2026-11") == "KEY_REUSED"
    assert (Voucher.objects.count(), Entry.objects.count()) == (1, 1)


def test_one_key_from_eight_threads_is_one_voucher(business, clerk):
    outcomes = run_together([lambda: write(business, clerk, *RENT, key="rent-2026-11").pk] * 8)
    assert set(outcomes) == {Voucher.objects.get().pk}
    assert balance_by_code(business.pk, "5900") == 40_000_00


def test_one_key_with_two_contents_from_threads_is_one_voucher(business, clerk):
    def ask(cents: int) -> object:
        return write(business, clerk, dr("5900", cents), cr("1100", cents), key="rent-2026-11")

    outcomes = run_together([lambda cents=cents: ask(cents) for cents in (100, 200) * 3])
    refused = [each for each in outcomes if isinstance(each, Conflict)]
    assert len(refused) == 3 and {each.code for each in refused} == {"KEY_REUSED"}


def test_two_businesses_use_one_key(business, other_business, clerk):
    other = member(other_business, Role.ACCOUNTANT)
    alone_up_to(other_business, 100_000_000)
    assert write(business, clerk, *RENT, key="rent-2026-11") != write(
        other_business, other, *RENT, key="rent-2026-11"
    )


def test_rights_and_tenants(business, other_business, clerk):
    for role in set(Role) - {Role.OWNER, Role.ACCOUNTANT}:
        assert code(write, business, member(business, role, f"{role.lower()}.other"), *RENT) == "NOT_ALLOWED"
    assert code(write, other_business, clerk, *RENT) == "NOT_FOUND"
    foreign = open_sub_account(business_id=other_business.pk, parent_code="1100", suffix="9", name="Theirs")
    assert code(write, business, clerk, dr(foreign.code, 5), cr("1100", 5)) == "UNKNOWN_ACCOUNT"
    assert Voucher.objects.count() == 0


def test_accounts_of_the_system_are_left_alone(business, clerk, books):
    codes = []
    for top in sorted(SYSTEM_ACCOUNTS):
        below = open_sub_account(business_id=business.pk, parent_code=top, suffix="x", name="Below")
        deep = open_sub_account(business_id=business.pk, parent_code=below.code, suffix="y", name="Deeper")
        codes += [top, below.code, deep.code]
    before = books()
    for account in codes:
        refused = "SUSPENSE_IS_PLACED" if account.startswith("2900") else "SYSTEM_ACCOUNT"
        assert code(write, business, clerk, dr("1020", 5), cr(account, 5)) == refused
        assert code(write, business, clerk, dr(account, 5), cr("1020", 5)) == refused
    assert books() == before


def test_the_database_lets_no_voucher_touch_suspense(business, clerk):
    about = {"kind": "MANUAL", "effective_on": DAY, "description": "x", "amount": 5}
    voucher = Voucher.objects.create(business=business, maker=clerk, key="k", key_hash=bytes(32), **about)
    suspense = Account.objects.get(business=business, code="2900")
    with pytest.raises(IntegrityError, match="SUSPENSE_IS_PLACED"):
        VoucherLine.objects.create(voucher=voucher, account=suspense, debit=5)


REFUSED_LINES = (
    ((), "LINES_MISSING"),
    ((dr("1020", 1),) * (MAX_LINES + 1), "LINES_MISSING"),
    ((dr("1020", 5),), "UNBALANCED"),
    ((dr("1020", 5), cr("4000", 6)), "UNBALANCED"),
    ((dr("1020", 0), cr("4000", 0)), "BAD_AMOUNT"),
    ((dr("1020", -5), cr("4000", -5)), "BAD_AMOUNT"),
    ((dr("1020", 10**15 + 1), cr("4000", 10**15 + 1)), "BAD_AMOUNT"),
    ((dr("1020", 5), cr("4711", 5)), "UNKNOWN_ACCOUNT"),
    ((dr("1020", 5), cr("40\x0000", 5)), "UNKNOWN_ACCOUNT"),
    ((dr("1020", 5), cr("\ud800", 5)), "UNKNOWN_ACCOUNT"),
    ((dr("1020", 5), cr("' OR 1=1 --", 5)), "UNKNOWN_ACCOUNT"),
    ((dr("1020", 5), cr("4000", 5, "LOWER")), "VAT_NOT_HERE"),
    ((dr("1020", 5), cr("3000", 5, "STANDARD")), "VAT_NOT_HERE"),
    ((dr("1020", 5), cr("2600-output", 5, "STANDARD")), "VAT_NOT_HERE"),
)


def test_lines_that_are_refused(business, clerk, books):
    before = books()
    for lines, expected in REFUSED_LINES:
        assert code(write, business, clerk, *lines) == expected, lines[:2]
    assert (books(), Voucher.objects.count()) == (before, 0)


REFUSED_FIELDS = (
    ({"description": " \n\x00"}, "DESCRIPTION_MISSING"),
    ({"description": "x" * 201}, "DESCRIPTION_MISSING"),
    ({"key": ""}, "BAD_KEY"),
    ({"key": "with\x00nul-and-more"}, "BAD_KEY"),
    ({"key": "half a character \ud800"}, "BAD_KEY"),
    ({"day": date(1999, 12, 31)}, "BAD_DAY"),
    ({"day": date(9999, 12, 31)}, "BAD_DAY"),
)


def test_fields_that_are_refused(business, clerk):
    for more, expected in REFUSED_FIELDS:
        assert code(write, business, clerk, *RENT, **more) == expected, more
    assert Voucher.objects.count() == 0


def test_tomorrow_is_refused_and_a_half_character_is_dropped(business, clerk):
    tomorrow = accounting_day(timezone.now()) + timedelta(days=1)
    assert code(write, business, clerk, *RENT, day=tomorrow) == "BAD_DAY"
    assert write(business, clerk, *RENT, description="a\ud800b").description == "a b"


def test_a_reversal_mirrors_says_why_and_happens_once(business, accountant, approver):
    alone_up_to(business, 0)
    posted = say_yes(write(business, accountant, *RENT), approver)
    reversal = reverse_journal_entry(
        entry=posted.entry, reason="paid twice", key="reverse-01", actor=accountant
    )
    again = reverse_journal_entry(entry=posted.entry, reason="paid twice", key="reverse-01", actor=accountant)
    assert (again, reversal.state) == (reversal, "PENDING")
    other = {"entry": posted.entry, "reason": "again", "actor": accountant}
    assert code(reverse_journal_entry, **other, key="reverse-02") == "ALREADY_PENDING"
    done = say_yes(reversal, approver)
    assert (done.entry.kind, done.entry.reverses, done.entry.description) == (
        "REVERSAL",
        posted.entry,
        "paid twice",
    )
    assert lines_of(done.entry) == [("5900", 0, 40_000_00), ("1100", 40_000_00, 0)]
    assert code(reverse_journal_entry, **other, key="reverse-03") == "ALREADY_REVERSED"
    assert code(reverse_journal_entry, **(other | {"entry": done.entry}), key="reverse-04") == "IS_A_REVERSAL"


def test_a_reversal_by_hand_is_not_dated_before_the_voucher(business, clerk):
    entry = write(business, clerk, *RENT).entry
    asked = {"entry": entry, "reason": "x", "actor": clerk}
    assert code(reverse_journal_entry, **asked, key=fresh_key(), day=DAY - timedelta(days=1)) == "BAD_DAY"
    assert Voucher.objects.count() == 1
    assert reverse_journal_entry(**asked, key=fresh_key(), day=DAY).entry.effective_on == DAY


def test_only_what_people_posted_is_reversed_by_hand(business, clerk):
    sale = post(business, "invoice:1:issue", kind="INVOICE")
    asked = {"entry": sale, "key": fresh_key(), "actor": clerk}
    assert code(reverse_journal_entry, **asked, reason="x") == "NOT_MANUAL"
    assert code(reverse_journal_entry, **asked, reason=" ") == "REASON_MISSING"
    assert Entry.objects.count() == 1


def test_reversals_from_threads_are_one(business, clerk):
    entry = write(business, clerk, *RENT).entry
    outcomes = run_together(
        [
            lambda: reverse_journal_entry(entry=entry, reason="x", key=fresh_key(), actor=clerk).pk
            for _ in range(6)
        ]
    )
    refused = [each.code for each in outcomes if isinstance(each, Conflict)]
    assert refused == ["ALREADY_REVERSED"] * 5
    assert (Entry.objects.count(), balance_by_code(business.pk, "5900")) == (2, 0)


def test_transfers_between_own_accounts(business, clerk):
    bank = open_money_account(business=business, parent="1100", name="Main bank", actor=clerk)
    more = {"amount": 700, "day": DAY, "actor": clerk}
    of = {account.code: account for account in Account.objects.filter(business=business)}
    done = transfer_funds(**more, source=of["1020"], target=bank, key="transfer-1")
    assert transfer_funds(**more, source=of["1020"], target=bank, key="transfer-1") == done
    assert lines_of(done.entry) == [(bank.code, 700, 0), ("1020", 0, 700)]
    assert done.description == f"Transfer 1020 to {bank.code}"
    for source, target in (("1010", "1100"), ("1020", "4000"), ("1020", "1020")):
        asked = more | {"source": of[source], "target": of[target], "key": fresh_key()}
        assert code(transfer_funds, **asked) == "NOT_OWN_FUNDS"


def test_bank_accounts_and_cash_boxes_are_opened_by_name(business, clerk):
    opening = {"business": business, "actor": clerk}
    names = ["Main bank", "Savings", "Main bank"]
    banks = [open_money_account(**opening, parent="1100", name=name).code for name in names]
    assert banks == ["1100-1", "1100-2", "1100-1"]
    box = open_money_account(**opening, parent="1020", name="Main bank")
    assert (box.code, box.kind, box.parent.code) == ("1020-1", "ASSET", "1020")
    assert code(open_money_account, **opening, parent="4000", name="x") == "NOT_OWN_FUNDS"
    assert code(open_money_account, **opening, parent="1020", name="\x00 ") == "NAME_MISSING"
    together = [lambda: open_money_account(**opening, parent="1020", name="Till box").code] * 6
    assert set(run_together(together)) == {"1020-2"}
    assert AuditEntry.objects.filter(action="account.open").count() == 4


def test_accounts_are_opened_under_a_parent_of_their_kind(business, clerk):
    opening = {"business": business, "actor": clerk}
    rent = open_account(**opening, code="6000", name="Rent", kind="EXPENSE")
    office = open_account(**opening, code="6010", name="Office", kind="EXPENSE", parent="6000")
    assert open_account(**opening, code="6000", name="Rent", kind="EXPENSE") == rent
    assert (office.parent, office.has_floor) == (rent, False)
    for more, expected in (
        ({"code": "6000", "name": "Rents", "kind": "EXPENSE"}, "ACCOUNT_CODE_TAKEN"),
        ({"code": "6020", "kind": "INCOME", "parent": "6000"}, "BAD_ACCOUNT_KIND"),
        ({"code": "6020", "kind": "COST"}, "BAD_ACCOUNT_KIND"),
        ({"code": "6020", "kind": "EXPENSE", "parent": "9999"}, "NOT_FOUND"),
        ({"code": "6020", "kind": "LIABILITY", "parent": "2200"}, "SYSTEM_ACCOUNT"),
        ({"code": "2200-77", "kind": "LIABILITY"}, "BAD_ACCOUNT_CODE"),
        ({"code": "1010-600100-utility", "kind": "ASSET"}, "BAD_ACCOUNT_CODE"),
        ({"code": "1100-5", "kind": "ASSET"}, "BAD_ACCOUNT_CODE"),
        ({"code": "../etc", "kind": "ASSET"}, "BAD_ACCOUNT_CODE"),
        ({"code": "6020\n", "kind": "ASSET"}, "BAD_ACCOUNT_CODE"),
        ({"code": "", "kind": "ASSET"}, "BAD_ACCOUNT_CODE"),
    ):
        assert code(open_account, **(opening | {"name": "x"} | more)) == expected, more


def test_an_account_gets_another_name(business, clerk):
    account = Account.objects.get(business=business, code="1100")
    renamed = rename_account(account=account, name=" Equity  bank ", actor=clerk)
    rename_account(account=renamed, name="Equity bank", actor=clerk)
    assert Account.objects.get(pk=account.pk).name == "Equity bank"
    assert AuditEntry.objects.get(action="account.rename").details == {
        "name": "Equity bank",
        "name_before": "Bank",
    }
    mpesa = Account.objects.get(business=business, code="1010")
    assert code(rename_account, account=mpesa, name="x", actor=clerk) == "SYSTEM_ACCOUNT"


def test_opening_balances_stand_against_3900_once_per_account(business, clerk):
    opening = {"business": business, "day": DAY, "actor": clerk}
    lines = [dr("1020", 900), dr("1200", 300), cr("2600", 200)]
    voucher = post_opening_balances(**opening, balances=lines, key="opening-1")
    assert post_opening_balances(**opening, balances=lines, key="opening-1") == voucher
    assert (voucher.entry.kind, lines_of(voucher.entry)[-1]) == ("OPENING", ("3900", 0, 1000))
    for refused, expected in (
        ([dr("1100", 5), dr("1020", 5)], "OPENING_EXISTS"),
        ([dr("1100", 5), cr("1100", 5)], "OPENING_ITSELF"),
        ([dr("3900", 5)], "OPENING_ITSELF"),
        ([dr("1010", 5)], "SYSTEM_ACCOUNT"),
        ([dr("2900", 5)], "SUSPENSE_IS_PLACED"),
        ([cr("4000", 5, "EXEMPT")], "VAT_NOT_HERE"),
    ):
        assert code(post_opening_balances, **opening, balances=refused, key=fresh_key()) == expected
    reverse_journal_entry(entry=voucher.entry, reason="typo", key=fresh_key(), actor=clerk)
    again = post_opening_balances(**opening, balances=[dr("1020", 950)], key=fresh_key())
    assert (again.state, balance_by_code(business.pk, "1020")) == ("POSTED", 950)


def test_an_opening_that_waits_holds_its_accounts(business, accountant, approver):
    opening = {"business": business, "day": DAY, "actor": accountant}
    waiting = post_opening_balances(**opening, balances=[dr("1020", 900)], key="opening-1")
    refused = {"balances": [dr("1020", 800)], "key": "opening-2"}
    assert code(post_opening_balances, **opening, **refused) == "OPENING_EXISTS"
    assert say_yes(waiting, approver).state == "POSTED"


def test_openings_from_threads_are_one(business, clerk):
    outcomes = run_together(
        [
            lambda: (
                post_opening_balances(
                    business=business, day=DAY, balances=[dr("1020", 5)], key=fresh_key(), actor=clerk
                ).pk
            )
            for _ in range(6)
        ]
    )
    assert [each.code for each in outcomes if isinstance(each, Conflict)] == ["OPENING_EXISTS"] * 5
    assert Entry.objects.count() == 1


def test_the_rows_of_a_voucher_never_change(business, accountant, approver):
    voucher = write(business, accountant, *RENT)
    line = voucher.lines.order_by("pk")[0]
    for statement in (
        f"UPDATE ledger_voucher SET amount = 1 WHERE id = {voucher.pk}",
        f"UPDATE ledger_voucher SET approval_id = NULL WHERE id = {voucher.pk}",
        f"DELETE FROM ledger_voucher WHERE id = {voucher.pk}",
        f"UPDATE ledger_voucherline SET debit = 1 WHERE id = {line.pk}",
        f"DELETE FROM ledger_voucherline WHERE id = {line.pk}",
        "UPDATE ledger_vatrate SET basis_points = 0",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        VoucherLine.objects.create(voucher=voucher, account=line.account, debit=1)
    assert say_yes(voucher, approver).state == "POSTED"
    assert Line.objects.count() == 2
