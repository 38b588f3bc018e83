from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.hashers import check_password
from django.db import DatabaseError, connection, transaction

from core.errors import Conflict, InvalidInput, InvalidState, NotFound
from core.machine.crypto import Unreadable, seal
from core.models import DataKey
from ledger.models import Account
from tests.core.threads import Running, run_together
from tests.processes import wait_until
from tests.users.approving import PASSWORD
from tests.users.conftest import PHONE, PIN
from users.audit import record_audit
from users.erasing import erase_person
from users.models import AuditEntry, Business, Membership, Role, SignInDelay, SignInPlace, User
from users.people import (
    PHONE_PURPOSE,
    add_member,
    check_pin,
    create_business,
    create_player,
    create_staff,
    leave_business,
    peppered,
    phone_of,
    remove_member,
)
from users.signing_in.delays import account_subjects
from users.signing_in.sign_in import sign_in

WEAK = [
    "",
    "12345",
    "1234567",
    "123456",
    "987654",
    "000000",
    "112211",
    "121212",
    "12345a",
    "\u0661\u0662\u0663\u0664\u0665\u0669",
]


@pytest.mark.parametrize("pin", [*WEAK, "12 456", "-12345"])
def test_weak_pins_are_refused_and_nobody_is_created(business, pin):
    with pytest.raises(InvalidInput) as refusal:
        create_player(phone=PHONE, pin=pin, business=business)
    assert (refusal.value.code, refusal.value.field) == ("WEAK_PIN", "pin")
    assert (User.objects.count(), DataKey.objects.count()) == (1, 0)


@pytest.mark.parametrize("pin", ["582913", "000123", "135790", "123457"])
def test_pins_that_pass(pin):
    assert check_pin(pin) == pin


def test_a_phone_is_stored_sealed_indexed_and_masked(player):
    stored = User.objects.get(pk=player.pk)
    assert (stored.phone_masked, phone_of(stored), stored.username) == ("25471****678", PHONE, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT users_user::text FROM users_user WHERE id = %s", [player.pk])
        row = cursor.fetchone()[0]
    assert PHONE not in row and hashlib.sha256(PHONE.encode()).hexdigest() not in row
    assert PHONE.encode().hex() not in row


def test_a_stolen_hash_is_no_pin_list_without_the_pepper(player, settings):
    assert check_password(peppered(PIN), player.password)
    assert not check_password(PIN, player.password)
    settings.PIN_PEPPER = "what the thief of the database guesses"
    assert not check_password(peppered(PIN), player.password)
    assert player.password.startswith("argon2$argon2id$")


def test_one_phone_one_player_also_from_threads(business):
    outcomes = run_together(
        [lambda: create_player(phone=PHONE, pin=PIN, business=Business.objects.get(pk=business.pk))] * 5
    )
    refused = [each for each in outcomes if isinstance(each, Conflict)]
    assert len(refused) == 4 and {each.code for each in refused} == {"PHONE_TAKEN"}
    assert (User.objects.filter(username=None).count(), DataKey.objects.count()) == (1, 1)


def test_a_phone_indexed_under_the_former_key_is_still_taken(player, business, settings):
    settings.BLIND_INDEX_KEYS = (b"n" * 32, *settings.BLIND_INDEX_KEYS)
    with pytest.raises(Conflict):
        create_player(phone="0712345678", pin=PIN, business=business)


def test_one_name_one_person_also_from_threads(db):
    outcomes = run_together([lambda: create_staff(username="Amina", password=PASSWORD)] * 5)
    assert sorted(each.code for each in outcomes if isinstance(each, Conflict)) == ["USERNAME_TAKEN"] * 4
    assert User.objects.get().username == "amina"


@pytest.mark.parametrize(
    "username",
    ["", "  ", "0712345678", "+254712345678", "a b", "x\x00", "y" * 151, "\u0430mina", "jose\u0301"],
)
def test_names_that_nobody_could_sign_in_with(db, username):
    with pytest.raises(InvalidInput) as refusal:
        create_staff(username=username, password=PASSWORD)
    assert refusal.value.code == "BAD_USERNAME"
    assert not User.objects.exists()


def test_a_business_opens_with_owner_books_and_audit(business, owner):
    assert Membership.objects.get().role == Role.OWNER
    assert Account.objects.filter(business=business).count() == 34
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "staff.create",
        "business.create",
        "member.add",
    ]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        *(
            ("maji", "Other", "BUSINESS_CODE_TAKEN"),
            ("Maji Safi", "x", "BAD_BUSINESS"),
            ("", "x", "BAD_BUSINESS"),
        ),
        *(("a" * 41, "x", "BAD_BUSINESS"), ("ok", "", "BAD_BUSINESS"), ("ok", "n" * 121, "BAD_BUSINESS")),
    ],
)
def test_a_business_that_is_refused_leaves_nothing(business, owner, code, name, expected):
    with pytest.raises((Conflict, InvalidInput)) as refusal:
        create_business(code=code, name=name, owner=owner)
    assert refusal.value.code == expected
    assert (Business.objects.count(), Account.objects.count(), Membership.objects.count()) == (1, 34, 1)


def test_roles_are_given_and_taken_once(business, owner):
    other = create_staff(username="amina", password=PASSWORD)
    for _ in range(2):
        add_member(business=business, user=other, role=Role.CASHIER, actor=owner)
    held = other.memberships.get()
    remove_member(membership=held, actor=owner)
    with pytest.raises(NotFound):
        remove_member(
            membership=Membership(pk=held.pk, user=other, business=business, role=held.role), actor=owner
        )
    acts = AuditEntry.objects.filter(subject=f"user:{other.pk}", action__startswith="member.")
    assert list(acts.order_by("id").values_list("action", "details")) == [
        ("member.add", {"role": "CASHIER"}),
        ("member.remove", {"role": "CASHIER"}),
    ]
    with pytest.raises(InvalidState, match="LAST_OWNER"):
        remove_member(membership=owner.memberships.get(), actor=owner)
    assert Membership.objects.get().user == owner


def test_a_player_is_not_parted_from_the_wallet(business, owner, player):
    with pytest.raises(InvalidState, match="PLAYER_STAYS"):
        remove_member(membership=player.memberships.get(), actor=owner)
    assert player.memberships.get().role == Role.PLAYER


def test_erasing_a_person_leaves_an_id_and_nothing_else(player, owner):
    sign_in(identifier=PHONE, secret=PIN, address="10.0.0.1")
    with pytest.raises(Exception, match="SIGN_IN_FAILED"):
        sign_in(identifier=PHONE, secret="000000", address="10.0.0.2")
    key = User.objects.get(pk=player.pk).data_key
    copy = seal(key, PHONE, purpose=PHONE_PURPOSE)

    erased = erase_person(user=player, actor=owner)

    stored = User.objects.get(pk=player.pk)
    assert (stored.is_active, stored.data_key, stored.phone_sealed, stored.phone_index) == (
        False,
        None,
        None,
        None,
    )
    assert (stored.phone_masked, stored.display_name, stored.has_usable_password()) == ("", "", False)
    assert not DataKey.objects.exists() and not SignInPlace.objects.exists()
    assert not SignInDelay.objects.filter(subject__in=account_subjects(PHONE)).exists()
    assert not Membership.objects.filter(user=player).exists()
    with pytest.raises(Unreadable):
        phone_of(stored)
    stored.phone_sealed = copy
    with pytest.raises(Unreadable):
        phone_of(stored)
    with pytest.raises(Exception, match="SIGN_IN_FAILED"):
        sign_in(identifier=PHONE, secret=PIN, address="10.0.0.1")
    assert erase_person(user=erased, actor=owner) == erased
    act = AuditEntry.objects.get(action="person.erase")
    assert (act.actor, act.subject, act.details) == (owner, f"user:{player.pk}", {})


def test_an_erased_number_can_sign_up_again(player, business, owner):
    erase_person(user=player, actor=owner)
    assert create_player(phone=PHONE, pin=PIN, business=business).pk != player.pk


def test_the_last_owner_cannot_be_erased(business, owner):
    before = User.objects.values().get()
    with pytest.raises(InvalidState) as refusal:
        erase_person(user=owner, actor=owner)
    assert refusal.value.code == "LAST_OWNER"
    assert User.objects.values().get() == before
    second = create_staff(username="amina", password=PASSWORD)
    add_member(business=business, user=second, role=Role.OWNER, actor=owner)
    assert erase_person(user=owner, actor=second).username is None


def test_of_two_last_owners_one_stays_when_one_is_erased_while_the_other_leaves(business, owner):
    second = create_staff(username="amina", password=PASSWORD)
    add_member(business=business, user=second, role=Role.OWNER, actor=owner)
    with transaction.atomic():
        leave_business(business=business, person=second)
        erasing = Running(lambda: erase_person(user=owner, actor=second))
        wait_until(lambda: _waits_for_a_lock() or not erasing.is_alive)
    with pytest.raises(InvalidState, match="LAST_OWNER"):
        erasing.result()
    assert Membership.objects.get(role=Role.OWNER).user == owner


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("role", ["application", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE users_auditentry SET action = 'nothing'",
        "UPDATE users_auditentry SET action = 'nothing' WHERE false",
        "DELETE FROM users_auditentry",
        "TRUNCATE users_auditentry",
        "TRUNCATE users_user CASCADE",
    ],
)
def test_the_audit_log_is_append_only(owner, owner_database, role, statement):
    before = list(AuditEntry.objects.values())
    if role == "owner":
        with pytest.raises(Exception, match="APPEND_ONLY"):
            owner_database.execute(statement)
    else:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)
    record_audit(actor=owner, business=None, action="still.works", subject=owner)
    assert list(AuditEntry.objects.order_by("id").values())[:-1] == before != []
