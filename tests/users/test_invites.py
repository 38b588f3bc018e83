from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.errors import DomainError, NotAllowed, NotFound
from messaging.models import Message
from tests.core.threads import run_together
from tests.messaging.reading import contents, last_token
from tests.users.approving import PASSWORD
from users.invites import accept_invite, invite_member, revoke_invite
from users.models import AuditEntry, Invite, Membership, Role, User
from users.people import add_member, create_player, create_staff, remove_member

ADDRESS, HOME = "amina@example.com", "10.0.0.1"


def invite(business, actor, key="invite-1", **more) -> Invite:
    fields = {"role": "CASHIER", "email": ADDRESS} | more
    return invite_member(business=business, key=key, actor=actor, **fields)


def accept(token, username="amina", person=None, password=PASSWORD) -> User:
    return accept_invite(token=token, person=person, address=HOME, username=username, password=password)


def refused(action, *args, **options) -> str:
    with pytest.raises(DomainError) as refusal:
        action(*args, **options)
    return refusal.value.code


def roles(person) -> list[str]:
    return list(Membership.objects.filter(user=person).values_list("role", flat=True))


def test_somebody_new_takes_the_role(business, owner, settings):
    row = invite(business, owner)
    (message,) = contents()
    assert (message["to"], message["subject"]) == (ADDRESS, "Your invitation to Maji Safi")
    assert settings.BASE_URL in message["body"]
    person = accept(last_token())
    assert (person.username, roles(person)) == ("amina", ["CASHIER"])
    row.refresh_from_db()
    assert (row.state, row.accepted_by, row.recipient_masked) == ("ACCEPTED", person, "a****@example.com")
    acts = AuditEntry.objects.filter(business=business, action__in=["invite.send", "invite.accept"])
    assert list(acts.order_by("pk").values_list("actor_id", "action", "details")) == [
        (owner.pk, "invite.send", {"role": "CASHIER"}),
        (person.pk, "invite.accept", {"role": "CASHIER"}),
    ]


def test_by_phone_in_swahili_for_somebody_known(business, owner):
    known = create_staff(username="known", password=PASSWORD)
    invite(business, owner, email="", phone="0712 345 678", language="sw", role="AUDITOR")
    assert contents()[0]["to"] == "254712345678"
    token = last_token()
    for _ in range(2):
        assert accept(token, person=known) == known
    assert roles(known) == ["AUDITOR"]
    assert refused(accept, token, "somebody") == "INVITE_UNUSABLE"


def test_neither_recipient_nor_token_is_stored(business, owner):
    invite(business, owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM users_invite i")
        row = cursor.fetchone()[0]
    assert ADDRESS not in row and last_token() not in row and last_token().encode().hex() not in row


def test_the_same_key_invites_once(business, owner):
    assert {invite(business, owner).pk for _ in range(2)} == {Invite.objects.get().pk}
    assert Message.objects.count() == 1
    assert refused(invite, business, owner, role="OWNER") == "KEY_REUSED"
    assert refused(invite, business, owner, email="other@example.com") == "KEY_REUSED"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": "PLAYER"}, "BAD_ROLE"),
        ({"email": ""}, "BAD_INVITE"),
        ({"phone": "0712345678"}, "BAD_INVITE"),
        ({"email": "nobody"}, "BAD_EMAIL"),
        ({"email": "", "phone": "12"}, "BAD_PHONE"),
        ({"key": ""}, "BAD_KEY"),
        ({"key": "with\x00nul-and-more"}, "BAD_KEY"),
        ({"key": "half a character \ud800"}, "BAD_KEY"),
    ],
)
def test_what_cannot_be_invited(business, owner, fields, code):
    assert refused(invite, business, owner, **fields) == code
    assert (Invite.objects.count(), Message.objects.count()) == (0, 0)


def test_only_who_manages_members_may_invite_and_revoke(business, owner):
    row = invite(business, owner)
    cashier = create_staff(username="cashier", password=PASSWORD)
    add_member(business=business, user=cashier, role=Role.CASHIER, actor=owner)
    stranger = create_staff(username="stranger", password=PASSWORD)
    for person, error in ((cashier, NotAllowed), (stranger, NotFound)):
        with pytest.raises(error):
            invite(business, person, key="another-key")
        with pytest.raises(error):
            revoke_invite(invite=row, actor=person)
    assert Invite.objects.get().state == "PENDING"


def test_a_revoked_an_old_and_an_orphaned_invitation_are_worth_nothing(business, owner):
    row = invite(business, owner)
    token = last_token()
    Invite.objects.using("owner").update(expires_at=timezone.now())
    assert refused(accept, token) == "INVITE_UNUSABLE"
    Invite.objects.using("owner").update(expires_at=timezone.now() + timedelta(days=1))
    second = create_staff(username="second", password=PASSWORD)
    add_member(business=business, user=second, role=Role.OWNER, actor=owner)
    remove_member(membership=owner.memberships.get(), actor=second)
    assert refused(accept, token) == "INVITE_UNUSABLE"  # who invited may not invite any more
    add_member(business=business, user=owner, role=Role.OWNER, actor=second)
    for _ in range(2):
        assert revoke_invite(invite=row, actor=owner).state == "REVOKED"
    assert refused(accept, token) == "INVITE_UNUSABLE"
    assert refused(accept, "no such token") == "INVITE_UNUSABLE"
    assert AuditEntry.objects.filter(action="invite.revoke").count() == 1
    assert not User.objects.filter(username="amina").exists()


def test_what_was_accepted_cannot_be_revoked(business, owner):
    row = invite(business, owner)
    accept(last_token())
    assert refused(revoke_invite, invite=row, actor=owner) == "ILLEGAL_STEP"
    with pytest.raises(DatabaseError, match="ILLEGAL_STEP"), transaction.atomic():
        Invite.objects.update(state="PENDING", accepted_by=None)


@pytest.mark.parametrize(
    ("username", "password", "code"),
    [
        ("amina", "short", "BAD_PASSWORD"),
        ("0712345678", PASSWORD, "BAD_USERNAME"),
        ("owner", PASSWORD, "USERNAME_TAKEN"),
    ],
)
def test_a_bad_name_or_password_leaves_the_invitation(business, owner, username, password, code):
    invite(business, owner)
    assert refused(accept, last_token(), username, password=password) == code
    assert accept(last_token()).username == "amina"


def test_an_invitation_is_no_list_of_who_has_which_name(business, owner):
    """Who invites themselves may not try name after name."""
    invite(business, owner)
    token = last_token()
    for number in range(20):
        create_staff(username=f"name-{number}", password=PASSWORD)
        assert refused(accept, token, f"name-{number}") == "USERNAME_TAKEN"
    assert refused(accept, token, "owner") == "SIGN_IN_TOO_SOON"
    known = create_staff(username="known", password=PASSWORD)
    assert accept(token, person=known) == known


def test_a_player_takes_no_role_of_staff(business, owner):
    invite(business, owner)
    player = create_player(phone="0712345678", pin="582913", business=business)
    assert refused(accept, last_token(), person=player) == "INVITE_UNUSABLE"
    assert roles(player) == ["PLAYER"]


def test_one_token_in_many_hands_is_accepted_once(business, owner):
    invite(business, owner)
    token = last_token()
    outcomes = run_together([lambda name=name: accept(token, name) for name in ("ana", "ben", "cat", "dan")])
    assert [type(each).__name__ for each in outcomes].count("User") == 1
    assert Membership.objects.filter(role="CASHIER").count() == 1
    assert User.objects.filter(username__in=["ana", "ben", "cat", "dan"]).count() == 1
