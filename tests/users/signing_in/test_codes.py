"""Codes on a phone: signing up and choosing a new PIN."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.errors import Conflict, DomainError, InvalidInput, SignInFailed
from messaging.models import Message
from tests.core.threads import run_together
from tests.messaging.reading import contents, last_code
from tests.users.conftest import PHONE, PIN
from users.erasing import erase_person
from users.models import AuditEntry, Business, Membership, PhoneCode, Role, SignInDelay, User
from users.signing_in.codes import request_code
from users.signing_in.delays import account_subjects, place_subjects
from users.signing_in.devices import Device
from users.signing_in.sign_in import sign_in
from users.signing_in.signing_up import reset_pin, sign_up

HOME, AWAY, NEW_PIN = "10.0.0.1", "10.9.9.9", "730164"


def ask(business, purpose="SIGN_UP", phone=PHONE, address=HOME) -> str:
    """The code that is texted."""
    before = Message.objects.count()
    request_code(phone=phone, purpose=purpose, business=business, address=address)
    assert Message.objects.count() == before + 1
    return last_code()


def join(business, code, address=HOME, phone=PHONE) -> User:
    return sign_up(
        phone=phone, code=code, pin=PIN, business=business, address=address, language="sw", agreed=True
    )


def refused(action, *args, **options) -> str:
    with pytest.raises(DomainError) as refusal:
        action(*args, **options)
    return refusal.value.code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_player_signs_up_by_code(business, clock):
    player = join(business, ask(business), phone="0712 345 678")
    assert sign_in(identifier=PHONE, secret=PIN, address=HOME) == player
    assert Membership.objects.get(user=player).role == Role.PLAYER
    assert AuditEntry.objects.filter(action="player.sign_up", actor=player, business=business).count() == 1
    assert contents()[-1]["to"] == PHONE
    assert "sign up with Maji Safi. It ends in 10 minutes" in contents()[-1]["body"]


def test_a_code_is_stored_under_a_keyed_hash_only(business, clock, settings):
    code = ask(business)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM users_phonecode c")
        row = cursor.fetchone()[0]
    assert code not in row and PHONE not in row
    settings.PIN_PEPPER = "what the thief of the database guesses"
    assert refused(join, business, code) == "CODE_WRONG"


@pytest.mark.parametrize("typed", [f"code:{PHONE}", f"code-request:{PHONE}", f'["code",{PHONE!r},null]'])
def test_what_a_stranger_types_at_sign_in_delays_nobody_s_codes(business, clock, typed):
    for number in range(5):
        assert refused(sign_in, identifier=typed, secret="x", address=f"10.1.1.{number}")[:7] == "SIGN_IN"
    assert join(business, ask(business)).phone_masked


def test_a_code_works_once_for_its_own_phone_and_purpose(business, player, clock):
    code = ask(business, "RESET_PIN")
    assert refused(join, business, code) == "CODE_WRONG"
    assert refused(join, business, code, phone="0799999999") == "CODE_WRONG"
    reset_pin(phone=PHONE, code=code, new_pin=NEW_PIN, address=HOME)
    clock.pass_seconds(600)
    assert refused(reset_pin, phone=PHONE, code=code, new_pin=PIN, address=HOME) == "CODE_WRONG"
    assert sign_in(identifier=PHONE, secret=NEW_PIN, address=HOME) == player


def test_a_newer_code_ends_the_older(business, clock):
    older, newer = ask(business), ask(business)
    if older != newer:
        assert refused(join, business, older) == "CODE_WRONG"
    join(business, newer)


def test_a_code_ends_after_ten_minutes(business, clock):
    code = ask(business)
    PhoneCode.objects.update(expires_at=timezone.now())
    assert refused(join, business, code) == "CODE_WRONG"
    PhoneCode.objects.update(expires_at=timezone.now() - timedelta(minutes=11))
    ask(business, phone="0799999999")
    assert PhoneCode.objects.count() == 1  # what ended long ago is swept away
    assert (
        Message.objects.get(pk=Message.objects.latest("pk").pk).good_until
        == PhoneCode.objects.get().expires_at
    )


def test_five_tries_and_the_right_one_comes_too_late(business, clock):
    code = ask(business)
    for _ in range(5):
        assert refused(join, business, wrong(code)) == "CODE_WRONG"
        clock.pass_seconds(300)
    assert refused(join, business, code) == "CODE_WRONG"
    assert not User.objects.filter(username=None).exists()


def test_guessing_grows_a_delay_that_new_codes_do_not_reset(business, clock):
    code = ask(business)
    assert [refused(join, business, wrong(code)) for _ in range(5)] == ["CODE_WRONG"] * 4 + ["CODE_TOO_SOON"]
    code = ask(business)
    assert refused(join, business, code, address=AWAY) == "CODE_TOO_SOON"
    clock.pass_seconds(2)
    join(business, code, address=AWAY)


def test_asking_too_often_is_slowed_down_per_phone_and_per_address(business, clock):
    for _ in range(4):
        ask(business)
    request = {"phone": PHONE, "purpose": "SIGN_UP", "business": business}
    with pytest.raises(SignInFailed) as refusal:
        request_code(**request, address=AWAY)
    assert (refusal.value.code, refusal.value.message) == (
        "CODE_TOO_SOON",
        "Too often. Try again in 3 seconds.",
    )
    for number in range(16):
        ask(business, phone=f"07990000{number:02}")
    assert refused(ask, business, phone="0798888888") == "CODE_TOO_SOON"
    ask(business, phone="0798888888", address=AWAY)


def test_people_behind_one_address_sign_up_without_slowing_each_other(business, clock):
    for number in range(6):
        phone = f"07990000{number:02}"
        join(business, ask(business, phone=phone), phone=phone)
    assert SignInDelay.objects.get(subject__in=place_subjects(HOME, what="codes")).failures == 0


def test_a_known_and_an_unknown_phone_are_answered_alike(business, player, clock):
    unknown = "0799999999"
    answers = [
        request_code(phone=phone, purpose=purpose, business=business, address=HOME)
        for phone in (PHONE, unknown)
        for purpose in ("SIGN_UP", "RESET_PIN")
    ]
    assert len(set(answers)) == 1
    assert [each["to"] for each in contents()] == [PHONE, PHONE, "254799999999"]  # no PIN to reset there
    for phone in (PHONE, unknown):
        tried = {"phone": phone, "code": "000001", "address": HOME}
        with pytest.raises(InvalidInput) as reset:
            reset_pin(**tried, new_pin=NEW_PIN)
        with pytest.raises(InvalidInput) as joined:
            sign_up(**tried, pin=PIN, business=business, agreed=True)
        said = {str(reset.value), str(joined.value)}
        assert said == {"CODE_WRONG [code]: The code is wrong, used or too old. Ask for a new one."}


def test_a_taken_phone_is_told_to_its_holder_only(business, player, clock):
    code = ask(business)
    assert refused(join, business, wrong(code)) == "CODE_WRONG"
    with pytest.raises(Conflict) as refusal:
        join(business, code)
    assert refusal.value.code == "PHONE_TAKEN"


@pytest.mark.parametrize("pin", ["123456", "1234", ""])
def test_a_weak_pin_costs_no_try(business, player, clock, pin):
    code = ask(business, "RESET_PIN")
    with pytest.raises(InvalidInput) as refusal:
        reset_pin(phone=PHONE, code=code, new_pin=pin, address=HOME)
    assert (refusal.value.code, refusal.value.field) == ("WEAK_PIN", "new_pin")
    assert PhoneCode.objects.get().tries == 0


def test_one_code_in_two_hands_signs_up_once(business, clock):
    code = ask(business)
    outcomes = run_together([lambda: join(Business.objects.get(pk=business.pk), code)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["InvalidInput", "User"]
    assert (User.objects.filter(username=None).count(), PhoneCode.objects.get().tries) == (1, 2)


def test_guessing_in_parallel_gets_no_more_than_the_free_tries(business, clock):
    code = ask(business)
    outcomes = run_together([lambda: join(business, wrong(code))] * 12)
    assert sorted(each.code for each in outcomes) == ["CODE_TOO_SOON"] * 8 + ["CODE_WRONG"] * 4


def test_asking_in_parallel_texts_no_more_than_the_free_requests(business, clock):
    request = {"phone": PHONE, "purpose": "SIGN_UP", "business": business, "address": HOME}
    run_together([lambda: request_code(**request)] * 12)
    assert (Message.objects.count(), PhoneCode.objects.count()) == (4, 1)


def test_nobody_uses_up_the_codes_of_a_known_device(business, player, clock):
    """Somebody else asks for codes of the phone without end, and tries them."""
    device = Device().with_person(player)
    request = {"phone": PHONE, "purpose": "RESET_PIN", "business": business, "device": device}
    request_code(**request, address=HOME)
    code = last_code()
    for _ in range(6):
        theirs = ask(business, "RESET_PIN", address=AWAY)
        tried = {"phone": PHONE, "code": wrong(theirs), "new_pin": NEW_PIN, "address": AWAY}
        assert refused(reset_pin, **tried) == "CODE_WRONG"
        clock.pass_seconds(300)
    ask(business, "RESET_PIN", address=AWAY)
    assert refused(ask, business, "RESET_PIN", address=AWAY) == "CODE_TOO_SOON"
    request_code(**request, address=AWAY)  # and another one may be asked for
    newer = last_code()
    clock.pass_seconds(300)
    assert refused(reset_pin, phone=PHONE, code=newer, new_pin=NEW_PIN, address=HOME) == "CODE_WRONG"
    if code != newer:
        tried = {"phone": PHONE, "code": code, "new_pin": NEW_PIN, "address": HOME, "device": device}
        assert refused(reset_pin, **tried) == "CODE_WRONG"
    assert reset_pin(phone=PHONE, code=newer, new_pin=NEW_PIN, address=AWAY, device=device) == player


def test_a_new_pin_lifts_the_delay_of_the_old_one(business, player, clock):
    for _ in range(4):
        assert refused(sign_in, identifier=PHONE, secret="000000", address=HOME) == "SIGN_IN_FAILED"
    reset_pin(phone=PHONE, code=ask(business, "RESET_PIN"), new_pin=NEW_PIN, address=AWAY)
    assert sign_in(identifier=PHONE, secret=NEW_PIN, address=AWAY) == player
    assert AuditEntry.objects.filter(action="pin.reset", actor=player).count() == 1


def test_an_erased_person_leaves_no_code_and_cannot_come_back_by_it(business, player, owner, clock):
    code = ask(business, "RESET_PIN")
    erase_person(user=player, actor=owner)
    assert not PhoneCode.objects.exists()
    subjects = [
        subject for what in ("code", "code-request") for subject in account_subjects(PHONE, what=what)
    ]
    assert not SignInDelay.objects.filter(subject__in=subjects).exists()
    assert refused(reset_pin, phone=PHONE, code=code, new_pin=NEW_PIN, address=HOME) == "CODE_WRONG"
