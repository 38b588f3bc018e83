"""What opens once opens once, however many hands hold it: every kind of secret, from threads and by locks.

What threads do together is luck: that a second hand waits for the first and then finds the secret taken is
shown with a transaction that is held open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from django.db import connection, transaction

from core.errors import DomainError
from tests.clock import Clock
from tests.core.threads import SECONDS, Running, run_together
from tests.graphql_api.users.test_passwords import CODE
from tests.messaging.reading import contents, last_code, last_token
from tests.users.approving import PASSWORD
from tests.users.conftest import PHONE, PIN
from tests.users.signing_in.test_totp import STEP, Phone
from users.invites import accept_invite, invite_member
from users.models import Business, Role, TotpDevice, User
from users.people import create_player
from users.signing_in.codes import request_code
from users.signing_in.passwords import give_reset_code, reset_password
from users.signing_in.recovery_contacts import confirm_contact, start_contact
from users.signing_in.signing_up import reset_pin, sign_up
from users.signing_in.totp import check_code, confirm_totp, start_totp

#: Of the steps that begin at 09:00:30 and 09:01:00 UTC on 20 November 2026 this secret makes one code.
SAME_TWICE = "OVSU2SKPR6BFF4LB7AN3YAQUHZQPKI6D"
HOME, NEW_PIN, NEW = "10.0.0.1", "730164", "quite another password"


@dataclass
class House:
    owner: User
    business: Business
    clock: Clock

    def enrolled(self) -> Phone:
        """The owner's phone; the step of the confirming code is over."""
        phone = Phone(start_totp(user=self.owner), self.clock)
        phone.recovery = confirm_totp(user=self.owner, code=phone.code())
        self.clock.pass_seconds(STEP)
        return phone

    def at_each_device(self, code: str) -> list[Callable[[], Any]]:
        """Apart, so that only the code itself is shared."""
        return [lambda n=n: check_code(user=self.owner, code=code, at=f"device {n}") for n in range(4)]


@pytest.fixture
def house(owner: User, business: Business, clock: Clock) -> House:
    return House(owner, business, clock)


def totp_code(house: House) -> list[Callable[[], Any]]:
    return house.at_each_device(house.enrolled().code())


def recovery_code(house: House) -> list[Callable[[], Any]]:
    return house.at_each_device(house.enrolled().recovery[0])


def first_totp_code(house: House) -> list[Callable[[], Any]]:
    given = Phone(start_totp(user=house.owner), house.clock).code()
    return [lambda: confirm_totp(user=house.owner, code=given)] * 4


def sign_up_code(house: House) -> list[Callable[[], Any]]:
    request_code(phone=PHONE, purpose="SIGN_UP", business=house.business, address=HOME)
    given = last_code()
    return [
        lambda: sign_up(phone=PHONE, code=given, pin=PIN, business=house.business, address=HOME, agreed=True)
    ] * 4


def new_pin_code(house: House) -> list[Callable[[], Any]]:
    create_player(phone=PHONE, pin=PIN, business=house.business)
    request_code(phone=PHONE, purpose="RESET_PIN", business=house.business, address=HOME)
    given = last_code()
    return [lambda: reset_pin(phone=PHONE, code=given, new_pin=NEW_PIN, address=HOME)] * 4


def new_password_code(house: House) -> list[Callable[[], Any]]:
    given = give_reset_code(user=house.owner, actor=house.owner)
    return [lambda n=n: reset_password(code=given, new_password=f"{NEW} {n}") for n in range(4)]


def contact_code(house: House) -> list[Callable[[], Any]]:
    start_contact(user=house.owner, secret=PASSWORD, email="amina@example.com")
    given = CODE.findall(contents()[-1]["body"])[0]
    return [lambda: confirm_contact(user=house.owner, code=given)] * 4


def invitation(house: House) -> list[Callable[[], Any]]:
    asked = {"role": Role.AUDITOR, "key": "invite-0001", "email": "ana@example.com"}
    invite_member(business=house.business, actor=house.owner, **asked)
    given = {"token": last_token(), "person": None, "password": NEW}
    return [
        lambda n=n: accept_invite(**given, address=f"10.0.1.{n}", username=f"person{n}") for n in range(4)
    ]


KINDS = [
    (totp_code, {"TOTP_WRONG"}),
    (recovery_code, {"TOTP_WRONG"}),
    (first_totp_code, {"TOTP_WRONG", "TOTP_NOT_STARTED"}),
    (sign_up_code, {"CODE_WRONG"}),
    (new_pin_code, {"CODE_WRONG"}),
    (new_password_code, {"CODE_WRONG"}),
    (contact_code, {"CODE_WRONG"}),
    (invitation, {"INVITE_UNUSABLE"}),
]
every_kind = pytest.mark.parametrize(
    ("make", "refusals"), KINDS, ids=lambda each: getattr(each, "__name__", "")
)


def outcome(opening: Callable[[], Any]) -> str:
    try:
        opening()
    except DomainError as refusal:
        return refusal.code
    return "OK"


@every_kind
def test_from_threads(house, make, refusals):
    hands = make(house)
    outcomes = run_together([lambda hand=hand: outcome(hand) for hand in hands])
    assert outcomes.count("OK") == 1, outcomes
    assert set(outcomes) - {"OK"} <= refusals
    assert outcome(hands[0]) in refusals


@every_kind
def test_the_second_hand_waits_for_the_first_and_finds_it_taken(house, make, refusals):
    first, second, *_ = make(house)
    opened, may_end = threading.Event(), threading.Event()

    def slowly() -> str:
        with transaction.atomic():
            said = outcome(first)
            opened.set()
            assert may_end.wait(SECONDS)
        return said

    slow = Running(slowly)
    assert opened.wait(SECONDS)
    quick = Running(lambda: outcome(second))
    _until_somebody_waits()
    assert quick.is_alive
    may_end.set()
    assert slow.result() == "OK" and quick.result() in refusals


def _until_somebody_waits() -> None:
    for _ in range(5000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def test_a_code_that_the_next_step_has_too_opens_once(house, monkeypatch):
    """One step in a million has the digits of the one before: its code was taken again as the next one's."""
    monkeypatch.setattr(pyotp, "random_base32", lambda: SAME_TWICE)
    phone = house.enrolled()
    code = phone.code()
    assert code == phone.code(1) != phone.code(-1)
    assert [outcome(hand) for hand in house.at_each_device(code)] == ["OK", *["TOTP_WRONG"] * 3]
    house.clock.pass_seconds(STEP)
    assert outcome(house.at_each_device(phone.code())[0]) == "TOTP_WRONG"
    house.clock.pass_seconds(STEP)
    assert outcome(house.at_each_device(phone.code())[0]) == "OK"


def test_what_was_read_before_the_code_was_taken_does_not_open(house, monkeypatch):
    """The opening itself is one statement with a condition: it needs no lock to open once."""
    phone = house.enrolled()
    unlocked = lambda user: TotpDevice.objects.select_related("user__data_key").get(user=user)  # noqa: E731
    both_have_read = threading.Barrier(2)

    def read_together(user: User) -> TotpDevice:
        device = unlocked(user)
        both_have_read.wait(SECONDS)
        return device

    monkeypatch.setattr("users.signing_in.totp._device", read_together)
    hands = house.at_each_device(phone.code())[:2]
    outcomes = run_together([lambda hand=hand: outcome(hand) for hand in hands])
    assert sorted(outcomes) == ["OK", "TOTP_WRONG"]
