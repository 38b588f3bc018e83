from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from core.errors import SignInFailed
from tests.core.threads import run_together
from tests.users.conftest import PASSWORD, PIN
from users.models import AuditEntry, SignInDelay, SignInPlace
from users.sign_in import sign_in

HOME, AWAY = "10.0.0.1", "10.9.9.9"


def attempt(identifier="owner", secret="wrong", address=AWAY) -> str:
    """OK, FAILED, or the seconds to wait."""
    try:
        sign_in(identifier=identifier, secret=secret, address=address)
    except SignInFailed as refusal:
        if refusal.code == "SIGN_IN_TOO_SOON":
            return refusal.message.split()[-2]
        assert (refusal.code, refusal.message) == ("SIGN_IN_FAILED", "The name or the secret is wrong.")
        return "FAILED"
    return "OK"


def test_staff_by_name_and_player_by_phone(owner, player):
    assert sign_in(identifier=" OWNER ", secret=PASSWORD, address=HOME) == owner
    assert sign_in(identifier="0712 345 678", secret=PIN, address=HOME) == player
    assert list(
        AuditEntry.objects.filter(action="sign_in").values_list("actor", flat=True).order_by("id")
    ) == [
        owner.pk,
        player.pk,
    ]
    assert SignInPlace.objects.count() == 2


@pytest.mark.parametrize(
    "identifier", ["owner", "nobody", "0712345678", "0799999999", "", "\x00", "x" * 5000]
)
def test_a_wrong_secret_and_an_unknown_name_look_the_same(owner, player, clock, identifier):
    assert [attempt(identifier) for _ in range(5)] == ["FAILED"] * 4 + ["3"]


def test_the_delay_doubles_up_to_five_minutes(owner, clock):
    assert [attempt() for _ in range(3)] == ["FAILED"] * 3
    for seconds in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        assert attempt() == "FAILED"
        clock.pass_seconds(seconds - 0.5)
        assert attempt() == attempt(secret=PASSWORD) == "1"
        clock.pass_seconds(0.5)
    assert attempt(secret=PASSWORD) == "OK"
    assert [attempt() for _ in range(4)] == ["FAILED"] * 4


def test_an_attempt_that_came_too_soon_is_not_counted(owner, clock):
    for _ in range(4):
        attempt()
    before = list(SignInDelay.objects.order_by("id").values())
    assert attempt() == attempt() == "3"
    assert list(SignInDelay.objects.order_by("id").values()) == before


def test_an_address_that_must_wait_does_not_grow_the_delay_of_names(owner, clock):
    for number in range(21):
        assert attempt(f"name{number}") == "FAILED"
    assert attempt(secret=PASSWORD) == "3"
    assert attempt("other") == "3"
    assert SignInDelay.objects.count() == 24
    assert attempt(secret=PASSWORD, address="10.1.1.1") == "OK"
    assert sorted(SignInDelay.objects.values_list("failures", flat=True))[-2:] == [1, 21]


def test_an_ipv6_line_is_one_place(owner, clock):
    for number in range(21):
        assert attempt(f"name{number}", address=f"2001:db8:1:1::{number:x}") == "FAILED"
    assert attempt("another", address="2001:db8:1:1:ffff::1") == "3"
    assert attempt("another", address="2001:db8:1:2::1") == "FAILED"
    assert attempt("another", address="::ffff:10.0.0.7") == "FAILED"


def test_failures_are_forgotten_after_a_day(owner, clock):
    for _ in range(4):
        attempt()
    clock.pass_seconds(24 * 3600 + 1)
    assert [attempt() for _ in range(4)] == ["FAILED"] * 4


def test_strangers_cannot_lock_out_a_known_place(owner, clock):
    assert attempt(secret=PASSWORD, address=HOME) == "OK"
    for _ in range(12):
        attempt()
        clock.pass_seconds(300)
    attempt()
    assert attempt(secret=PASSWORD) != "OK"
    assert attempt(secret=PASSWORD, address=HOME) == "OK"


def test_a_known_place_has_a_delay_of_its_own(owner, clock):
    attempt(secret=PASSWORD, address=HOME)
    assert [attempt(address=HOME) for _ in range(5)] == ["FAILED"] * 4 + ["3"]
    assert attempt(secret=PASSWORD, address=AWAY) == "OK"


def test_a_known_place_outlives_a_new_index_key(owner, clock, settings):
    attempt(secret=PASSWORD, address=HOME)
    settings.BLIND_INDEX_KEYS = (b"n" * 32, *settings.BLIND_INDEX_KEYS)
    attempt(secret=PASSWORD, address=HOME)
    assert SignInPlace.objects.count() == 1


def test_guessing_in_parallel_gets_no_more_guesses(owner, clock):
    outcomes = run_together([attempt] * 12)
    assert sorted(outcomes) == ["3"] * 8 + ["FAILED"] * 4
    assert AuditEntry.objects.filter(action="sign_in.failed").count() == 4


def test_right_and_wrong_in_parallel_never_crash(owner):
    """A success deletes the delay that others are about to read."""
    for _ in range(3):
        outcomes = run_together([lambda: attempt(secret=PASSWORD), attempt] * 4)
        assert not [each for each in outcomes if isinstance(each, Exception)]


def test_the_person_who_left_cannot_sign_in(owner, clock):
    owner.is_active = False
    owner.save()
    assert attempt(secret=PASSWORD) == "FAILED"


def test_the_admin_door_grows_the_same_delays(owner, clock):
    request = RequestFactory().post("/admin/login/", REMOTE_ADDR=AWAY)
    assert [authenticate(request, username="owner", password="wrong") for _ in range(4)] == [None] * 4
    assert authenticate(request, username="owner", password=PASSWORD) is None
    assert attempt(secret=PASSWORD) == "3"
    clock.pass_seconds(2)
    assert authenticate(request, username="owner", password=PASSWORD) == owner
