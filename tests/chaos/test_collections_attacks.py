"""A hostile network while collections are worked through, killed, and their keys changed: the same books."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from core.machine.jobs import wake_all
from core.models import DataKey
from mpesa.callbacks.inbox import body_of
from mpesa.models import Callback, PaymentRequest, Till
from tests.chaos.assault import Assault, open_till
from tests.chaos.patience import eventually
from tests.chaos.points import CORE, SANDBOX, WEB
from tests.chaos.sender import Sender
from tests.chaos.story import Story
from tests.chaos.system import START_SECONDS


@pytest.fixture
def shop(business) -> Till:
    return open_till(business)


def together(*works: Callable[[], object]) -> None:
    """Each in a thread of its own, begun at the same moment; raises what one of them raised."""
    start, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_four_drains_over_one_inbox_that_still_fills(shop: Till, drain) -> None:
    assault = Assault(shop, seed=1, payments=120)
    half = len(assault.bodies) // 2
    assault.store(assault.bodies[:half])
    together(
        lambda: assault.store(assault.bodies[half:]),
        *[lambda: drain("mpesa.inbox", "mpesa.route", twice=True)] * 4,
    )
    drain()
    assert assault.works_done()
    assault.check()


def test_keys_are_changed_while_callbacks_come_and_are_drained(shop: Till, drain, settings) -> None:
    """Data keys are wrapped anew under the drains, and afterwards the old key is not needed any more."""
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], os.urandom(32)
    assault = Assault(shop, seed=2, payments=80)
    half = len(assault.bodies) // 2
    assault.store(assault.bodies[:half])
    settings.FIELD_ENCRYPTION_KEYS = (new, old)
    rotate = lambda: call_command("rotate_keys", "--batch", "7", stdout=StringIO())  # noqa: E731
    together(
        lambda: assault.store(assault.bodies[half:]),
        rotate,
        rotate,
        *[lambda: drain("mpesa.inbox", "mpesa.route")] * 2,
    )
    rotate()
    settings.FIELD_ENCRYPTION_KEYS = (new,)
    drain()
    assault.check()
    assert {body_of(callback) for callback in Callback.objects.all()} == set(assault.bodies)
    assert DataKey.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", ["inbox.before_commit", "inbox.after_commit", "route.before_commit", "route.after_commit"]
)
def test_the_cluster_dies_in_mid_batch(start_system, shop: Till, point: str) -> None:
    assault = Assault(shop, seed=3, payments=150)
    assault.store()
    system = start_system(CORE, kills={CORE: point})

    def done() -> bool:
        wake_all()
        return assault.works_done() and system.deaths() == {CORE}

    eventually(done, "the cluster died and all is worked through", within=180, pause=0.3)
    assert system.keeper.restarts == {CORE: 1}
    assault.check()


@pytest.mark.slow
def test_a_hostile_network_before_the_door_while_web_and_cluster_die(start_system, shop: Till, drain) -> None:
    """Bodies come at once from many sides, some are cut in the middle of the connection; drains run in two
    more threads beside the cluster."""
    assault = Assault(shop, seed=4, payments=200)
    system = start_system(WEB, CORE, kills={WEB: "hook.after_commit", CORE: "inbox.before_commit"})
    eventually(system.web_answers, "web answers", within=START_SECONDS)

    sender = Sender(
        port=system.addresses.web_port,
        path=f"/hooks/{shop.hook_token}/c2b/confirmation",
        bodies=assault.bodies,
        per_second=60,
        linger=0.05,
    ).start()
    together(*[lambda: drain("mpesa.inbox")] * 2)
    deliveries = sender.finish()
    again = [one.body for one in deliveries if one.status != 200]
    assault.store(again)  # whoever heard no 200 says it again
    eventually(lambda: wake_all() or assault.works_done(), "all is worked through", within=180, pause=0.3)
    assert system.was_hit(WEB) and system.was_hit(CORE)
    assert {503, 500, 404}.isdisjoint(one.status for one in deliveries)
    assault.check()


@pytest.mark.slow
def test_redis_is_away_while_a_payment_is_asked_for_and_made(start_system) -> None:
    system = start_system(WEB, CORE, SANDBOX, own_redis=True)
    eventually(system.web_answers, "web answers", within=START_SECONDS)
    story = Story(system)
    story.open_shop()
    assert system.redis is not None
    system.redis.stop()
    story.ask_and_approve("254700000600", "254700000601", 2000)
    request = PaymentRequest.objects.get()
    assert (request.state, request.claims, request.receipt is not None) == ("PAID", 1, True)
    assert set(system.keeper.restarts.values()) == {0}
    system.redis.ensure_running()
    story.ask_and_approve("254700000602", "254700000603", 900)
    assert set(PaymentRequest.objects.values_list("state", flat=True)) == {"PAID"}
