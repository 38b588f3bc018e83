"""Nobody becomes a member without saying so; who is one can leave; businesses are opened within limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from graphql_api.ids import write_id
from messaging.models import Message
from tests.core.threads import run_together
from tests.graphql_api.conftest import PASSWORD, Browser, House, signed_in
from users.models import AuditEntry, Business, Invite, Membership, Role, User
from users.people import create_player, create_staff, remove_member

MINE = "{ myInvitations { nodes { id businessName role invitedBy { name } } } }"
PAGE = "{ invites(allMine: true) { edges { node { recipient role state } } } }"


def act(browser: Browser, verb: str, given: dict[str, Any], selection: str = "") -> dict[str, Any]:
    """The payload without its problems, or the one problem."""
    kind = f"{verb[0].upper()}{verb[1:]}Input!"
    text = f"mutation ($i: {kind}) {{ {verb}(input: $i) {{ {selection} problems {{ code field }} }} }}"
    payload = browser.data(text, i=given)[verb]
    problems = payload.pop("problems")
    if not problems:
        return payload
    (problem,) = problems
    assert set(payload.values()) <= {None}
    return problem


def invite(browser: Browser, username: str, *, role: str = "OWNER", key: str = "") -> Any:
    ids = browser.data("{ businesses { nodes { id } } }")["businesses"]["nodes"]
    given = {"business": ids[0]["id"], "role": role, "username": username}
    given["idempotencyKey"] = key or f"invite-{username}"
    answer = act(browser, "inviteMember", given, "invite { recipient role state }")
    return answer.get("invite", answer)


def waiting_for(browser: Browser) -> list[dict[str, Any]]:
    return browser.data(MINE)["myInvitations"]["nodes"]


def leave(browser: Browser, house: House) -> str:
    """The code of the refusal, empty for who has left."""
    return act(browser, "leaveBusiness", {"business": house.id}, "me { username }").get("code", "")


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
    (waiting,) = waiting_for(browser)
    assert waiting | {"id": ""} == {
        "id": "",
        "businessName": "House maji",
        "role": "OWNER",
        "invitedBy": {"name": "OWNER of maji"},
    }
    asked = "membership { role person { name } business { code } }"
    for _ in range(2):
        taken = act(browser, "acceptInvitation", {"invitation": waiting["id"]}, asked)["membership"]
        assert taken == {"role": "OWNER", "person": {"name": "Amina Wanjiru"}, "business": {"code": "maji"}}
    assert waiting_for(browser) == []
    acts = AuditEntry.objects.filter(business=house.business, action__in=["invite.accept", "member.add"])
    assert list(acts.filter(subject__endswith=f":{victim.pk}").values_list("action", flat=True)) == [
        "member.add"
    ]
    assert acts.filter(action="invite.accept", actor=victim).count() == 1


def test_a_known_and_an_unknown_name_get_the_same_answer(house: House, victim: User):
    owner = house.browser()
    known, unknown = invite(owner, "amina"), invite(owner, "anita")
    assert known == unknown == {"recipient": "a****a", "role": "OWNER", "state": "PENDING"}
    (first, second) = owner.data(PAGE)["invites"]["edges"]
    assert first == second
    everything = [*AuditEntry.objects.filter(business=house.business).values_list("details", "subject")]
    assert f"user:{victim.pk}" not in str(everything)
    assert Message.objects.count() == 0


def test_declining_tells_the_business_nothing(house: House, victim: User):
    owner, browser = house.browser(), signed_in(victim)
    invite(owner, "amina")
    invite(owner, "anita")
    (waiting,) = waiting_for(browser)
    for _ in range(2):
        assert act(browser, "declineInvitation", {"invitation": waiting["id"]}) == {}
    assert waiting_for(browser) == []
    (first, second) = owner.data(PAGE)["invites"]["edges"]
    assert first == second
    accepted = act(browser, "acceptInvitation", {"invitation": waiting["id"]})
    assert accepted == {"code": "INVITE_UNUSABLE", "field": ["invitation"]}
    assert not Membership.objects.filter(user=victim).exists()
    assert AuditEntry.objects.get(action="invite.decline").business is None


def test_only_the_invited_person_answers_an_invitation(house: House, victim: User):
    owner = house.browser()
    invite(owner, "amina")
    (waiting,) = waiting_for(signed_in(victim))
    stranger = signed_in(create_staff(username="stranger", password=PASSWORD))
    for browser in (owner, stranger):
        assert waiting_for(browser) == []
        for verb in ("accept", "decline"):
            refused = act(browser, f"{verb}Invitation", {"invitation": waiting["id"]})
            assert refused == {"code": "NOT_FOUND", "field": ["invitation"]}
    assert Browser().refusal(MINE) == "SIGN_IN_REQUIRED"
    row = Invite.objects.get()
    assert (row.state, row.declined_at) == ("PENDING", None)


def test_an_old_a_revoked_and_an_orphaned_invitation_are_worth_nothing(house: House, victim: User):
    invite(house.browser(), "amina")
    browser = signed_in(victim)
    (waiting,) = waiting_for(browser)
    accept = {"invitation": waiting["id"]}
    Invite.objects.using("owner").update(expires_at=timezone.now())
    assert waiting_for(browser) == []
    assert act(browser, "acceptInvitation", accept)["code"] == "INVITE_UNUSABLE"
    Invite.objects.using("owner").update(expires_at=timezone.now() + timedelta(days=1))
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    owner = house.people[Role.OWNER]
    remove_member(membership=owner.memberships.get(), actor=house.people[Role.AUDITOR])
    assert act(browser, "acceptInvitation", accept)["code"] == "INVITE_UNUSABLE"
    assert not Membership.objects.filter(user=victim).exists()


def test_a_name_taken_after_the_invitation_is_not_the_invited_one(house: House):
    invite(house.browser(), "amina")
    late = create_staff(username="amina", password=PASSWORD)
    assert waiting_for(signed_in(late)) == []


def test_a_name_is_no_e_mail_address(house: House, victim: User):
    """The same key and the same letters, once as a name and once as an address: two invitations."""
    create_staff(username="a@b.ke", password=PASSWORD)
    owner = house.browser()
    assert "recipient" in invite(owner, "a@b.ke", key="12345678")
    given = {"business": house.id, "role": "OWNER", "email": "a@b.ke", "idempotencyKey": "12345678"}
    assert act(owner, "inviteMember", given) == {"code": "KEY_REUSED", "field": ["idempotencyKey"]}
    both = given | {"username": "amina", "idempotencyKey": "87654321"}
    assert act(owner, "inviteMember", both) == {"code": "BAD_INVITE", "field": ["email"]}


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
    assert leave(browser, house) == ""
    assert list(Membership.objects.filter(user=cashier).values_list("role", flat=True)) == ["PLAYER"]
    left = AuditEntry.objects.filter(action="member.leave", actor=cashier, business=house.business)
    assert [entry.details for entry in left.order_by("pk")] == [{"role": "AUDITOR"}, {"role": "CASHIER"}]
    assert leave(browser, house) == "PLAYER_STAYS"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_event WHERE topic = 'member.removed'")
        assert cursor.fetchone() == (1,)


def test_the_last_owner_cannot_leave(house: House):
    owner, browser = house.people[Role.OWNER], house.browser()
    refused = act(browser, "leaveBusiness", {"business": house.id})
    assert refused == {"code": "LAST_OWNER", "field": ["business"]}
    assert Membership.objects.filter(user=owner).count() == 1
    gone = create_staff(username="gone", password=PASSWORD)
    Membership.objects.create(user=gone, business=house.business, role=Role.OWNER)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert leave(browser, house) == "LAST_OWNER"
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    assert leave(browser, house) == ""
    assert leave(browser, house) == "NOT_FOUND"


def test_two_owners_who_leave_at_once_leave_one(house: House):
    Membership.objects.create(user=house.people[Role.AUDITOR], business=house.business, role=Role.OWNER)
    browsers = [house.browser(role) for role in (Role.OWNER, Role.AUDITOR)]
    answers = run_together([lambda each=each: leave(each, house) for each in browsers])
    assert sorted(answers) == ["", "LAST_OWNER"]
    assert Membership.objects.filter(business=house.business, role=Role.OWNER).count() == 1


def test_two_owners_who_remove_each_other_leave_one(house: House):
    auditor = house.people[Role.AUDITOR]
    theirs = Membership.objects.create(user=auditor, business=house.business, role=Role.OWNER)
    own = house.people[Role.OWNER].memberships.get()
    pairs = [(house.browser(Role.OWNER), theirs), (house.browser(Role.AUDITOR), own)]
    answers = run_together([lambda who=who, gone=gone: remove(who, gone) for who, gone in pairs])
    assert sorted(answers)[0] == "" and len({*answers}) == 2
    assert Membership.objects.filter(business=house.business, role=Role.OWNER).count() == 1


def remove(browser: Browser, membership: Membership) -> str:
    """The code of the refusal, empty for what was done."""
    given = {"membership": write_id("Membership", membership.pk)}
    return act(browser, "removeMember", given).get("code", "")


def test_ids_of_another_business_say_nothing(house: House, other_house: House):
    """Its members and invitations are as absent as those that never were."""
    theirs = invite(other_house.browser(), "amina")
    assert theirs["state"] == "PENDING"
    owner, sent = house.browser(), Invite.objects.get()
    for verb, name, type_, there in (
        ("removeMember", "membership", "Membership", other_house.people[Role.CASHIER].memberships.get().pk),
        ("revokeInvite", "invite", "Invite", sent.pk),
        ("acceptInvitation", "invitation", "MyInvitation", sent.pk),
        ("declineInvitation", "invitation", "MyInvitation", sent.pk),
        ("leaveBusiness", "business", "Business", other_house.business.pk),
    ):
        ids = [write_id(type_, there), write_id(type_, 999_999_999), write_id("Till", 1), "nonsense"]
        text = f"mutation ($i: {verb[0].upper()}{verb[1:]}Input!) {{ {verb}(input: $i) {{"
        answers = [
            owner.data(f"{text} problems {{ code field message }} }} }}", i={name: each}) for each in ids
        ]
        assert answers == [answers[0]] * 4, verb
        assert answers[0][verb]["problems"][0]["code"] == "NOT_FOUND"
        assert answers[0][verb]["problems"][0]["field"] == [name]
    assert other_house.people[Role.CASHIER].memberships.count() == 1
    sent.refresh_from_db()
    assert sent.state == "PENDING"


def test_all_that_is_wrong_with_an_invitation_is_told_at_once(house: House):
    text = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { problems { code field } } }"
    given = {"business": house.id, "role": "PLAYER", "phone": "12", "idempotencyKey": ""}
    found = house.browser().data(text, i=given)["inviteMember"]["problems"]
    assert sorted((each["code"], each["field"][0]) for each in found) == [
        ("BAD_KEY", "idempotencyKey"),
        ("BAD_PHONE", "phone"),
        ("BAD_ROLE", "role"),
    ]
    assert not Invite.objects.exists()


def test_businesses_are_opened_within_limits(db: None, settings):
    settings.BUSINESSES_PER_DAY, settings.BUSINESSES_PER_PERSON = 2, 3
    person = create_staff(username="amina", password=PASSWORD)

    def open_one(code: str) -> dict[str, Any]:
        return act(signed_in(person), "createBusiness", {"code": code, "name": "New"}, "business { code }")

    answers = run_together([lambda n=n: open_one(f"b{n}") for n in range(5)])
    assert sorted(answer.get("code", "") for answer in answers) == ["", "", *["TOO_MANY_BUSINESSES"] * 3]
    assert Business.objects.count() == 2
    settings.BUSINESSES_PER_DAY = 5
    assert open_one("b8") == {"business": {"code": "b8"}}
    assert open_one("b9")["code"] == "TOO_MANY_BUSINESSES"
    Membership.objects.filter(user=person).delete()  # giving one away makes no room
    assert open_one("b9")["code"] == "TOO_MANY_BUSINESSES"
    person = create_staff(username="other", password=PASSWORD)
    assert open_one("b9") == {"business": {"code": "b9"}}


def test_a_player_signs_up_only_where_players_are_taken(house: House, browser: Browser):
    player = {"business": house.id, "phone": "0712345678"}
    ask, sign_up = (
        player | {"purpose": "SIGN_UP"},
        player | {"code": "123456", "pin": "582913", "agreed": True},
    )
    for refused in (browser.act("requestCode", **ask), browser.act("signUp", **sign_up)):
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["business"])
    assert not Message.objects.exists()
    take = {"business": house.id, "takesPlayers": True}
    owner = house.browser()
    for _ in range(2):
        taken = act(owner, "setTakesPlayers", take, "business { takesPlayers }")
        assert taken == {"business": {"takesPlayers": True}}
    refused = act(house.browser(Role.ACCOUNTANT), "setTakesPlayers", take | {"takesPlayers": False})
    assert refused["code"] == "NOT_ALLOWED"
    acts = AuditEntry.objects.filter(action="business.takes_players", actor=house.people[Role.OWNER])
    assert [entry.details for entry in acts] == [{"takes_players": True, "takes_players_before": False}]
    assert browser.act("requestCode", **ask) == {"problems": []}
    assert browser.act("signUp", **sign_up)["code"] == "CODE_WRONG"


def test_players_keep_a_way_to_a_new_pin_where_nobody_new_is_taken(house: House, browser: Browser):
    create_player(phone="0712345678", pin="582913", business=house.business)
    ask = {"business": house.id, "phone": "0712345678", "purpose": "RESET_PIN"}
    assert browser.act("requestCode", **ask) == {"problems": []}
    assert Message.objects.count() == 1


def test_who_manages_members_sees_what_they_sign_in_by(house: House):
    members = "{ members(allMine: true, first: 100) { nodes { id person { name } username role } } }"

    def seen_by(role: str) -> dict[str, str | None]:
        nodes = house.browser(role).data(members)["members"]["nodes"]
        return {node["role"]: node["username"] for node in nodes}

    shown = seen_by(Role.OWNER)
    assert (shown["AUDITOR"], shown["CASHIER"]) == ("auditor.maji", "cashier.maji")
    own_only = {role: name if role == "AUDITOR" else None for role, name in shown.items()}
    assert seen_by(Role.AUDITOR) == own_only
    assert remove(house.browser(), house.people[Role.CASHIER].memberships.get()) == ""
    assert "CASHIER" not in seen_by(Role.OWNER)


def test_members_are_found_by_what_one_is_shown(house: House):
    """Who is not shown a user name does not find anybody by it."""
    query = (
        """query ($b: ID!, $f: MembershipFilter) { members(business: $b, filter: $f) { nodes { role } } }"""
    )

    def found(role: str, **filter: Any) -> list[str]:
        nodes = house.browser(role).data(query, b=house.id, f=filter)["members"]["nodes"]
        return [node["role"] for node in nodes]

    cashier = house.people[Role.CASHIER]
    assert found(Role.OWNER, text="cashier OF") == found(Role.AUDITOR, text="cashier OF") == ["CASHIER"]
    assert found(Role.OWNER, text="cashier.m") == ["CASHIER"]
    assert found(Role.AUDITOR, text="cashier.m") == []
    assert found(Role.OWNER, roles=["AUDITOR", "PLAYER"]) == ["PLAYER", "AUDITOR"]
    User.objects.filter(pk=cashier.pk).update(display_name="")  # then the user name is what they are called
    assert found(Role.AUDITOR, text="er.maj") == ["CASHIER"]


def test_below_a_business_stand_its_members_and_invitations(house: House, other_house: House):
    invite(house.browser(), "amina", role="CASHIER")
    query = """{ businesses { nodes { language members(first: 2) { totalCount nodes { role } }
        invites(filter: {states: [PENDING]}) { nodes { role invitedBy { name } } } } } }"""
    (own,) = house.browser().data(query)["businesses"]["nodes"]
    assert own == {
        "language": "ENGLISH",
        "members": {"totalCount": 7, "nodes": [{"role": "PLAYER"}, {"role": "AUDITOR"}]},
        "invites": {"nodes": [{"role": "CASHIER", "invitedBy": {"name": "OWNER of maji"}}]},
    }
    (seen,) = house.browser(Role.AUDITOR).data(query)["businesses"]["nodes"]
    assert (seen["members"], seen["invites"]) == (own["members"], None)
    (seen,) = house.browser(Role.CASHIER).data(query)["businesses"]["nodes"]
    assert (seen["members"], seen["invites"]) == (None, None)


def test_businesses_are_searched_and_ordered(house: House, other_house: House):
    person = house.people[Role.OWNER]
    Membership.objects.create(user=person, business=other_house.business, role=Role.AUDITOR)
    Membership.objects.create(user=person, business=other_house.business, role=Role.CASHIER)
    browser = signed_in(person)

    def codes(arguments: str) -> list[str]:
        nodes = browser.data(f"{{ businesses{arguments} {{ nodes {{ code }} }} }}")["businesses"]["nodes"]
        return [node["code"] for node in nodes]

    assert codes("") == ["duka", "maji"]
    assert codes("(orderBy: {field: NAME})") == ["maji", "duka"]
    assert codes('(filter: {text: "HOUSE d"})') == codes('(filter: {text: "du"})') == ["duka"]
    one = browser.data("{ businesses(first: 1) { pageInfo { endCursor } } }")["businesses"]
    assert codes(f'(after: "{one["pageInfo"]["endCursor"]}")') == ["maji"]


def test_a_player_without_a_name_is_no_count_of_people(house: House):
    """What they are called stays the same, and says neither their number nor who came before."""
    players = [create_player(phone=f"071234567{n}", pin="582913", business=house.business) for n in range(2)]
    query = "{ members(allMine: true, first: 2) { nodes { person { name } } } }"
    found = house.browser().data(query)["members"]["nodes"]
    assert found == house.browser(Role.AUDITOR).data(query)["members"]["nodes"]
    names = [node["person"]["name"] for node in found]
    assert len({*names}) == 2 and all(name.startswith("player ") for name in names)
    numbers = {str(each.pk) for each in players}
    assert not numbers & {name.removeprefix("player ") for name in names}
