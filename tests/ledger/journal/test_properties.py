"""Random postings and reversals against a model of the books in plain Python; both agree at every end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError, InsufficientFunds
from core.money import split
from ledger.chart.standard import open_sub_account
from ledger.integrity.verifying import verify_ledger
from ledger.journal.posting import EntryDraft, Leg, post_entry, reverse_entry
from ledger.journal.sealing import ledger_head, seal_business
from ledger.models import DEBIT_KINDS, Account, Entry, Floor
from ledger.reads.selectors import trial_balance
from tests.ledger.books import AT
from users.models import Business, User
from users.people import create_business, create_staff

CODES = ["1010", "1020", "1200", "2100", "4000", "5100", "2200-1", "2200-2"]
WALLETS = {"2200-1", "2200-2"}
DAY = date(2026, 11, 1)
_numbers = count(1)


@st.composite
def balanced_legs(draw) -> tuple[Leg, ...]:
    """One to three debits and one to three credits of the same total, split by weight."""
    total = draw(st.integers(6, 10**9))
    legs = []
    for side in ("debit", "credit"):
        weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
        shares = [share for share in split(total, weights) if share]
        legs += [Leg(draw(st.sampled_from(CODES)), **{side: share}) for share in shares]
    return tuple(draw(st.permutations(legs)))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("post"), balanced_legs(), st.integers(0, 5)),
        st.tuples(st.just("repeat"), st.integers(0, 30), st.integers(0, 5)),
        st.tuples(st.just("reuse"), st.integers(0, 30), balanced_legs()),
        st.tuples(st.just("reverse"), st.integers(0, 30), st.integers(0, 5)),
        st.tuples(st.just("seal"), st.none(), st.none()),
    ),
    max_size=14,
)


class Model:
    """What the books should say."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, tuple[Leg, ...], int, int]] = []  # reference, legs, day, id
        self.reversed: dict[int, int] = {}

    def movement(self, legs: tuple[Leg, ...]) -> Counter[str]:
        moved: Counter[str] = Counter()
        for leg in legs:
            moved[leg.account] += leg.credit - leg.debit
        return moved

    def balances(self, *, until: int = 99) -> Counter[str]:
        total: Counter[str] = Counter()
        for _, legs, day, _ in self.entries:
            if day <= until:
                total.update(self.movement(legs))
        return total

    def allows(self, legs: tuple[Leg, ...]) -> bool:
        after = self.balances()
        after.update(self.movement(legs))
        return all(after[wallet] >= 0 for wallet in WALLETS)


def play(business: Business, model: Model, step) -> None:
    what, first, second = step
    if what == "post":
        reference = f"p{len(model.entries)}"
        entry = _try(business, reference, first, second, refused=not model.allows(first))
        if entry is not None:
            model.entries.append((reference, first, second, entry.pk))
    elif what == "seal":
        seal_business(business.pk)
    elif model.entries:
        reference, legs, day, pk = model.entries[first % len(model.entries)]
        if what == "repeat" and not reference.startswith("reversal:"):
            assert _try(business, reference, legs[::-1], second, refused=False).pk == pk
        elif what == "reuse" and sorted(legs) != sorted(second):
            with pytest.raises(Conflict):
                _try(business, reference, second, day, refused=False)
        elif what == "reverse" and not reference.startswith("reversal:"):
            _reverse(business, model, pk, legs, day + second)


def _try(business: Business, reference: str, legs, day: int, *, refused: bool) -> Entry | None:
    try:
        entry = post_entry(
            business_id=business.pk,
            kind="RECEIPT",
            reference=reference,
            legs=legs,
            occurred_at=AT,
            effective_on=DAY + timedelta(days=day),
        )
    except InsufficientFunds:
        assert refused
        return None
    assert not refused
    return entry


def _reverse(business: Business, model: Model, pk: int, legs: tuple[Leg, ...], day: int) -> None:
    mirror = tuple(Leg(leg.account, debit=leg.credit, credit=leg.debit) for leg in legs)
    expected = model.reversed.get(pk)
    refused = expected is None and not model.allows(mirror)
    try:
        made = reverse_entry(
            entry=Entry.objects.get(pk=pk), reason="x", occurred_at=AT, effective_on=DAY + timedelta(days=day)
        )
    except DomainError as error:
        assert refused and error.code == "FLOOR"
        return
    assert not refused and made.pk == (expected or made.pk)
    if expected is None:
        model.reversed[pk] = made.pk
        model.entries.append((f"reversal:{pk}", mirror, day, made.pk))


def shown(business: Business, **until) -> dict[str, int]:
    """Credits minus debits of each account that moved."""
    found = {}
    for row in trial_balance(business.pk, **until):
        net = -row.balance if row.account.kind in DEBIT_KINDS else row.balance
        if net:
            found[row.account.code] = net
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_books_agree_with_plain_python(db, steps):
    owner = User.objects.filter(username="owner").first() or create_staff(username="owner", password="x" * 12)
    business = create_business(code=f"b{next(_numbers)}", name="B", owner=owner)
    for number in ("1", "2"):
        open_sub_account(business_id=business.pk, parent_code="2200", suffix=number, name="w", has_floor=True)
    model = Model()
    for step in steps:
        play(business, model, step)
    expected = model.balances()
    assert shown(business) == {code: net for code, net in expected.items() if net}
    until = model.balances(until=2)
    assert shown(business, day=DAY + timedelta(days=2)) == {code: net for code, net in until.items() if net}
    assert sum(expected.values()) == 0
    for wallet in Account.objects.filter(business=business, has_floor=True):
        assert Floor.objects.get(account=wallet).balance == expected[wallet.code] >= 0
    assert Entry.objects.filter(business=business).count() == len(model.entries)
    seal_business(business.pk)
    assert ledger_head(business.pk) == len(model.entries)
    assert shown(business, seal=len(model.entries)) == shown(business)
    assert verify_ledger(business.pk) == []


@given(balanced_legs(), st.randoms())
def test_the_content_hash_knows_content_from_order(legs, random):
    shuffled = list(legs)
    random.shuffle(shuffled)
    draft = EntryDraft(business_id=1, kind="ROUTE", reference="r", legs=legs, occurred_at=AT)
    assert replace(draft, legs=shuffled, effective_on=DAY).content_hash == draft.content_hash
    changed = [Leg(legs[0].account, legs[0].debit + 1, legs[0].credit + 1), *legs[1:]]
    assert replace(draft, legs=changed).content_hash != draft.content_hash
    assert replace(draft, reverses=1).content_hash != draft.content_hash
    manual = replace(draft, kind="MANUAL")
    assert replace(manual, effective_on=DAY).content_hash != manual.content_hash
