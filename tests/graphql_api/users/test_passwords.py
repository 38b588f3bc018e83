"""Changing and recovering a password over /graphql; what it ends, and what it does not open."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from messaging.models import Message
from tests.core.threads import run_together
from tests.graphql_api.conftest import PASSWORD, Browser, House, signed_in
from tests.graphql_api.users.test_totp import enrol
from tests.messaging.reading import contents, last_token
from users.actors import SYSTEM
from users.erasing import erase_person
from users.models import AuditEntry, PersonCode, RecoveryContact, Session, User
from users.people import create_player, create_staff

NEW, OTHER = "quite another password", "a third long password"
MAIL = "amina@example.com"
CODE = re.compile(r"\b(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}\b")


DONE: dict[str, Any] = {"problems": []}
#: A mutation and its input.
Act = tuple[str, dict[str, Any]]


def do(browser: Browser, act: Act, shown: str = "") -> dict[str, Any]:
    verb, input = act
    return browser.act(verb, shown, **input)


def code_of(browser: Browser, act: Act) -> str:
    return do(browser, act).get("code", "")


def last_code() -> str:
    return CODE.findall(contents()[-1]["body"])[0]


def change(old: str = PASSWORD, new: str = NEW) -> Act:
    return "changePassword", {"secret": old, "newPassword": new}


def ask(username: str = "amina") -> Act:
    return "requestPasswordReset", {"username": username}


def reset(code: str, new: str = NEW) -> Act:
    return "resetPassword", {"code": code, "newPassword": new}


def contact(secret: str = PASSWORD, **given: str) -> Act:
    return "setRecoveryContact", {"secret": secret, **given}


@pytest.fixture
def amina(db: None) -> User:
    return create_staff(username="amina", password=PASSWORD)


def give_contact(person: User, **given: str) -> dict[str, Any]:
    browser = signed_in(person)
    asked = do(browser, contact(**(given or {"email": MAIL})), "sentTo")
    code = last_code().lower()
    shown = browser.act("confirmRecoveryContact", "me { recoveryContact }", code=code)
    assert shown == {"me": {"recoveryContact": asked["sentTo"]}, "problems": []}
    return asked


def test_a_changed_password_ends_the_other_sessions(amina: User, browser: Browser):
    here, elsewhere = Browser(), Browser()
    for each in (here, elsewhere):
        assert each.sign_in("amina")["me"]
    assert code_of(here, change(old="wrong")) == "SIGN_IN_FAILED"
    refused = do(here, change(new="short"))
    assert (refused["code"], refused["field"]) == ("BAD_PASSWORD", ["newPassword"])
    assert elsewhere.data("{ me { username } }") == {"me": {"username": "amina"}}
    assert do(here, change()) == DONE
    assert here.data("{ me { username sessions { current } } }") == {
        "me": {"username": "amina", "sessions": [{"current": True}]}
    }
    assert elsewhere.data("{ me { username } }") == {"me": None}
    assert browser.sign_in("amina")["code"] == "SIGN_IN_FAILED"
    assert browser.sign_in("amina", NEW)["me"]
    assert AuditEntry.objects.filter(action="password.change", actor=amina).count() == 1
    assert code_of(Browser(), change()) == "SIGN_IN_REQUIRED"


def test_players_have_a_pin(house: House):
    player = create_player(phone="0712345678", pin="582913", business=house.business)
    assert code_of(signed_in(player), change(old="582913")) == "NOT_ALLOWED"
    assert code_of(signed_in(player), contact("582913", email=MAIL)) == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("given", "to", "masked"),
    [
        ({"email": MAIL}, MAIL, "a****@example.com"),
        ({"phone": "0712 345 678"}, "254712345678", "25471****678"),
    ],
)
def test_a_forgotten_password_is_recovered_by_a_code(amina: User, browser: Browser, given, to, masked):
    assert give_contact(amina, **given)["sentTo"] == masked
    elsewhere = signed_in(amina)
    assert elsewhere.data("{ me { recoveryContact } }") == {"me": {"recoveryContact": masked}}
    assert do(browser, ask(" AMINA")) == DONE
    assert contents()[-1]["to"] == to and "amina" in contents()[-1]["body"]
    code = last_code()
    assert code_of(browser, reset(code, "short")) == "BAD_PASSWORD"
    assert do(browser, reset(code)) == DONE
    assert not Session.objects.filter(user=amina).exists()
    assert elsewhere.data("{ me { username } }") == browser.data("{ me { username } }") == {"me": None}
    assert code_of(browser, reset(code, OTHER)) == "CODE_WRONG"
    assert browser.sign_in("amina", NEW)["me"]
    assert AuditEntry.objects.filter(action="password.reset", subject=f"user:{amina.pk}").count() == 1


def test_neither_code_nor_contact_is_stored_in_clear(amina: User, browser: Browser):
    give_contact(amina)
    do(browser, ask())
    code = last_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r::text FROM users_recoverycontact r UNION SELECT c::text FROM users_personcode c"
        )
        rows = " ".join(row for (row,) in cursor.fetchall())
    for secret in (
        MAIL,
        MAIL.encode().hex(),
        code,
        code.replace("-", ""),
        code.replace("-", "").encode().hex(),
    ):
        assert secret not in rows


def test_what_is_answered_tells_nothing_of_names(amina: User, browser: Browser):
    create_staff(username="anita", password=PASSWORD)
    give_contact(amina)
    before = Message.objects.count()
    for name in ("anita", "nobody", "0712345678", "", "x" * 200):  # no contact; no such person
        assert do(browser, ask(name)) == DONE
    assert (Message.objects.count(), PersonCode.objects.count()) == (before, 0)


def test_requests_neither_end_older_codes_nor_fill_the_mailbox(amina: User, browser: Browser):
    give_contact(amina)
    do(browser, ask())
    first, before = last_code(), Message.objects.count()
    run_together([lambda: do(Browser(), ask())] * 6)
    assert Message.objects.count() == before + 2
    assert do(browser, reset(first)) == DONE
    assert not PersonCode.objects.exists()


def test_a_code_ends_after_an_hour_and_works_once_also_from_threads(amina: User, browser: Browser):
    give_contact(amina)
    do(browser, ask())
    PersonCode.objects.update(expires_at=timezone.now())
    assert code_of(browser, reset(last_code())) == "CODE_WRONG"
    do(browser, ask())
    code = last_code()
    assert PersonCode.objects.latest("pk").expires_at < timezone.now() + timedelta(hours=1)
    answers = run_together([lambda n=n: code_of(Browser(), reset(code, f"{NEW} {n}")) for n in range(4)])
    assert sorted(answers) == ["", *["CODE_WRONG"] * 3]


def test_recovery_does_not_go_around_the_second_factor(house: House, browser: Browser, clock):
    owner = house.browser()
    enrol(owner, clock)
    give_contact(house.people["OWNER"])
    do(browser, ask("owner.maji"))
    assert do(browser, reset(last_code())) == DONE
    assert browser.sign_in("owner.maji", NEW)["code"] == "TOTP_REQUIRED"
    assert browser.data("{ me { username } }") == {"me": None}


def test_a_new_contact_is_proven_and_the_old_one_is_told(amina: User):
    give_contact(amina)
    browser = signed_in(amina)
    assert code_of(browser, contact("wrong", email="b@example.com")) == "SIGN_IN_FAILED"
    for given in ({}, {"email": MAIL, "phone": "0712345678"}):
        assert code_of(browser, contact(**given)) == "BAD_CONTACT"
    refused = do(
        browser, contact("wrong", phone="12")
    )  # what is wrong with the input tells nothing of the secret
    assert (refused["code"], refused["field"]) == ("BAD_PHONE", ["phone"])
    assert do(browser, contact(email="b@example.com")) == DONE
    code = last_code()
    thief = signed_in(create_staff(username="thief", password=PASSWORD))
    assert code_of(thief, ("confirmRecoveryContact", {"code": code})) == "CODE_WRONG"
    assert code_of(browser, reset(code)) == "CODE_WRONG"  # for another purpose
    assert RecoveryContact.objects.get().masked == "a****@example.com"
    assert do(browser, ("confirmRecoveryContact", {"code": code})) == DONE
    assert RecoveryContact.objects.get().masked == "b****@example.com"
    assert contents()[-1]["to"] == MAIL and "b@example.com" not in contents()[-1]["body"]


def test_a_changed_password_is_told_to_the_contact(amina: User):
    give_contact(amina)
    do(signed_in(amina), change())
    assert contents()[-1]["to"] == MAIL and NEW not in contents()[-1]["body"]


def test_who_is_invited_by_mail_recovers_by_mail(house: House, browser: Browser):
    house.browser().data(
        "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { problems { code } } }",
        i={"business": house.id, "role": "CASHIER", "idempotencyKey": "12345678", "email": MAIL},
    )
    accept = "mutation ($i: AcceptInviteInput!) { acceptInvite(input: $i) { problems { code field } } }"
    new = {"token": last_token(), "username": "amina", "password": PASSWORD}
    refused = browser.data(accept, i=new | {"contact": "other@example.com"})["acceptInvite"]
    assert refused == {"problems": [{"code": "BAD_CONTACT", "field": ["contact"]}]}
    assert not User.objects.filter(username="amina").exists()
    accepted = browser.data(accept, i=new | {"contact": " Amina@example.com "})
    assert accepted == {"acceptInvite": {"problems": []}}
    assert browser.data("{ me { recoveryContact } }") == {"me": {"recoveryContact": "a****@example.com"}}
    do(browser, ask())
    assert do(Browser(), reset(last_code())) == DONE


def test_operations_give_a_code_to_who_has_no_contact(amina: User, browser: Browser):
    shown = StringIO()
    call_command("recover_password", "Amina", stdout=shown)
    code = CODE.findall(shown.getvalue())[0]
    assert do(browser, reset(code)) == DONE
    assert browser.sign_in("amina", NEW)["me"]
    assert AuditEntry.objects.filter(action="password.code", subject=f"user:{amina.pk}").count() == 1
    with pytest.raises(CommandError, match="NOT_FOUND"):
        call_command("recover_password", "nobody")


def test_an_erased_person_leaves_no_contact(amina: User):
    give_contact(amina)
    do(Browser(), ask())
    erase_person(user=amina, actor=SYSTEM)
    assert not RecoveryContact.objects.exists() and not PersonCode.objects.exists()
