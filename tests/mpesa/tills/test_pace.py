"""Safaricom's pace belongs to an app: its pushes wait and may go again, those of other apps do not wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import days
from graphql_api.ids import write_id
from mpesa.collections.requests import pushing
from mpesa.daraja.tokens import AppCredentials
from mpesa.models import DarajaApp, PaymentRequest, Till
from mpesa.tills import apps
from mpesa.tills.connections import client_for
from mpesa.tills.credentials import TillCredentials, replace_credentials
from tests.graphql_api.conftest import House
from tests.processes import SandboxProcess
from tests.tills import PASSKEY, NewTill
from users.actors import SYSTEM

#: Each is asked once: whoever has a prompt open takes no other.
_customers = iter(range(100_000))


def ask(house: House, till: Till, key: str) -> PaymentRequest:
    asked = house.browser().act(
        "requestPayment",
        "paymentRequest { id }",
        till=write_id("Till", till.pk),
        phone=f"07331{next(_customers):05}",
        amount="90.00",
        accountReference=key,
        idempotencyKey=f"the-key-{key}",
    )
    assert "code" not in asked, asked
    return PaymentRequest.objects.get(key=f"the-key-{key}")


def refuse(sandbox: SandboxProcess, how: str, times: int = 1, call: str = "stkpush") -> None:
    fault = {"fault": "refuse", "call": call, "how": how, "times": times}
    sandbox.post("/_sandbox/faults", fault).raise_for_status()


def let_time_pass(**seconds: float) -> None:
    """As if what was asked and noted were so much older."""
    past = timedelta(**seconds)
    for app in DarajaApp.objects.exclude(slow_until=None):
        DarajaApp.objects.filter(pk=app.pk).update(slow_until=app.slow_until - past)


def test_a_push_that_was_refused_for_its_haste_goes_again(
    house: House, new_till: NewTill, sandbox: SandboxProcess, drain
):
    till = new_till(house.business, app="hasty")
    request = ask(house, till, "A1")
    refuse(sandbox, "spike_arrest")
    drain("mpesa.push")
    request.refresh_from_db()
    assert (request.state, request.claims, request.sent_at) == ("INITIATED", 0, None)
    app = DarajaApp.objects.get(pk=till.app_id)
    assert app.slow_until is not None and app.strikes == 1
    assert timedelta() < app.slow_until - days.now() <= timedelta(seconds=3)
    let_time_pass(seconds=5)
    drain("mpesa.push")
    request.refresh_from_db()
    assert (request.state, request.claims) == ("PENDING", 1)


def test_another_app_does_not_wait_and_another_till_of_the_same_does(
    house: House, other_house: House, new_till: NewTill, sandbox: SandboxProcess, drain
):
    tills = [
        new_till(house.business, app="one"),
        new_till(house.business, app="one"),
        new_till(other_house.business, app="two"),
    ]
    assert tills[0].app_id == tills[1].app_id != tills[2].app_id
    refuse(sandbox, "spike_arrest")
    first = ask(house, tills[0], "A1")
    drain("mpesa.push")
    DarajaApp.objects.filter(pk=tills[0].app_id).update(slow_until=days.now() + timedelta(seconds=40))
    requests = [first, ask(house, tills[1], "A2"), ask(other_house, tills[2], "A3")]
    drain("mpesa.push")
    for request in requests:
        request.refresh_from_db()
    assert [request.state for request in requests] == ["INITIATED", "INITIATED", "PENDING"]
    assert requests[1].claims == 0, "not even tried"
    let_time_pass(seconds=45)
    drain("mpesa.push")
    assert set(PaymentRequest.objects.values_list("state", flat=True)) == {"PENDING"}


def test_a_push_does_not_wait_for_longer_than_it_is_worth(
    house: House, new_till: NewTill, sandbox: SandboxProcess, drain
):
    till = new_till(house.business, app="spent")
    DarajaApp.objects.filter(pk=till.app_id).update(slow_until=days.now() + timedelta(minutes=5))
    request = ask(house, till, "A1")
    drain("mpesa.push")
    request.refresh_from_db()
    assert (request.state, request.result_code) == ("FAILED", "DARAJA_RATE_LIMITED")
    assert request.sent_at is None, "it never left"
    refuse(sandbox, "quota")
    DarajaApp.objects.update(slow_until=None)
    again = ask(house, till, "A2")
    drain("mpesa.push")
    again.refresh_from_db()
    assert (again.state, again.result_code) == ("FAILED", "DARAJA_RATE_LIMITED")


def test_a_push_that_another_worker_claimed_meanwhile_is_not_given_up(
    house: House, new_till: NewTill, monkeypatch
):
    """Between the look for what waits too long and the verdict, the push is claimed: it is on its way."""
    till = new_till(house.business, app="raced")
    request = ask(house, till, "A1")
    DarajaApp.objects.filter(pk=till.app_id).update(slow_until=days.now() + timedelta(minutes=5))
    locked = pushing.work_through

    def claimed_meanwhile(due, work, **how):
        seen = list(due)
        PaymentRequest.objects.filter(pk__in=[each.pk for each in seen]).update(claims=1, sent_at=days.now())
        return locked(due, work, **how)

    monkeypatch.setattr(pushing, "work_through", claimed_meanwhile)
    recorded = pushing.record_answer

    def recorded_late(pk, answer):
        PaymentRequest.objects.filter(pk=pk).update(claims=1, sent_at=days.now())
        recorded(pk, answer)

    monkeypatch.setattr(pushing, "record_answer", recorded_late)
    pushing.send_pushes()
    request.refresh_from_db()
    assert (request.state, request.claims) == ("INITIATED", 1)


def test_what_is_not_known_is_never_sent_again(
    house: House, new_till: NewTill, sandbox: SandboxProcess, drain
):
    till = new_till(house.business, app="busy")
    request = ask(house, till, "A1")
    refuse(sandbox, "busy")
    drain("mpesa.push")
    request.refresh_from_db()
    assert (request.state, request.claims) == ("UNKNOWN", 1)
    app = DarajaApp.objects.get(pk=till.app_id)
    assert app.slow_until is not None and app.slow_until > days.now(), "the next one waits all the same"
    let_time_pass(seconds=5)
    drain("mpesa.push")
    request.refresh_from_db()
    assert (request.state, request.claims) == ("UNKNOWN", 1)


def test_questions_wait_too(house: House, new_till: NewTill, drain):
    till = new_till(house.business, app="asking")
    request = ask(house, till, "A1")
    drain("mpesa.push")
    PaymentRequest.objects.update(next_query_at=days.now() - timedelta(seconds=1))
    DarajaApp.objects.update(slow_until=days.now() + timedelta(seconds=30))
    drain("mpesa.query")
    request.refresh_from_db()
    assert request.queries == 0
    let_time_pass(seconds=60)
    drain("mpesa.query")
    request.refresh_from_db()
    assert request.queries == 1


def test_the_wait_grows_within_its_bounds_and_a_burst_counts_once(house: House, new_till: NewTill):
    till = new_till(house.business, app="growing")
    app = DarajaApp.objects.filter(pk=till.app_id)
    waits = []
    for _ in range(10):
        for _ in range(16):
            apps.slow_down(app, quota=False)
        until = app.get().slow_until
        assert until is not None
        waits.append((until - days.now()).total_seconds())
        app.update(slow_until=days.now())
    for number, wait in enumerate(waits):
        least = min(2 * 2**number, 60)
        assert least - 1 < wait <= least * 1.5
    app.update(slow_until=days.now() - timedelta(minutes=3))
    apps.slow_down(app, quota=True)
    assert app.get().strikes == 1, "forgotten"
    until = app.get().slow_until
    assert until is not None and timedelta(seconds=59) < until - days.now() <= timedelta(seconds=90)


@pytest.mark.parametrize(("quota", "strikes"), [(False, 1), (True, 5)])
def test_who_is_refused_now_and_then_waits_no_longer_each_time(
    house: House, new_till: NewTill, quota: bool, strikes: int
):
    """A call in fifty is refused on a bad day: between two refusals the app's other calls went well. A quota
    that is used up is something else: it is asked again after a minute, and that is in a row."""
    app = DarajaApp.objects.filter(pk=new_till(house.business, app="unlucky").app_id)
    for _ in range(5):
        apps.slow_down(app, quota=quota)
        app.update(slow_until=days.now() - timedelta(seconds=8))
    assert app.get().strikes == strikes


def test_each_till_has_its_own_credentials(
    house: House, other_house: House, new_till: NewTill, drain, sandbox: SandboxProcess
):
    mine, theirs = new_till(house.business, app="mine"), new_till(other_house.business, app="theirs")
    for till in (mine, theirs):
        client_for(till).check_credentials()
    assert DarajaApp.objects.exclude(token_got_at=None).count() == 2
    requests = [ask(house, mine, "A1"), ask(other_house, theirs, "A2")]
    drain("mpesa.push")
    for request in requests:
        request.refresh_from_db()
        assert request.state == "PENDING"


def test_credentials_are_tried_before_they_replace_the_old_ones(
    house: House, new_till: NewTill, sandbox: SandboxProcess, drain
):
    till = new_till(house.business, app="before")
    twin = new_till(house.business, app="before")
    old_app, set_at = till.app_id, till.credentials_set_at
    given = {"till": write_id("Till", till.pk)}
    wrong = {"consumerKey": "key-before", "consumerSecret": "wrong", "passkey": PASSKEY}
    refused = house.browser().act("replaceTillCredentials", "till { id } warning", **given, credentials=wrong)
    assert refused["code"] == "DARAJA_BAD_CREDENTIALS"
    till.refresh_from_db()
    assert (till.app_id, till.credentials_set_at) == (old_app, set_at)
    drain()
    new_till(house.business, app="after")  # Safaricom knows another app
    organisation = {
        "shortcode": till.shortcode,
        "consumer_key": "key-after",
        "consumer_secret": "secret-after",
    }
    on_its_way = ask(house, till, "A1")
    drain("mpesa.push")
    sandbox.post("/_sandbox/organisations", organisation).raise_for_status()
    right = {"consumerKey": "key-after", "consumerSecret": "secret-after", "passkey": PASSKEY}
    done = house.browser().act(
        "replaceTillCredentials", "till { credentialsSetAt } warning", **given, credentials=right
    )
    assert done["warning"] == ""
    till.refresh_from_db()
    twin.refresh_from_db()
    assert till.app_id != old_app == twin.app_id, "the till beside it keeps its own"
    after = ask(house, till, "A2")
    drain("mpesa.push")
    for request in (on_its_way, after):
        request.refresh_from_db()
        assert request.state == "PENDING"


def test_a_new_secret_of_the_same_key_ends_no_push(
    house: House, new_till: NewTill, sandbox: SandboxProcess, switches, drain
):
    switches(one_token=True)
    till = new_till(house.business, app="same")
    client = client_for(till)
    client.check_credentials()
    sandbox.post(
        "/_sandbox/organisations",
        {"shortcode": till.shortcode, "consumer_key": "key-same", "consumer_secret": "newer"},
    ).raise_for_status()
    replaced = replace_credentials(
        till=till, credentials=TillCredentials("key-same", "newer", PASSKEY), actor=SYSTEM
    )
    assert replaced.proven
    request = ask(house, till, "A1")
    drain("mpesa.push")
    request.refresh_from_db()
    assert request.state == "PENDING"


def test_where_safaricom_cannot_be_asked_they_are_put_in_with_a_warning(
    house: House, new_till: NewTill, settings
):
    till = new_till(house.business)
    settings.DARAJA_SANDBOX_URL = "http://127.0.0.1:9"
    done = house.browser().act(
        "replaceTillCredentials",
        "till { id } warning",
        till=write_id("Till", till.pk),
        credentials={"consumerKey": "other", "consumerSecret": "other", "passkey": PASSKEY},
    )
    assert "could not be tried" in done["warning"]
    till.refresh_from_db()
    assert till.app == apps.app_of(environment="LOCAL", consumer_key="other")


def test_a_failing_token_is_noted(new_till: NewTill, house: House):
    from mpesa.daraja.errors import DarajaRefused
    from mpesa.tills.connections import client_of

    till = new_till(house.business, app="noted")
    client = client_of(till, AppCredentials("key-noted", "wrong"), apps.AppNotes(till.app_id))
    with pytest.raises(DarajaRefused):
        client.prove_credentials()
    app = DarajaApp.objects.get(pk=till.app_id)
    assert app.token_failed_at is not None and app.token_failure == "DARAJA_BAD_CREDENTIALS"
    assert app.token_got_at is None
