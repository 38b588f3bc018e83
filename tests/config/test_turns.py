"""Of two businesses one is poisoned: drains and schedules do the work of the other, and tell of the one.

What is walked is the registry of queues and the schedules: who adds one says here how it is poisoned, or why
it is nobody's.
"""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest

from config.schedules import SCHEDULES
from core.machine.alerts import open_for
from core.machine.jobs import drain_queue, queue_names
from core.machine.turns import WORK_FAILS
from mpesa.daraja.answers import StkAccepted, StkOutcome, StkState
from tests.config.poisoned import CASES, MACHINES, NOBODYS, poison, told_of


@pytest.fixture(autouse=True)
def _control_unit(settings) -> None:
    """There is one, and nobody answers there."""
    settings.ETIMS_URL = "http://127.0.0.1:9"


def test_every_queue_and_schedule_is_walked():
    assert set(CASES) | NOBODYS == set(queue_names())
    own = {
        "billing.tasks.begin_billing_runs",
        "ledger.tasks.verify_books",
        "ledger.tasks.mail_heads",
        "mpesa.tasks.begin_pulls",
        "mpesa.tasks.check_balances",
        "mpesa.asking.tasks.ask_balances",
        "reconciliation.tasks.begin_nights",
        "reports.tasks.send_packs",
    }
    assert {each.function for each in SCHEDULES} == MACHINES | own


@pytest.mark.parametrize("queue", CASES)
def test_one_business_does_not_stop_the_other(queue: str, places, monkeypatch, clock):
    poisoned, other = places
    case = CASES[queue]
    for at in (poisoned, other):
        case.prepare(at)
    clock.pass_seconds(case.later.total_seconds())
    poison(monkeypatch, case.step, case.whose, poisoned.business, case.instead)
    assert not case.done(other.business)
    drain_queue(queue)
    assert case.done(other.business)
    assert not case.done(poisoned.business)
    told_of(poisoned.business, queue)
    drain_queue(queue)  # it comes to rest


@pytest.mark.parametrize("queue", ["ledger.recurring", "mpesa.route", "users.expire"])
def test_whole_batches_of_one_business_let_the_other_pass(queue: str, places, monkeypatch, clock):
    poisoned, other = places
    case = CASES[queue]
    module = importlib.import_module(case.step.rpartition(".")[0])
    monkeypatch.setattr(module, "BATCH", 2)
    for at in (poisoned,) * (1 if queue == "mpesa.route" else 5):
        case.prepare(at)
    case.prepare(other)
    clock.pass_seconds(case.later.total_seconds())
    poison(monkeypatch, case.step, case.whose, poisoned.business)
    drain_queue(queue)
    assert case.done(other.business) and not case.done(poisoned.business)


#: What somebody who owns the database can do to the rows of one business, by the queue that trips over it: a
#: table, and a statement that changes it.
_TILL = ("mpesa_till", "UPDATE mpesa_till SET passkey_sealed = '\\x00' WHERE business_id = %s")
DAMAGES = {
    "ledger.seal": (
        "ledger_seal",
        "INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at)"
        " SELECT business_id, 1, id, sha256(''), sha256(''), now() FROM ledger_entry WHERE business_id = %s",
    ),
    "ledger.recurring": (
        "ledger_recurringvoucher",
        "UPDATE ledger_recurringvoucher SET lines = '[{\"x\": 1}]' WHERE business_id = %s",
    ),
    "mpesa.push": _TILL,
    "mpesa.query": _TILL,
    "mpesa.inbox": (
        "mpesa_callback",
        "UPDATE mpesa_callback SET body_sealed = '\\x00'"
        " WHERE till_id IN (SELECT id FROM mpesa_till WHERE business_id = %s)",
    ),
}


@pytest.mark.tampers
@pytest.mark.parametrize("queue", DAMAGES)
def test_rows_that_were_damaged_stop_their_own_business_only(
    queue: str, places, monkeypatch, clock, superuser_database
):
    damaged, other = places
    case = CASES[queue]
    for at in places:
        case.prepare(at)
    clock.pass_seconds(case.later.total_seconds())
    table, statement = DAMAGES[queue]
    superuser_database.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    superuser_database.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_lines_check")
    assert superuser_database.execute(statement, [damaged.business.pk]).rowcount == 1
    superuser_database.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    client = "mpesa.collections.requests.{}.client_for"
    answer = StkOutcome(StkState.SUCCESS, "0", "")
    for module in ("pushing", "querying"):  # nothing leaves the machine
        monkeypatch.setattr(
            client.format(module),
            lambda till: SimpleNamespace(
                stk_push=lambda **_: StkAccepted("1", f"ws_{till.business_id}"), stk_query=lambda **_: answer
            ),
        )
    drain_queue(queue)
    assert case.done(other.business)
    assert open_for(WORK_FAILS) == {damaged.business.pk}
