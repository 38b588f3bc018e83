"""A whole till, or all that a business has, in one proof: one picture, one seal, nothing hides in a sum."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core.days import day_bounds
from core.errors import InvalidInput, NotFound
from core.machine.claiming import claim_next
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ProofScope, ReconciliationRun, RunState
from reconciliation.runs.listing import NOTHING_LISTED
from reconciliation.runs.queueing import queue_proofs
from reconciliation.runs.running import RUN_QUEUE, run_reconciliations
from reconciliation.runs.together import start_together, wholes_of
from tests.reconciliation.verified.files import MONDAY, TUESDAY, bring, file_of, moves
from users.actors import SYSTEM

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)


@pytest.fixture
def second(shop):
    return create_till(
        business=shop.business,
        name="Kiosk",
        kind="PAYBILL",
        shortcode="600985",
        credentials=TillCredentials("d" * 8, "e" * 8, "f" * 8),
        actor=SYSTEM,
    )


def other(till) -> bytes:
    """The second till's day: other receipts."""
    rows = [row.__class__(row.receipt.replace("UK", "UL"), row.at, row.shillings, row.balance) for row in DAY]
    return file_of(rows, MONDAY).replace(b"600984", till.shortcode.encode())


def together(till, drain, scope: ProofScope, first=MONDAY, last=MONDAY) -> ReconciliationRun:
    run = start_together(till=till, from_day=first, to_day=last, scope=scope, actor=SYSTEM)
    drain()
    run.refresh_from_db()
    return run


def test_a_whole_till_is_one_picture_and_one_seal(shop, second, drain):
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of([], MONDAY, opening=70, account="Settlement Account"))
    bring(second, other(second))
    drain()
    leader = together(shop, drain, ProofScope.TILL)
    whole = wholes_of([leader.pk])[leader.pk]
    assert [(run.account, run.state, run.unexplained) for run in whole.runs] == [
        ("settlement", "DONE", 0),
        ("utility", "DONE", 0),
    ]
    assert len({(run.seal, run.read_at, run.last_row) for run in whole.runs}) == 1
    assert (whole.statement_closing, whole.ledger, whole.unexplained) == (2115_00, 2115_00, 0)
    assert wholes_of([run.pk for run in whole.runs]) == {run.pk: whole for run in whole.runs}
    again = together(shop, drain, ProofScope.TILL)
    assert wholes_of([again.pk])[again.pk].digest != ""
    everything = together(shop, drain, ProofScope.BUSINESS)
    whole = wholes_of([everything.pk])[everything.pk]
    assert [run.till.shortcode for run in whole.runs] == ["600984", "600984", "600985"]
    assert whole.unexplained == 0


def test_what_moved_and_no_file_shows_is_named(shop, drain):
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of([], TUESDAY, opening=70, account="Settlement Account"))
    drain()
    leader = together(shop, drain, ProofScope.TILL, TUESDAY, TUESDAY)
    whole = wholes_of([leader.pk])[leader.pk]
    assert [run.account for run in whole.runs] == ["settlement"]
    assert whole.left_out == ("600984 Utility Account",)


def test_a_bank_account_that_moved_without_a_statement_is_named_where_all_is_proved(shop, drain):
    legs = [debit("1100", 5_000_00), credit("3000", 5_000_00)]
    at = day_bounds(MONDAY)[0]
    post_entry(
        business_id=shop.business_id, kind=EntryKind.MANUAL, reference="bank:1", legs=legs, occurred_at=at
    )
    bring(shop, file_of(DAY, MONDAY))
    drain()
    for scope, named in ((ProofScope.TILL, ()), (ProofScope.BUSINESS, ("Bank 1100",))):
        leader = together(shop, drain, scope)
        whole = wholes_of([leader.pk])[leader.pk]
        assert (whole.left_out, whole.listed) == (named, (NOTHING_LISTED,)), scope


def test_one_that_cannot_be_proved_fails_all(shop, drain, monkeypatch):
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of([], MONDAY, opening=70, account="Settlement Account"))
    drain()
    leader = start_together(till=shop, from_day=MONDAY, to_day=MONDAY, scope=ProofScope.TILL, actor=SYSTEM)
    from reconciliation.runs import running

    def broken(run):
        if run.account == "utility":
            raise NotFound("admitted statement of this account and period", "statement")
        return real(run)

    real = running.inputs_of
    monkeypatch.setattr(running, "inputs_of", lambda run, shown=None: broken(run))
    while run_reconciliations():
        pass
    whole = wholes_of([leader.pk])[leader.pk]
    assert [(run.state, bool(run.problem)) for run in whole.runs] == [("FAILED", True)] * 2
    assert (whole.unexplained, whole.digest) == (None, "")


def test_what_is_refused(shop):
    asked = {"till": shop, "scope": ProofScope.TILL, "actor": SYSTEM}
    with pytest.raises(NotFound):
        start_together(from_day=MONDAY, to_day=MONDAY, **asked)
    with pytest.raises(InvalidInput, match="BAD_PERIOD"):
        start_together(from_day=TUESDAY, to_day=MONDAY, **asked)


def test_the_command_says_each_account_and_what_is_left_out(shop, drain):
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of([], MONDAY, opening=70, account="Settlement Account"))
    drain()
    days = ["--from", str(MONDAY), "--to", str(MONDAY)]
    out = StringIO()
    call_command("reconcile", "--till", "600984", *days, "--whole", "till", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert sorted(told["parts"]) == [
        "600984 Organization Settlement Account",
        "600984 Utility Account",
    ]
    assert (len(told["digest"]), told["left_out"]) == (64, [])
    with pytest.raises(CommandError, match="leave out --account"):
        call_command("reconcile", "--till", "600984", *days, "--whole", "till", "--account", "utility")


def test_a_change_after_the_picture_was_taken_is_proved_again(shop, second, drain):
    """Members wait beside their leader in name only: once it has begun, a day that changes is not in it."""
    bring(shop, file_of(DAY, MONDAY))
    bring(second, other(second))
    drain()
    leader = start_together(
        till=shop, from_day=MONDAY, to_day=MONDAY, scope=ProofScope.BUSINESS, actor=SYSTEM
    )
    with transaction.atomic():
        assert queue_proofs(second, "utility", [MONDAY]) == [], "it waits, and will see the change"
    waiting = ReconciliationRun.objects.filter(pk=leader.pk)
    assert claim_next(waiting, began=RunState.RUNNING, queue=RUN_QUEUE) == leader
    with transaction.atomic():
        assert len(queue_proofs(second, "utility", [MONDAY])) == 1
