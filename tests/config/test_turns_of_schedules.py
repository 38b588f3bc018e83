"""What is done by the clock, and for every business that has work, is done for each by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from billing.models import BillingRun
from billing.subscriptions import runs
from core.machine.alerts import open_for
from core.machine.jobs import drain_queue
from core.machine.publishing import publish_events
from core.machine.turns import WORK_FAILS
from core.models import Alert, PublishedEvent
from core.rows import events
from ledger.integrity import answering, head_mails
from ledger.integrity.verifying import LIMIT, Break
from ledger.journal import sealing, turnovers
from ledger.models import Seal, TurnoverHead
from mpesa.asking import balances
from mpesa.asking.initiators import set_initiator
from mpesa.balances import holes
from mpesa.models import Enquiry, PullRun
from mpesa.pulling import windows
from reports import delivering
from reports.models import ReportDelivery
from tests.config.places import packed, paid, pulls, sealed, subscribed
from tests.config.poisoned import SECRET, of_number, of_row, poison, told_of
from tests.ledger.books import post
from users.actors import SYSTEM
from users.models import Business


def test_a_business_that_always_has_work_starves_nobody(places, monkeypatch):
    busy, other = places
    monkeypatch.setattr(sealing, "BATCH", 1)
    monkeypatch.setattr(turnovers, "BATCH", 1)
    for number in range(3):
        post(busy.business, f"r{number}")
    post(other.business)
    assert sealing.seal_entries() == 2
    assert set(Seal.objects.values_list("business_id", "number")) == {
        (busy.business.pk, 1),
        (other.business.pk, 1),
    }
    assert turnovers.fold_turnovers() == 2
    assert sorted(TurnoverHead.objects.values_list("business_id", flat=True)) == [1, 2]


def test_verifying_goes_on_with_the_next_business(places, monkeypatch, settings, tmp_path: Path):
    poisoned, other = places
    settings.LEDGER_HEADS_PATH = str(tmp_path / "heads")
    for at in places:
        sealed(at)
    verify, seen = answering.verify_ledger, []

    def verify_but_one(business_id: int | None = None) -> Any:
        if business_id in (None, poisoned.business.pk):
            raise RuntimeError(SECRET)
        seen.append(business_id)
        return verify(business_id)

    monkeypatch.setattr(answering, "verify_ledger", verify_but_one)
    assert answering.verify_books() == 1
    assert other.business.pk in seen
    told_of(poisoned.business, "verify the books")
    assert open_for("LEDGER_BROKEN") == {poisoned.business.pk}
    heads = Path(settings.LEDGER_HEADS_PATH).read_text()
    assert f'"{other.business.code}"' in heads and f'"{poisoned.business.code}"' not in heads


def test_a_hundred_breaks_of_one_do_not_hide_those_of_the_other(places, monkeypatch):
    """The older one's come first, and no more than LIMIT of a kind are named."""
    older, newer = sorted(at.business.pk for at in places)

    def verify(business_id: int | None = None) -> list[Break]:
        mine = [Break("UNBALANCED", older, f"entry {number}") for number in range(LIMIT)]
        theirs = [Break("UNBALANCED", newer, "entry 999")]
        return {None: mine, older: mine, newer: theirs}[business_id]

    monkeypatch.setattr(answering, "verify_ledger", verify)
    assert answering.verify_books() == LIMIT + 1
    assert open_for("LEDGER_BROKEN") == {older, newer}
    assert not Alert.objects.filter(code=WORK_FAILS).exists()


def test_heads_of_the_others_are_mailed(places, monkeypatch, settings):
    poisoned, other = places
    settings.LEDGER_HEADS_EMAILS = ["auditor@example.com"]
    heads, mails = head_mails.current_heads, []

    def heads_but_one(codes: Any = None) -> Any:
        if poisoned.business.code in codes:
            raise RuntimeError(SECRET)
        return heads(codes)

    monkeypatch.setattr(head_mails, "current_heads", heads_but_one)
    monkeypatch.setattr(head_mails, "send_email", lambda **mail: mails.append(mail["values"]["heads"]))
    assert head_mails.mail_heads() == 1
    assert f'"{other.business.code}"' in mails[0] and f'"{poisoned.business.code}"' not in mails[0]
    told_of(poisoned.business, "mail the heads")


def test_windows_of_the_others_are_begun(places, monkeypatch):
    poisoned, other = places
    for at in places:
        pulls(at)
    poison(monkeypatch, "mpesa.pulling.windows.begin_window", of_row, poisoned.business)
    assert windows.begin_pulls() == 1
    assert PullRun.objects.get().business == other.business
    told_of(poisoned.business, "mpesa.pull")


def test_billing_runs_of_the_others_are_begun(places, monkeypatch):
    poisoned, other = places
    for at in places:
        subscribed(at)
    begin = runs.begin_run

    def begin_but_one(*, business: Business, **given: Any) -> Any:
        if business == poisoned.business:
            raise RuntimeError(SECRET)
        return begin(business=business, **given)

    monkeypatch.setattr(runs, "begin_run", begin_but_one)
    assert runs.begin_due() == 1
    assert BillingRun.objects.get().business == other.business
    told_of(poisoned.business, "billing.run")


def test_packs_of_the_others_are_sent(places, monkeypatch, clock):
    poisoned, other = places
    for at in places:
        packed(at)
    clock.pass_seconds(2 * 24 * 3600)
    write = delivering.mail_of

    def write_but_one(*, business: Business, **given: Any) -> Any:
        if business == poisoned.business:
            raise RuntimeError(SECRET)
        return write(business=business, **given)

    monkeypatch.setattr(delivering, "mail_of", write_but_one)
    assert delivering.send_packs() == 1
    assert ReportDelivery.objects.get().schedule.business == other.business
    told_of(poisoned.business, "reports.packs")


def test_balances_of_the_others_are_asked_for(places, monkeypatch):
    poisoned, other = places
    for at in places:
        set_initiator(till=at.till, name="api", password="of-nobody", actor=SYSTEM)
    poison(monkeypatch, "mpesa.asking.balances._ask_by_clock", of_row, poisoned.business)
    assert balances.ask_for_balances() == 1
    assert Enquiry.objects.get().business == other.business
    told_of(poisoned.business, "mpesa.balances")


def test_balances_of_the_others_are_looked_at(places, monkeypatch):
    poisoned, other = places
    for at in places:
        paid(at, OrgAccountBalance="107.00")
    drain_queue("mpesa.inbox")
    seen = []
    poison(monkeypatch, "mpesa.balances.holes.look_at", of_row, poisoned.business, seen.append)
    assert holes.check_balances() == 1
    assert [till.pk for till in seen] == [other.till.pk]
    told_of(poisoned.business, "mpesa.balances")


def test_events_of_the_others_are_numbered(places, monkeypatch):
    poisoned, other = places
    with monkeypatch.context() as quiet:
        quiet.setattr(events, "publish_business", lambda business_id: 0)  # as if the process had been killed
        for at in places:
            post(at.business)
            with transaction.atomic():
                events.record_event(topic="alert.opened", business_id=at.business.pk, alert=1, code="X")
    poison(monkeypatch, "core.rows.events._number_batch", of_number, poisoned.business)
    assert publish_events() >= 1
    assert PublishedEvent.objects.filter(business_id=other.business.pk).exists()
    told_of(poisoned.business, "core.events")
