from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pyotp
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from core.errors import DomainError
from tests.clock import Clock
from tests.core.threads import run_together
from tests.users.approving import PASSWORD
from users.access import RIGHTS, business_for, require_right
from users.approvals.approving import Proof, approve
from users.approvals.rules import change_rules
from users.erasing import erase_person
from users.models import AuditEntry, Business, RecoveryCode, Role, SignInPlace, TotpDevice, User, is_enrolled
from users.people import add_member, create_staff
from users.signing_in.devices import Device
from users.signing_in.sign_in import sign_in
from users.signing_in.totp import (
    SIGNED_IN,
    check_code,
    confirm_totp,
    recovery_codes_left,
    remove_totp,
    start_totp,
)

HOME = "10.0.0.1"
STEP = 30


class Phone:
    """An authenticator app whose clock is the test's."""

    def __init__(self, uri: str, clock: Clock) -> None:
        self.clock = clock
        self.totp = pyotp.TOTP(parse_qs(urlparse(uri).query)["secret"][0])

    def code(self, steps: int = 0) -> str:
        return self.totp.at(int(self.clock.now().timestamp()) + steps * STEP)


@pytest.fixture
def phone(owner: User, clock: Clock) -> Phone:
    """The owner's, enrolled; the step of the confirming code is over."""
    phone = Phone(start_totp(user=owner), clock)
    phone.recovery = confirm_totp(user=owner, code=phone.code())
    clock.pass_seconds(STEP)
    return phone


def outcome(user: User, code: str, at: str = SIGNED_IN) -> str:
    try:
        check_code(user=user, code=code, at=at)
    except DomainError as refusal:
        return refusal.code
    return "OK"


def enter(code: str = "", secret: str = PASSWORD, address: str = HOME) -> str:
    try:
        sign_in(identifier="owner", secret=secret, address=address, code=code)
    except DomainError as refusal:
        return refusal.code
    return "OK"


def test_enrolling(owner, clock):
    assert not is_enrolled(owner)
    assert outcome(owner, "123456") == "TOTP_NOT_ENROLLED"
    with pytest.raises(DomainError, match="TOTP_NOT_STARTED"):
        confirm_totp(user=owner, code="123456")
    former = Phone(start_totp(user=owner), clock)
    uri = start_totp(user=owner)
    assert uri.startswith("otpauth://totp/Hesabu:owner?secret=") and uri.endswith("&issuer=Hesabu")
    phone = Phone(uri, clock)
    with pytest.raises(DomainError, match="TOTP_WRONG"):
        confirm_totp(user=owner, code=former.code())
    assert not is_enrolled(owner) and enter() == "OK"
    codes = confirm_totp(user=owner, code=phone.code())
    assert is_enrolled(owner) and len(set(codes)) == recovery_codes_left(owner) == 10
    for verb in (
        lambda: start_totp(user=owner),
        lambda: confirm_totp(user=owner, code=phone.code(1)),
    ):
        with pytest.raises(DomainError, match=r"TOTP_ENROLLED|TOTP_NOT_STARTED"):
            verb()
    acts = AuditEntry.objects.filter(action__startswith="totp.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        *("totp.start", "totp.start", "totp.failed", "totp.enrol"),
    ]


def test_neither_secret_nor_recovery_codes_lie_in_the_database(owner, phone):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::text || r::text || a::text FROM users_totpdevice d, users_recoverycode r,"
            " users_auditentry a"
        )
        text = " ".join(row[0] for row in cursor.fetchall())
    secrets = [phone.totp.secret, *(code.replace("-", "") for code in phone.recovery), *phone.recovery]
    assert not [secret for secret in secrets if secret in text or secret.encode().hex() in text]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(-3, "TOTP_WRONG"), (-2, "TOTP_WRONG"), (0, "OK"), (1, "OK"), (2, "TOTP_WRONG")],
)
def test_a_code_is_right_around_its_time(owner, phone, steps, expected):
    assert outcome(owner, phone.code(steps)) == expected


def test_a_phone_half_a_minute_late(owner, phone, clock):
    clock.pass_seconds(STEP)
    assert outcome(owner, phone.code(-1)) == "OK"


def test_no_code_is_taken_twice(owner, phone, clock):
    code = phone.code()
    assert [outcome(owner, code), outcome(owner, code)] == ["OK", "TOTP_WRONG"]
    assert outcome(owner, phone.code(-1)) == "TOTP_WRONG"  # of an earlier step
    clock.pass_seconds(STEP)
    assert outcome(owner, code) == "TOTP_WRONG"
    clock.pass_seconds(STEP)
    assert outcome(owner, phone.code()) == "OK"


def test_the_confirming_code_is_used_up(owner, clock):
    phone = Phone(start_totp(user=owner), clock)
    code = phone.code()
    confirm_totp(user=owner, code=code)
    assert outcome(owner, code) == "TOTP_WRONG"


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_one_code_in_many_hands_opens_once(owner, phone, clock, kind):
    for count in range(6):
        code = phone.code() if kind == "code" else phone.recovery[count]
        outcomes = run_together([lambda code=code: outcome(owner, code) for _ in range(4)])
        assert outcomes.count("OK") == 1, outcomes
        assert set(outcomes) <= {"OK", "TOTP_WRONG", "SIGN_IN_TOO_SOON"}
        clock.pass_seconds(600)


@pytest.mark.parametrize("code", ["", "  ", "-"])
def test_no_code_is_asked_for(owner, phone, code):
    assert outcome(owner, code) == ("TOTP_REQUIRED" if not code.strip() else "TOTP_WRONG")


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00", "9" * 5000, "é" * 6])
def test_what_is_no_code(owner, phone, code):
    assert outcome(owner, code) == "TOTP_WRONG"


def test_a_recovery_code_works_once_however_it_is_typed(owner, phone, clock):
    first, second = phone.recovery[:2]
    assert outcome(owner, first.lower().replace("-", " ")) == "OK"
    assert outcome(owner, first) == "TOTP_WRONG"
    assert outcome(owner, second) == "OK"
    assert recovery_codes_left(owner) == 8
    other = create_staff(username="other", password=PASSWORD)
    theirs = Phone(start_totp(user=other), clock)
    confirm_totp(user=other, code=theirs.code())
    assert outcome(other, phone.recovery[3]) == "TOTP_WRONG"


def test_guessing_codes_grows_a_delay(owner, phone, clock):
    assert [outcome(owner, "000000") for _ in range(6)] == [
        *["TOTP_WRONG"] * 4,
        *["SIGN_IN_TOO_SOON"] * 2,
    ]
    assert outcome(owner, phone.code()) == "SIGN_IN_TOO_SOON"
    clock.pass_seconds(2)
    assert outcome(owner, phone.code()) == "OK"
    clock.pass_seconds(STEP)
    assert [outcome(owner, "000000") for _ in range(4)] == ["TOTP_WRONG"] * 4


def test_guessing_in_parallel_gets_no_more_guesses(owner, phone):
    outcomes = run_together([lambda n=n: outcome(owner, f"{n:06}") for n in range(12)])
    assert sorted(outcomes) == ["SIGN_IN_TOO_SOON"] * 8 + ["TOTP_WRONG"] * 4


def test_who_knows_the_password_holds_nobody_out_of_the_second_factor(owner, phone, clock):
    device = Device().with_person(owner)
    assert [enter(code="000000", address=f"10.1.1.{n}") for n in range(5)] == [
        *["TOTP_WRONG"] * 4,
        "SIGN_IN_TOO_SOON",
    ]
    assert outcome(owner, phone.code()) == "OK"  # signed in already
    clock.pass_seconds(STEP)
    sign_in(identifier="owner", secret=PASSWORD, address="10.9.9.9", device=device, code=phone.code())
    assert [outcome(owner, "000000") for _ in range(5)] == [*["TOTP_WRONG"] * 4, "SIGN_IN_TOO_SOON"]


def test_signing_in_asks_for_the_code(owner, phone, clock):
    assert enter(secret="wrong") == enter(secret="wrong", code=phone.code()) == "SIGN_IN_FAILED"
    assert enter() == "TOTP_REQUIRED"
    assert enter(code="000000") == "TOTP_WRONG"
    assert not SignInPlace.objects.exists()
    assert not AuditEntry.objects.filter(action="sign_in").exists()
    code = phone.code()
    assert [enter(code=code), enter(code=code)] == ["OK", "TOTP_WRONG"]
    assert enter(code=phone.recovery[0]) == "OK"
    assert SignInPlace.objects.count() == 1


def test_being_asked_for_the_code_is_no_failure(owner, phone):
    assert [enter() for _ in range(8)] == ["TOTP_REQUIRED"] * 8
    assert enter(code=phone.code()) == "OK"


def test_without_a_second_factor_nothing_changes(owner, player, clock):
    assert enter() == enter(code="123456") == "OK"


def test_the_admin_door_does_not_lead_around_it(owner, phone):
    request = RequestFactory().post("/admin/login/", REMOTE_ADDR=HOME)
    assert authenticate(request, username="owner", password=PASSWORD) is None


def test_removing_it_wants_a_code(owner, phone):
    with pytest.raises(DomainError, match="TOTP_WRONG"):
        remove_totp(user=owner, code="000000")
    remove_totp(user=owner, code=phone.code())
    assert not is_enrolled(owner) and not RecoveryCode.objects.exists()
    assert enter() == "OK"


def test_who_lost_phone_and_codes_asks_operations(owner, phone, capsys):
    for said in ("owner: removed", "owner: had no second factor"):
        call_command("remove_totp", "owner")
        assert capsys.readouterr().out.strip() == said
    assert enter() == "OK"
    with pytest.raises(CommandError, match="NOT_FOUND"):
        call_command("remove_totp", "nobody")
    assert (
        AuditEntry.objects.filter(action="totp.remove", actor=None, subject=f"user:{owner.pk}").count() == 1
    )


def test_erasing_a_person_forgets_it(owner, business, phone):
    other = create_staff(username="other", password=PASSWORD)
    add_member(business=business, user=other, role=Role.OWNER, actor=owner)
    erase_person(user=owner, actor=other)
    assert not TotpDevice.objects.exists() and not RecoveryCode.objects.exists()


def test_approving_wants_a_session_that_has_passed_it(owner, business, phone):
    maker = create_staff(username="maker", password=PASSWORD)
    add_member(business=business, user=maker, role=Role.OWNER, actor=owner)
    asked = change_rules(business=business, solo_limit=5, actor=maker, key="key-00001")
    for proof, expected in ((Proof(secret_again=True), "TOTP_REQUIRED"), (Proof(totp=True), "APPROVED")):
        try:
            assert approve(approval=asked, checker=owner, digest=asked.digest, proof=proof).state == expected
        except DomainError as refusal:
            assert refusal.code == expected
    assert Business.objects.get().solo_limit == 5


def test_a_business_may_require_it_of_owners_and_approvers(owner, business, phone):
    approver = create_staff(username="approver", password=PASSWORD)
    clerk = create_staff(username="clerk", password=PASSWORD)
    add_member(business=business, user=approver, role=Role.APPROVER, actor=owner)
    add_member(business=business, user=clerk, role=Role.ACCOUNTANT, actor=owner)
    second = create_staff(username="second.owner", password=PASSWORD)
    add_member(business=business, user=second, role=Role.OWNER, actor=owner)
    asked = change_rules(business=business, require_totp=True, actor=second, key="key-00001")
    approve(approval=asked, checker=owner, digest=asked.digest, proof=Proof(totp=True))
    business.refresh_from_db()
    assert business.require_totp
    for right in RIGHTS:
        if Role.APPROVER in RIGHTS[right]:
            if right.endswith(".read"):
                require_right(approver, business, right)
            else:
                with pytest.raises(DomainError, match="TOTP_NOT_ENROLLED"):
                    business_for(approver, "maji", right)
        if Role.OWNER in RIGHTS[right]:
            require_right(owner, business, right)
        if Role.ACCOUNTANT in RIGHTS[right]:
            require_right(clerk, business, right)
    add_member(business=business, user=approver, role=Role.ACCOUNTANT, actor=owner)
    require_right(approver, business, "kyc.review")  # as an accountant
    with pytest.raises(DomainError, match="TOTP_NOT_ENROLLED"):
        require_right(approver, business, "approval.decide")
