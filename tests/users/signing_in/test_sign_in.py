from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from core.errors import SignInFailed
from tests.core.threads import run_together
from tests.messaging.reading import last_code
from tests.users.approving import PASSWORD
from tests.users.conftest import PHONE, PIN
from users.models import AuditEntry, SignInDelay, SignInPlace, User
from users.signing_in.codes import request_code
from users.signing_in.devices import Device, read_device
from users.signing_in.forgetting import forget_expired
from users.signing_in.sign_in import confirm_secret, sign_in
from users.signing_in.signing_up import reset_pin

HOME, AWAY = "10.0.0.1", "10.9.9.9"


def attempt(identifier="owner", secret="wrong", address=AWAY, device=None) -> str:
    """OK, FAILED, NEW_PIN_NEEDED, or the seconds to wait."""
    try:
        sign_in(identifier=identifier, secret=secret, address=address, device=device)
    except SignInFailed as refusal:
        if refusal.code == "NEW_PIN_NEEDED":
            return refusal.code
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


def test_an_address_that_tries_name_after_name_is_slowed_and_never_shut(owner, clock):
    assert [attempt(f"name{number}") for number in range(20)] == ["FAILED"] * 20
    assert attempt("other") == "31"
    assert attempt("other", address="10.1.1.1") == "FAILED"
    for _ in range(5):
        clock.pass_seconds(30)
        assert [attempt("one more"), attempt("two more")] == ["FAILED", "31"]
    clock.pass_seconds(300)
    assert [attempt(f"again{number}") for number in range(11)] == ["FAILED"] * 10 + ["31"]


def test_nobody_who_was_there_before_waits_for_a_stranger_at_the_same_address(owner, player, clock):
    """Thousands share the address of a carrier."""
    device = Device().with_person(owner)
    assert attempt(secret=PASSWORD, device=device) == attempt(PHONE, secret=PIN) == "OK"
    for number in range(20):
        assert attempt(f"name{number}") == "FAILED"
    assert attempt("other") == "31"
    assert attempt(secret=PASSWORD) == attempt(PHONE, secret=PIN) == "OK"  # a known place
    assert attempt(secret=PASSWORD, address="10.1.1.1", device=device) == "OK"
    assert attempt("other") == "31", "who succeeds takes nothing off the others' count"


def test_a_new_device_of_somebody_new_there_waits_half_a_minute_at_most(owner, clock):
    for number in range(20):
        attempt(f"name{number}")
    assert attempt(secret=PASSWORD) == "31"
    clock.pass_seconds(30)
    assert attempt(secret=PASSWORD) == "OK"


def test_an_ipv6_line_is_one_place(owner, clock):
    for number in range(20):
        assert attempt(f"name{number}", address=f"2001:db8:1:1::{number:x}") == "FAILED"
    assert attempt("another", address="2001:db8:1:1:ffff::1") == "31"
    assert attempt("another", address="2001:db8:1:2::1") == "FAILED"
    assert attempt("another", address="::ffff:10.0.0.7") == "FAILED"


def test_one_account_guessed_at_from_many_addresses_is_slowed(owner, clock):
    assert [attempt(address=f"10.1.1.{number}") for number in range(12)] == ["FAILED"] * 11 + ["3"]
    assert attempt(secret=PASSWORD, address="10.1.1.99") == "3"
    assert attempt("another", address="10.1.1.99") == "FAILED"


def test_a_known_device_passes_while_strangers_guess_everywhere(owner, clock):
    device = Device().with_person(owner)
    for _ in range(12):
        attempt()
        attempt(address=HOME)
        clock.pass_seconds(300)
    attempt()
    assert attempt(secret=PASSWORD) != "OK"
    assert attempt(secret=PASSWORD, device=device) == "OK"
    assert attempt(secret=PASSWORD, address="10.5.5.5", device=read_device(device.cookie())) == "OK"


def test_a_known_device_has_a_delay_of_its_own(owner, clock):
    device = Device().with_person(owner)
    assert [attempt(device=device) for _ in range(5)] == ["FAILED"] * 4 + ["3"]
    assert attempt(secret=PASSWORD, device=device) == "3"
    assert attempt(secret=PASSWORD) == "OK", "what fails on the device is not held against other places"
    assert attempt(secret=PASSWORD, device=Device().with_person(owner)) == "OK"


def test_a_device_is_known_to_its_people_with_their_present_password_only(owner, player, clock):
    device = Device().with_person(owner)
    assert device.knows(owner) and not device.knows(player)
    assert device.with_person(player).knows(owner)
    assert not read_device(device.cookie()[:-2] + "xx").knows(owner)
    assert not Device(device.id + "x", device.tags).knows(owner), "a tag is bound to its device"
    shared = device
    for number in range(20):
        shared = shared.with_person(User(pk=1000 + number, password="x"))
    assert not shared.knows(owner) and len(shared.tags) == 20
    owner.set_password("quite another password")
    owner.save(update_fields=["password"])
    assert not device.knows(owner)


def test_a_forged_a_foreign_and_an_old_cookie_are_no_device(owner, clock, settings, monkeypatch):
    cookie = Device().with_person(owner).cookie()
    for wrong in ("", "x", cookie + "x", cookie.partition(":")[2], "\x00"):
        assert read_device(wrong).tags == ()
    assert read_device(cookie).tags
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4e9)
    assert read_device(cookie).tags == ()


def test_a_pin_is_tried_twenty_times_and_then_wants_a_new_one(business, player, clock):
    """From many addresses, over weeks: six digits are few."""
    device = Device().with_person(player)
    tried = 0
    while (outcome := attempt(PHONE, "000000", address=f"10.1.{tried}.1")) != "NEW_PIN_NEEDED":
        tried += outcome == "FAILED"
        clock.pass_seconds(24 * 3600)
    assert tried == 20
    assert attempt(PHONE, PIN, address=HOME) == "NEW_PIN_NEEDED"
    assert attempt(PHONE, PIN, address=HOME, device=device) == "OK"
    assert attempt(PHONE, PIN, address=HOME) == "NEW_PIN_NEEDED", "a success elsewhere gives no new tries"
    request_code(phone=PHONE, purpose="RESET_PIN", business=business, address=HOME)
    reset_pin(phone=PHONE, code=last_code(), new_pin="730164", address=HOME)
    assert attempt(PHONE, "730164", address=HOME) == "OK"


def test_an_unknown_phone_is_answered_like_a_known_one_to_the_end(player, clock):
    def story(phone: str, network: int) -> list[str]:
        outcomes = []
        for number in range(24):
            outcomes.append(attempt(phone, "000000", address=f"10.{network}.{number}.1"))
            clock.pass_seconds(300)
        return outcomes

    assert story(PHONE, 1) == story("254799999999", 2) == ["FAILED"] * 20 + ["NEW_PIN_NEEDED"] * 4


def test_a_persons_own_typing_is_forgiven_and_a_strangers_guessing_is_not(player, clock):
    assert attempt(PHONE, PIN, address=HOME) == "OK"
    for number in range(15):
        assert attempt(PHONE, "000000", address=f"10.1.{number}.1") == "FAILED"
        clock.pass_seconds(300)
    for _ in range(10):
        typed = [attempt(PHONE, secret, address=HOME) for secret in ("1", "2", PIN)]
        assert typed == ["FAILED", "FAILED", "OK"]
    for number in range(5):
        assert attempt(PHONE, "000000", address=f"10.2.{number}.1") == "FAILED"
        clock.pass_seconds(300)
    assert attempt(PHONE, PIN, address="10.2.8.1") == "NEW_PIN_NEEDED"


def test_a_known_device_tries_a_pin_twenty_times_too(player, clock):
    device = Device().with_person(player)
    for _ in range(20):
        assert attempt(PHONE, "000000", device=device) == "FAILED"
        clock.pass_seconds(300)
    assert attempt(PHONE, PIN, device=device) == "NEW_PIN_NEEDED"
    assert attempt(PHONE, PIN, device=Device().with_person(player)) == "OK"


def test_who_is_signed_in_does_not_wait_for_strangers(owner, clock):
    for number in range(20):
        attempt(f"name{number}")
        attempt(address=f"10.1.1.{number}")
    confirm_secret(user=owner, secret=PASSWORD)
    with pytest.raises(SignInFailed, match="SIGN_IN_FAILED"):
        confirm_secret(user=owner, secret="wrong")


def test_what_is_held_against_nobody_any_more_is_swept(owner, clock):
    attempt()
    SignInDelay.objects.update(last_failure_at=timezone.now() - timedelta(days=29))
    forget_expired()
    assert SignInDelay.objects.exists()
    SignInDelay.objects.update(last_failure_at=timezone.now() - timedelta(days=31))
    forget_expired()
    assert not SignInDelay.objects.exists()


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
    owner.save(update_fields=["is_active"])
    assert attempt(secret=PASSWORD) == "FAILED"


def test_the_admin_door_grows_the_same_delays(owner, clock):
    request = RequestFactory().post("/admin/login/", REMOTE_ADDR=AWAY)
    assert [authenticate(request, username="owner", password="wrong") for _ in range(4)] == [None] * 4
    assert authenticate(request, username="owner", password=PASSWORD) is None
    assert attempt(secret=PASSWORD) == "3"
    clock.pass_seconds(2)
    assert authenticate(request, username="owner", password=PASSWORD) == owner
