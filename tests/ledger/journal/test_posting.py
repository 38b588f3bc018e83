from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django_q.models import OrmQ

from core.errors import Conflict, InsufficientFunds, InvalidInput, InvalidState, NotFound
from core.money import MAX_CENTS
from ledger.chart.standard import CHART, open_books, open_sub_account
from ledger.journal.posting import Leg, credit, debit, post_entry, reverse_entry
from ledger.journal.turnovers import turnovers
from ledger.models import Account, Entry, Floor, Line, Unsealed
from ledger.reads.selectors import balance_by_code, balance_of, trial_balance
from tests.ledger.books import AT, post


def rows(entry: Entry) -> list[tuple[str, int, int]]:
    return list(entry.lines.order_by("id").values_list("account__code", "debit", "credit"))


def post_legs(business, *legs: Leg, reference: str = "x") -> Entry:
    return post_entry(
        business_id=business.pk, kind="MANUAL", reference=reference, occurred_at=AT, legs=list(legs)
    )


def test_an_entry_is_stored_as_it_was_posted(business):
    entry = post(business, description="Ten jerrycans", actor_id=None)
    stored = Entry.objects.get()
    for field in ("pk", "business_id", "effective_on", "occurred_at", "posted_at", "kind", "description"):
        assert getattr(stored, field) == getattr(entry, field)
    assert (stored.reference, bytes(stored.content_hash)) == ("r1", entry.content_hash)
    assert rows(stored) == [("1020", 5000, 0), ("4000", 0, 5000)]
    assert Unsealed.objects.get().entry_id == entry.pk
    assert OrmQ.objects.count() == 1


def test_an_entry_moves_both_balances(business):
    post(business)
    assert balance_by_code(business.pk, "1020") == 5000
    assert balance_by_code(business.pk, "4000") == 5000
    assert balance_of(Account.objects.get(code="5100")) == 0
    with pytest.raises(NotFound):
        balance_by_code(business.pk, "9999")


def test_the_day_is_that_of_nairobi_unless_another_is_given(business):
    late = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    assert post(business, "a", occurred_at=late).effective_on == date(2026, 11, 21)
    assert post(business, "b", effective_on=date(2026, 10, 31)).effective_on == date(2026, 10, 31)


def test_same_reference_same_content_is_the_first_entry(business):
    first = post(business)
    again = post(business, description="told differently", occurred_at=AT)
    assert (again.pk, again.description) == (first.pk, "")
    assert (Entry.objects.count(), Line.objects.count(), Unsealed.objects.count()) == (1, 2, 1)


def test_the_order_of_legs_does_not_matter_and_their_sides_do(business):
    legs = [debit("1020", 5000), credit("4000", 5000)]
    first = post_legs(business, *legs)
    assert post_legs(business, *reversed(legs)).pk == first.pk
    with pytest.raises(Conflict):
        post_legs(business, debit("4000", 5000), credit("1020", 5000))


@pytest.mark.parametrize(
    "other",
    [{"cents": 5001}, {"kind": "OPENING"}, {"to": "4100"}, {"effective_on": date(2026, 11, 19)}],
)
def test_same_reference_other_content_is_a_conflict(business, books, other):
    post(business)
    before = books()
    with pytest.raises(Conflict) as refusal:
        post(business, **other)
    assert (refusal.value.code, refusal.value.field) == ("REFERENCE_REUSED", "reference")
    assert books() == before


def test_an_outside_fact_may_come_again_on_another_day(business):
    first = post(business, kind="RECEIPT")
    assert post(business, kind="RECEIPT", effective_on=date(2026, 11, 25)).pk == first.pk


def test_a_reference_belongs_to_its_business(business, other_business):
    assert post(business).pk != post(other_business).pk


def test_a_floor_holds(business, wallet, books):
    post(business, "in", 100, to=wallet.code)
    before = books()
    with pytest.raises(InsufficientFunds) as refusal:
        post(business, "out", 101, by=wallet.code, to="1020")
    assert (refusal.value.code, refusal.value.field) == ("FLOOR", "amount")
    assert books() == before
    post(business, "out", 100, by=wallet.code, to="1020")
    assert Floor.objects.get(account=wallet).balance == balance_of(wallet) == 0


def test_a_floor_looks_at_the_whole_entry(business, wallet):
    """In and out in one entry: the net counts."""
    post_legs(
        business, debit(wallet.code, 100), credit("2320", 100), debit("1020", 100), credit(wallet.code, 100)
    )
    assert Floor.objects.get(account=wallet).balance == 0


def test_a_refusal_leaves_the_transaction_around_it_usable(business, wallet):
    with transaction.atomic():
        post(business, "before", 100)
        with pytest.raises(InsufficientFunds):
            post(business, "out", 1, by=wallet.code, to="1020")
        post(business, "after", 100)
    assert list(Entry.objects.order_by("id").values_list("reference", flat=True)) == ["before", "after"]


@pytest.mark.parametrize(
    ("legs", "code"),
    [
        ([], "UNBALANCED"),
        ([debit("1020", 1)], "UNBALANCED"),
        ([debit("1020", 2), credit("4000", 1)], "UNBALANCED"),
        ([debit("1020", 0), credit("4000", 0)], "BAD_AMOUNT"),
        ([debit("1020", -1), credit("4000", -1)], "BAD_AMOUNT"),
        ([Leg("1020", 1, 1), Leg("4000", 1, 1)], "BAD_AMOUNT"),
        ([Leg("1020", 2, -1), Leg("4000", -1, 2)], "BAD_AMOUNT"),
        ([debit("1020", 1.5), credit("4000", 1.5)], "BAD_AMOUNT"),
        ([debit("1020", Decimal(1)), credit("4000", Decimal(1))], "BAD_AMOUNT"),
        ([debit("1020", True), credit("4000", True)], "BAD_AMOUNT"),
        ([debit("1020", MAX_CENTS + 1), credit("4000", MAX_CENTS + 1)], "BAD_AMOUNT"),
        ([debit("9999", 1), credit("4000", 1)], "UNKNOWN_ACCOUNT"),
    ],
)
def test_what_is_no_entry_is_refused(business, books, legs, code):
    before = books()
    with pytest.raises(InvalidInput) as refusal:
        post_legs(business, *legs)
    assert (refusal.value.code, refusal.value.field) == (code, "lines")
    assert books() == before


@pytest.mark.parametrize("field", ["effective_on", "occurred_at"])
@pytest.mark.parametrize("year", [1999, 2101])
def test_a_day_that_cannot_be_kept_is_refused(business, books, field, year):
    before = books()
    day = {"effective_on": date(year, 6, 1), "occurred_at": datetime(year, 6, 1, tzinfo=UTC)}[field]
    with pytest.raises(InvalidInput) as refusal:
        post(business, "far", **{"effective_on": AT.date(), field: day})
    assert (refusal.value.code, refusal.value.field) == ("BAD_DAY", field)
    assert books() == before


@pytest.mark.parametrize("reference", ["", "x" * 121, "a\x00b"])
def test_references_that_cannot_be_kept(business, reference):
    with pytest.raises(InvalidInput) as refusal:
        post(business, reference)
    assert refusal.value.code == "BAD_REFERENCE"
    assert not Entry.objects.exists()


def test_a_description_is_cut_and_cleaned_but_never_a_reason_to_lose_money(business):
    assert post(business, description="a\x00b" + "c" * 300).description == "ab" + "c" * 198
    assert Entry.objects.get().description == "ab" + "c" * 198


def test_an_account_of_another_business_is_unknown(business, other_business):
    open_sub_account(business_id=other_business.pk, parent_code="1010", suffix="600100", name="Till")
    with pytest.raises(InvalidInput) as refusal:
        post(business, by="1010-600100")
    assert refusal.value.code == "UNKNOWN_ACCOUNT"


def test_a_reversal_is_the_mirror_and_says_why(business):
    entry = post(business)
    mirror = reverse_entry(entry=entry, reason=" typed twice ", occurred_at=AT)
    assert rows(mirror) == [("1020", 0, 5000), ("4000", 5000, 0)]
    assert (mirror.reverses_id, mirror.kind, mirror.description) == (entry.pk, "REVERSAL", "typed twice")
    assert reverse_entry(entry=entry, reason="other words", occurred_at=AT).pk == mirror.pk
    assert [row.balance for row in trial_balance(business.pk)] == [0] * len(CHART)
    assert Entry.objects.count() == 2


def test_what_cannot_be_reversed(business, wallet, books):
    entry = post(business)
    mirror = reverse_entry(entry=entry, reason="x", occurred_at=AT)
    topup = post(business, "in", 100, to=wallet.code)
    post(business, "out", 60, by=wallet.code, to="1020")
    before = books()
    with pytest.raises(InvalidInput, match="REASON_MISSING"):
        reverse_entry(entry=entry, reason="  ", occurred_at=AT)
    with pytest.raises(InvalidState, match="IS_A_REVERSAL"):
        reverse_entry(entry=mirror, reason="x", occurred_at=AT)
    with pytest.raises(InsufficientFunds, match="FLOOR"):
        reverse_entry(entry=topup, reason="x", occurred_at=AT)
    with pytest.raises(InvalidState, match="NOT_A_MIRROR"):
        post(business, "half", 10, by="4000", to="1020", kind="REVERSAL", reverses=topup.pk)
    with pytest.raises(Conflict, match="ALREADY_REVERSED"):
        post(business, "again", by="4000", to="1020", kind="REVERSAL", reverses=entry.pk)
    with pytest.raises(NotFound, match=r"NOT_FOUND \[reverses\]"):
        post(business, "nothing", by="4000", to="1020", kind="REVERSAL", reverses=10**9)
    assert books() == before


def test_the_trial_balance_by_day_and_by_seal(business, drain):
    post(business, "a", 100, effective_on=date(2026, 11, 1))
    post(business, "b", 250, effective_on=date(2026, 11, 2))
    drain("ledger.seal")
    post(business, "c", 400, effective_on=date(2026, 11, 1), by="5100", to="1020")

    def shown(**until) -> dict[str, tuple[int, int, int]]:
        found = trial_balance(business.pk, **until)
        assert sum(row.debit for row in found) == sum(row.credit for row in found)
        assert [row.account.code for row in found] == sorted(code for code, _, _ in CHART)
        return {
            row.account.code: (row.debit, row.credit, row.balance) for row in found if row.debit or row.credit
        }

    assert shown() == {"1020": (350, 400, -50), "4000": (0, 350, 350), "5100": (400, 0, 400)}
    assert shown(day=date(2026, 11, 1)) == {
        "1020": (100, 400, -300),
        "4000": (0, 100, 100),
        "5100": (400, 0, 400),
    }
    assert shown(seal=2) == {"1020": (350, 0, 350), "4000": (0, 350, 350)}
    assert shown(seal=1, day=date(2026, 11, 1)) == {"1020": (100, 0, 100), "4000": (0, 100, 100)}
    assert shown(day=date(2026, 10, 31)) == {}


def test_balances_of_one_business_know_nothing_of_another(business, other_business):
    post(business)
    assert [row.balance for row in trial_balance(other_business.pk)] == [0] * len(CHART)
    accounts = Account.objects.filter(code="1020").order_by("pk").values_list("pk", flat=True)
    assert turnovers(business.pk, accounts=accounts) == {accounts[0]: (5000, 0)}


def test_sub_accounts_add_up_in_their_parent(business):
    till = open_sub_account(business_id=business.pk, parent_code="1010", suffix="600100-UTILITY", name="Till")
    post(business, "a", 100, by=till.code)
    post(business, "b", 30, by="1010")
    assert (balance_by_code(business.pk, till.code), balance_by_code(business.pk, "1010")) == (100, 130)


def test_a_chart_is_opened_once(business):
    open_books(business)
    assert Account.objects.filter(business=business).count() == len(CHART)
    assert not Floor.objects.exists()


def test_a_reversal_is_never_dated_before_its_original(business, connect):
    entry = post(business, effective_on=date(2026, 11, 25))
    early = {"entry": entry, "reason": "typo", "occurred_at": AT}
    for more in ({"effective_on": date(2026, 11, 24)}, {"actor_id": business.memberships.first().user_id}):
        with pytest.raises(InvalidInput, match=r"BAD_DAY \[day\]: The entry counts for 2026-11-25"):
            reverse_entry(**early, **more)
    draft = {"by": "4000", "to": "1020", "kind": "REVERSAL", "reverses": entry.pk}
    with pytest.raises(InvalidInput, match="BAD_DAY"):  # the database, whoever writes
        post(business, "around", **draft, effective_on=date(2026, 11, 24))
    assert Entry.objects.count() == 1
    told_early = reverse_entry(**early)  # a fact from outside is never refused
    assert (told_early.effective_on, told_early.occurred_at) == (date(2026, 11, 25), AT)
