"""Nobody becomes a member without saying so; who is one can leave; businesses are opened within limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from messaging.models import Message
from tests.core.threads import run_together
from tests.graphql_api.conftest import PASSWORD, Browser, House, signed_in
from users.models import AuditEntry, Business, Invite, Membership, Role, User
from users.people import create_player, create_staff, remove_member

PROBLEM = "... on Problem { code field }"
MINE = "{ myInvitations { id businessName role invitedBy } }"
PAGE = "{ invites(business: %s) { edges { node { recipient role state } } } }"


def do(browser: Browser, text: str, selection: str = "__typename") -> dict[str, Any]:
    return browser.data(f"mutation {{ done: {text} {{ {selection} {PROBLEM} }} }}")["done"]


def invite(
    browser: Browser, username: str, *, role: str = "OWNER", business: str = "maji", key: str = ""
) -> Any:
    given = (
        f'business: "{business}", role: {role}, username: "{username}", key: "{key or "invite-" + username}"'
    )
    return do(browser, f"inviteMember(input: {{{given}}})", "... on Invite { recipient role state }")


@pytest.fixture
def victim(db: None) -> User:
    return create_staff(username="amina", password=PASSWORD, display_name="Amina Wanjiru")


def test_nobody_is_made_a_member_without_accepting(house: House, victim: User):
    invite(house.browser(), "Amina")
    assert not Membership.objects.filter(user=victim).exists()
    browser = signed_in(victim)
    assert browser.data("{ businesses { totalCount } tills(allMine: true) { totalCount } }") == {
        "businesses": {"totalCount": 0},
        "tills": {"totalCount": 0},
    }
    (waiting,) = browser.data(MINE)["myInvitations"]
    assert waiting | {"id": ""} == {
        "id": "",
        "businessName": "House maji",
        "role": "OWNER",
        "invitedBy": "OWNER of maji",
    }
    accept = f'acceptInvitation(invitation: "{waiting["id"]}")'
    for _ in range(2):
        taken = do(browser, accept, "... on Membership { role person business { code } }")
        assert taken == {"role": "OWNER", "person": "Amina Wanjiru", "business": {"code": "maji"}}
    assert browser.data(MINE) == {"myInvitations": []}
    acts = AuditEntry.objects.filter(business=house.business, action__in=["invite.accept", "member.add"])
    assert list(acts.filter(subject__endswith=f":{victim.pk}").values_list("action", flat=True)) == [
        "member.add"
    ]
    assert acts.filter(action="invite.accept", actor=victim).count() == 1


def test_a_known_and_an_unknown_name_get_the_same_answer(house: House, victim: User):
    owner = house.browser()
    known, unknown = invite(owner, "amina"), invite(owner, "anita")
    assert known == unknown == {"recipient": "a****a", "role": "OWNER", "state": "PENDING"}
    (first, second) = owner.data(PAGE % '"maji"')["invites"]["edges"]
    assert first == second
    assert do(owner, 'removeMember(business: "maji", username: "amina", role: AUDITOR)') == do(
        owner, 'removeMember(business: "maji", username: "anita", role: AUDITOR)'
    )
    everything = [*AuditEntry.objects.filter(business=house.business).values_list("details", "subject")]
    assert f"user:{victim.pk}" not in str(everything)
    assert Message.objects.count() == 0


def test_declining_tells_the_business_nothing(house: House, victim: User):
    owner, browser = house.browser(), signed_in(victim)
    invite(owner, "amina")
    invite(owner, "anita")
    (waiting,) = browser.data(MINE)["myInvitations"]
    for _ in range(2):
        assert do(browser, f'declineInvitation(invitation: "{waiting["id"]}")') == {
            "__typename": "InvitationDeclined"
        }
    assert browser.data(MINE) == {"myInvitations": []}
    (first, second) = owner.data(PAGE % '"maji"')["invites"]["edges"]
    assert first == second
    accepted = do(browser, f'acceptInvitation(invitation: "{waiting["id"]}")')
    assert accepted["code"] == "INVITE_UNUSABLE"
    assert not Membership.objects.filter(user=victim).exists()
    assert AuditEntry.objects.get(action="invite.decline").business is None


def test_only_the_invited_person_answers_an_invitation(house: House, victim: User):
    owner = house.browser()
    invite(owner, "amina")
    (waiting,) = signed_in(victim).data(MINE)["myInvitations"]
    stranger = signed_in(create_staff(username="stranger", password=PASSWORD))
    for browser in (owner, stranger):
        assert browser.data(MINE) == {"myInvitations": []}
        for verb in ("accept", "decline"):
            refused = do(browser, f'{verb}Invitation(invitation: "{waiting["id"]}")')
            assert refused["code"] == "NOT_FOUND"
    assert Browser().refusal(MINE) == "SIGN_IN_REQUIRED"
    row = Invite.objects.get()
    assert (row.state, row.declined_at) == ("PENDING", None)


def test_an_old_a_revoked_and_an_orphaned_invitation_are_worth_nothing(house: House, victim: User):
    invite(house.browser(), "amina")
    browser = signed_in(victim)
    (waiting,) = browser.data(MINE)["myInvitations"]
    accept = f'acceptInvitation(invitation: "{waiting["id"]}")'
    Invite.objects.using("owner").update(expires_at=timezone.now())
    assert browser.data(MINE) == {"myInvitations": []}
    assert do(browser, accept)["code"] == "INVITE_UNUSABLE"
    Invite.objects.using("owner").update(expires_at=timezone.now() + timedelta(days=1))
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    owner = house.people[Role.OWNER]
    remove_member(business=house.business, user=owner, role=Role.OWNER, actor=house.people[Role.AUDITOR])
    assert do(browser, accept)["code"] == "INVITE_UNUSABLE"
    assert not Membership.objects.filter(user=victim).exists()


def test_a_name_taken_after_the_invitation_is_not_the_invited_one(house: House):
    invite(house.browser(), "amina")
    late = create_staff(username="amina", password=PASSWORD)
    assert signed_in(late).data(MINE) == {"myInvitations": []}


def test_a_name_is_no_e_mail_address(house: House, victim: User):
    """The same key and the same letters, once as a name and once as an address: two invitations."""
    create_staff(username="a@b.ke", password=PASSWORD)
    owner = house.browser()
    assert "recipient" in invite(owner, "a@b.ke", key="12345678")
    given = 'business: "maji", role: OWNER, email: "a@b.ke", key: "12345678"'
    assert do(owner, f"inviteMember(input: {{{given}}})")["code"] == "KEY_REUSED"
    both = 'business: "maji", role: OWNER, email: "a@b.ke", username: "amina", key: "87654321"'
    assert do(owner, f"inviteMember(input: {{{both}}})")["code"] == "BAD_INVITE"


def test_a_business_invites_so_many_people_a_day(house: House, settings):
    settings.INVITES_PER_DAY = 3
    owner = house.browser()
    answers = run_together([lambda n=n: invite(house.browser(), f"person-{n}") for n in range(6)])
    assert sorted(answer.get("code", "") for answer in answers) == ["", "", "", *["TOO_MANY_INVITES"] * 3]
    assert Invite.objects.count() == 3
    name = Invite.objects.order_by("pk")[0].key.removeprefix("invite-")
    assert "recipient" in invite(owner, name)  # the same once more is no new one
    Invite.objects.using("owner").update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert "recipient" in invite(owner, "person-9")


def test_a_person_leaves(house: House):
    cashier = house.people[Role.CASHIER]
    Membership.objects.create(user=cashier, business=house.business, role=Role.PLAYER)
    Membership.objects.create(user=cashier, business=house.business, role=Role.AUDITOR)
    browser = signed_in(cashier)
    assert do(browser, 'leaveBusiness(business: "maji")') == {"__typename": "BusinessLeft"}
    assert list(Membership.objects.filter(user=cashier).values_list("role", flat=True)) == ["PLAYER"]
    left = AuditEntry.objects.filter(action="member.leave", actor=cashier, business=house.business)
    assert [entry.details for entry in left.order_by("pk")] == [{"role": "AUDITOR"}, {"role": "CASHIER"}]
    assert do(browser, 'leaveBusiness(business: "maji")')["code"] == "PLAYER_STAYS"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_event WHERE topic = 'member.removed'")
        assert cursor.fetchone() == (1,)


def test_the_last_owner_cannot_leave(house: House):
    owner, browser = house.people[Role.OWNER], house.browser()
    refused = do(browser, 'leaveBusiness(business: "maji")')
    assert (refused["code"], refused["field"]) == ("LAST_OWNER", ["business"])
    assert Membership.objects.filter(user=owner).count() == 1
    gone = create_staff(username="gone", password=PASSWORD)
    Membership.objects.create(user=gone, business=house.business, role=Role.OWNER)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert do(browser, 'leaveBusiness(business: "maji")')["code"] == "LAST_OWNER"
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    assert do(browser, 'leaveBusiness(business: "maji")') == {"__typename": "BusinessLeft"}
    assert do(browser, 'leaveBusiness(business: "maji")')["code"] == "NOT_FOUND"


def test_two_owners_who_leave_at_once_leave_one(house: House):
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    leave = 'leaveBusiness(business: "maji")'
    answers = run_together([lambda r=r: do(house.browser(r), leave) for r in (Role.OWNER, Role.AUDITOR)])
    assert sorted(answer.get("code", "") for answer in answers) == ["", "LAST_OWNER"]
    assert Membership.objects.filter(business=house.business, role=Role.OWNER).count() == 1


def test_businesses_are_opened_within_limits(db: None, settings):
    settings.BUSINESSES_PER_DAY, settings.BUSINESSES_PER_PERSON = 2, 3
    person = create_staff(username="amina", password=PASSWORD)

    def open_one(code: str) -> dict[str, Any]:
        return do(signed_in(person), f'createBusiness(code: "{code}", name: "New")')

    answers = run_together([lambda n=n: open_one(f"b{n}") for n in range(5)])
    assert sorted(answer.get("code", "") for answer in answers) == ["", "", *["TOO_MANY_BUSINESSES"] * 3]
    assert Business.objects.count() == 2
    settings.BUSINESSES_PER_DAY = 5
    assert open_one("b8") == {"__typename": "Business"}
    assert open_one("b9")["code"] == "TOO_MANY_BUSINESSES"
    Membership.objects.filter(user=person).delete()  # giving one away makes no room
    assert open_one("b9")["code"] == "TOO_MANY_BUSINESSES"
    other = create_staff(username="other", password=PASSWORD)
    assert do(signed_in(other), 'createBusiness(code: "b9", name: "New")') == {"__typename": "Business"}


def test_a_player_signs_up_only_where_players_are_taken(house: House, browser: Browser):
    ask = 'requestCode(business: "maji", phone: "0712345678", purpose: SIGN_UP)'
    sign_up = 'signUp(input: {business: "maji", phone: "0712345678", code: "123456", pin: "582913"})'
    absent = sign_up.replace("maji", "none")
    for operation in (ask, sign_up, absent):
        refused = do(browser, operation)
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["business"])
    assert not Message.objects.exists()
    take = 'setTakesPlayers(business: "maji", takesPlayers: %s)'
    owner = house.browser()
    for _ in range(2):
        assert do(owner, take % "true", "... on Business { takesPlayers }") == {"takesPlayers": True}
    assert do(house.browser(Role.ACCOUNTANT), take % "false")["code"] == "NOT_ALLOWED"
    acts = AuditEntry.objects.filter(action="business.takes_players", actor=house.people[Role.OWNER])
    assert [entry.details for entry in acts] == [{"takes_players": True}]
    assert do(browser, ask) == {"__typename": "CodeRequested"}
    assert do(browser, sign_up)["code"] == "CODE_WRONG"


def test_players_keep_a_way_to_a_new_pin_where_nobody_new_is_taken(house: House, browser: Browser):
    create_player(phone="0712345678", pin="582913", business=house.business)
    ask = 'requestCode(business: "maji", phone: "0712345678", purpose: RESET_PIN)'
    assert do(browser, ask) == {"__typename": "CodeRequested"}
    assert Message.objects.count() == 1


def test_who_manages_members_sees_by_what_name_to_remove_them(house: House, victim: User):
    members = """{ members(business: "maji", first: 100) { edges { node { person username role } } } }"""

    def seen_by(role: str) -> dict[str, str | None]:
        edges = house.browser(role).data(members)["members"]["edges"]
        return {edge["node"]["role"]: edge["node"]["username"] for edge in edges}

    shown = seen_by(Role.OWNER)
    assert (shown["AUDITOR"], shown["CASHIER"]) == ("auditor.maji", "cashier.maji")
    own_only = {role: name if role == "AUDITOR" else None for role, name in shown.items()}
    assert seen_by(Role.AUDITOR) == own_only
    name = shown["CASHIER"]
    done = do(house.browser(), f'removeMember(business: "maji", username: "{name}", role: CASHIER)')
    assert done == {"__typename": "MemberRemoved"}
    assert "CASHIER" not in seen_by(Role.OWNER)
