"""The same inputs have one digest and the same figures; a run that is done stays, with its second proof."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from django.db import DatabaseError, transaction

from ledger.journal.posting import credit, debit, post_entry
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, RunCover
from reconciliation.runs.canonical import canonical_digest
from reconciliation.runs.choosing import choose_ruleset
from reconciliation.runs.identity import facts_of, inputs_of
from reconciliation.selectors import same_as
from reconciliation.verified.reading import Told
from tests.reconciliation.staying import assert_runs_stay
from tests.reconciliation.verified.files import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    bring,
    file_of,
    moves,
    prove,
    with_row,
)
from tests.reconciliation.verified.test_restating import accepted, people  # noqa: F401
from users.actors import SYSTEM

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
NEXT = moves(TUESDAY, DAY[-1].balance, 40, -2, 60)


def test_the_same_inputs_are_the_same_run(shop, drain):
    bring(shop, file_of(DAY, MONDAY))
    first = prove(shop, drain, MONDAY)
    bring(shop, file_of(DAY[:2], MONDAY, MONDAY, seconds=False))  # again, without seconds: adds nothing
    again = prove(shop, drain, MONDAY)
    assert len(first.digest) == 64 and first.digest == again.digest and again.booked_rows == 0
    third = prove(shop, drain, MONDAY)
    assert same_as([first.pk, again.pk, third.pk]) == {again.pk: first, third.pk: first}
    choose_ruleset(business=shop.business, version="2026-12-ids", actor=SYSTEM)
    assert prove(shop, drain, MONDAY).digest != first.digest
    bring(shop, file_of(NEXT, TUESDAY))
    later = prove(shop, drain, TUESDAY)
    assert later.digest not in ("", first.digest)
    assert same_as([later.pk]) == {}


def test_files_in_whatever_order_and_cut_are_the_same_rows(shop, business, drain):
    other = Till.objects.get(pk=shop.pk)
    bring(shop, file_of(NEXT, TUESDAY))
    bring(shop, file_of(DAY, MONDAY))
    there = facts(prove(shop, drain, MONDAY, TUESDAY))
    other = create_till(
        business=business,
        name="Other",
        kind="PAYBILL",
        shortcode="600985",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    whole = file_of([*DAY, *NEXT], MONDAY, TUESDAY, totals=True).replace(b"600984", b"600985")
    bring(other, whole, told=Told())
    here = facts(prove(other, drain, MONDAY, TUESDAY))
    assert here["rows"] == there["rows"]
    assert (here["statement_closing"], here["ledger"]) == (there["statement_closing"], there["ledger"])
    assert here["bookings"] != there["bookings"]  # under seals and references of their own


def facts(run: ReconciliationRun) -> dict[str, object]:
    assert (run.state, run.unexplained) == ("DONE", 0), run.problem
    return facts_of(run, inputs_of(run))


def test_later_files_and_strikes_leave_a_run_as_it_was(shop, drain, people):  # noqa: F811
    bring(shop, file_of(DAY, MONDAY))
    prove(shop, drain, MONDAY)
    late = bring(shop, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY))
    accepted(late, people)
    prove(shop, drain, MONDAY)
    bring(shop, file_of(moves(WEDNESDAY, 2900, 10), WEDNESDAY))
    prove(shop, drain, MONDAY, WEDNESDAY)
    assert assert_runs_stay() == 3
    for change in ({"digest": "0" * 64}, {"ledger": 1, "unexplained": 1}, {"last_row": 0}):
        with pytest.raises(DatabaseError, match="RUN_STAYS"), transaction.atomic():
            ReconciliationRun.objects.filter(state="DONE").update(**change)


def test_players_money_is_covered_up_to_the_seal_of_the_run(shop, business, drain):
    bring(shop, file_of(DAY, MONDAY))
    for place, (one, other, cents) in enumerate(
        (("1100", "2200", 500_00), ("1100", "2300", 70_00), ("1020", "2400", 30_00), ("1020", "2310", 9_00))
    ):
        post_entry(
            business_id=business.pk,
            kind="RECEIPT",
            reference=f"cover-{place}",
            legs=[debit(one, cents), credit(other, cents)],
            occurred_at=datetime(2026, 11, 15, 9, tzinfo=UTC),
        )
    cover = RunCover.objects.get(run=prove(shop, drain, MONDAY))
    assert (cover.wallets, cover.pools, cover.carry_over, cover.payouts_in_flight) == (
        500_00, 70_00, 9_00, 30_00,
    )  # fmt: skip
    assert (cover.mpesa, cover.bank, cover.surplus) == (2045_00, 570_00, 2006_00)
    post_entry(
        business_id=business.pk,
        kind="RECEIPT",
        reference="short",
        legs=[debit("1020", 2500_00), credit("2200", 2500_00)],
        occurred_at=datetime(2026, 11, 15, 9, tzinfo=UTC),
    )
    assert RunCover.objects.get(run=prove(shop, drain, MONDAY)).surplus == -494_00
    with pytest.raises(DatabaseError), transaction.atomic():
        RunCover.objects.update(surplus=0)


def test_no_cell_is_taken_for_the_end_of_one():
    def told(**cells: object) -> str:
        frame = pd.DataFrame([cells])
        return canonical_digest(frame, list(cells), order=["a"])

    assert told(a='x","y', b="z") != told(a="x", b='y","z')
    assert told(a="x\ny", b="") != told(a="x", b="\ny")
    assert told(a="1", b=True) == told(a="1", b=1)
    at = datetime(2026, 11, 16, tzinfo=UTC)
    assert told(a="", b=pd.Timestamp(at)) == told(a="", b=int(at.timestamp()) * 1_000_000)
    rows = pd.DataFrame({"a": ["2", "1"], "day": [date(2026, 1, 2).isoformat(), "x"]})
    assert canonical_digest(rows, ["a", "day"], order=["a"]) == canonical_digest(
        rows.iloc[::-1], ["a", "day"], order=["a"]
    )
