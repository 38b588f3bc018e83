"""Seals, turnovers and numbers of events come from functions of the owner; odd calls do no harm."""

from __future__ import annotations

import psycopg
import pytest

from core.models import PublishedEvent, UnpublishedEvent
from core.rows.events import record_event
from ledger.integrity.verifying import verify_ledger
from ledger.journal.sealing import ledger_head
from ledger.journal.turnovers import turnovers
from ledger.models import Seal, TurnoverHead, Unsealed
from tests.core.threads import run_together
from tests.ledger.books import GENESIS, next_link, post

ODD = ["NULL", "-1", "0", "1", "3", "2147483647"]


@pytest.fixture(params=["hesabu_app", "hesabu_owner"])
def caller(request, connect) -> psycopg.Connection:
    """As the application, and as the one role of a database that has no other."""
    own = connect(request.param)
    own.autocommit = True
    return own


def test_sealing_says_what_stands_in_the_books_however_it_is_called(business, other_business, caller):
    for number in range(12):
        post(business, f"r{number}", 100 + number)
        post(other_business, f"r{number}", 200 + number)
    for at_most in ODD:
        ((sealed,),) = caller.execute(f"SELECT ledger_seal_entries({business.pk}, {at_most})").fetchall()
        assert sealed == {"3": 3, "2147483647": 5}.get(at_most, 1), at_most
    for nobody in ("NULL", "-1", "9223372036854775807"):
        assert caller.execute(f"SELECT ledger_seal_entries({nobody}, 10)").fetchall() == [(0,)]
    assert (ledger_head(business.pk), ledger_head(other_business.pk)) == (12, 0)
    assert Unsealed.objects.count() == 12
    chain = GENESIS
    for seal in Seal.objects.order_by("number"):
        chain = next_link(chain, bytes(seal.digest))
        assert bytes(seal.chain) == chain
    assert verify_ledger() == []


def test_folding_counts_each_seal_once_however_it_is_called(business, caller):
    for number in range(12):
        post(business, f"r{number}", 100 + number)
    caller.execute(f"SELECT ledger_seal_entries({business.pk}, 9)")
    before = turnovers(business.pk)
    for at_most in ODD:
        ((folded,),) = caller.execute(f"SELECT ledger_fold_turnovers({business.pk}, {at_most})").fetchall()
        assert folded == {"3": 3, "2147483647": 2}.get(at_most, 1), at_most
        assert turnovers(business.pk) == before
    assert TurnoverHead.objects.get(business=business).number == 9
    assert caller.execute("SELECT ledger_fold_turnovers(NULL, NULL)").fetchall() == [(0,)]
    assert verify_ledger() == []


def test_events_are_numbered_without_a_gap_however_it_is_called(business, connect):
    own = connect("hesabu_app")
    own.autocommit = True
    first = PublishedEvent.objects.filter(business_id=business.pk).count()
    for _ in range(3):
        record_event(topic="period.closed", business_id=business.pk, period=1)
    own.execute(
        "INSERT INTO core_event (topic, business_id, ids, created_at) SELECT 'x', %s, '{}', now()"
        " FROM generate_series(1, 9)",
        [business.pk],
    )
    for at_most in ODD:
        own.execute(f"SELECT core_publish_events({business.pk}, {at_most})")
    numbers = PublishedEvent.objects.filter(business_id=business.pk).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == list(range(1, first + 13))
    assert not UnpublishedEvent.objects.exists()


def test_seals_keep_their_order_in_time_whoever_began_first(business, connect):
    """A transaction that began long ago seals after a newer one: its moment is not the earlier."""
    old, young = connect("hesabu_app"), connect("hesabu_app")
    old.execute("SELECT now()")
    post(business, "a")
    young.execute("SELECT ledger_seal_entries(%s, 10)", [business.pk])
    young.commit()
    post(business, "b")
    old.execute("SELECT ledger_seal_entries(%s, 10)", [business.pk])
    old.commit()
    moments = list(Seal.objects.order_by("number").values_list("sealed_at", flat=True))
    assert len(moments) == 2 and moments[0] <= moments[1]


def test_many_callers_at_once_give_each_entry_one_seal(business, connect):
    for number in range(20):
        post(business, f"r{number}", 100)

    def seal() -> int:
        with psycopg.connect(connect("hesabu_app").info.dsn, autocommit=True) as own:
            return sum(
                int(own.execute("SELECT ledger_seal_entries(%s, 3)", [business.pk]).fetchall()[0][0])
                for _ in range(5)
            )

    assert sum(run_together([seal] * 4)) == 20
    assert verify_ledger() == []
