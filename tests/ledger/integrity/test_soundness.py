"""Books that do not hold: who hears of it, what stops, what goes on, and how it ends."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from core.errors import DomainError, InvalidState
from core.models import Alert, Event
from ledger.integrity.answering import verify_books
from ledger.integrity.heads import current_heads
from ledger.integrity.soundness import require_sound_books
from ledger.tasks import mail_heads
from messaging.models import Message
from tests.core.threads import run_together
from tests.ledger.breaks import R1
from tests.messaging.reading import contents
from users.alerts import close_alert
from users.models import AuditEntry, Membership, Role, User

pytestmark = pytest.mark.tampers

EDIT = f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}"
UNDO = f"UPDATE ledger_entry SET description = '' WHERE id = {R1}"


@pytest.fixture(autouse=True)
def addresses(settings) -> None:
    settings.ALERT_EMAILS = ["first@example.com", "second@example.com"]
    settings.LEDGER_HEADS_EMAILS = ["keeper@example.com", "notary@example.com"]


def owner_of(business) -> User:
    return business.memberships.get(role=Role.OWNER).user


def stopped(business) -> bool:
    try:
        require_sound_books(business.pk)
    except InvalidState as error:
        assert error.code == "BOOKS_BROKEN"
        return True
    return False


def refused(**fields) -> str:
    with pytest.raises(DomainError) as refusal:
        close_alert(**fields)
    return refusal.value.code


def test_books_that_hold_open_no_alert(sealed):
    assert verify_books() == 0
    assert (Alert.objects.count(), Message.objects.count(), stopped(sealed)) == (0, 0, False)


def test_a_break_is_told_at_once_and_once(sealed, other_business, tamper):
    tamper(EDIT)
    for _ in range(3):
        verify_books()
    alert = Alert.objects.get()
    assert (alert.code, alert.severity, alert.business_id, alert.times_seen, alert.detail) == (
        *("LEDGER_BROKEN", "CRITICAL", sealed.pk),
        *(3, "ENTRY_EDITED: 1"),
    )
    assert [(each["to"], each["subject"]) for each in contents()] == [
        ("first@example.com", "Hesabu alert: LEDGER_BROKEN, Maji Safi"),
        ("second@example.com", "Hesabu alert: LEDGER_BROKEN, Maji Safi"),
    ]
    assert "ENTRY_EDITED: 1" in contents()[0]["body"]
    assert Event.objects.get(topic="alert.opened").ids == {"alert": alert.pk, "code": "LEDGER_BROKEN"}
    assert (stopped(sealed), stopped(other_business)) == (True, False)


def test_a_break_of_the_database_stops_everybody(sealed, other_business, superuser_database):
    superuser_database.execute("ALTER TABLE ledger_line DISABLE TRIGGER check_lines")
    verify_books()
    assert Alert.objects.get().business_id is None
    assert (stopped(sealed), stopped(other_business)) == (True, True)
    owner, root = owner_of(sealed), User.objects.create_superuser("root", "correct horse battery")
    alert = Alert.objects.get()
    assert refused(alert=alert, comment="repaired", actor=owner) == "NOT_ALLOWED"
    assert refused(alert=alert, comment="repaired", actor=root) == "BOOKS_BROKEN"
    superuser_database.execute("ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER check_lines")
    assert refused(alert=alert, comment="repaired", actor=root) == "BOOKS_BROKEN"  # it was away
    call_command("record_guards", reason="root had switched it off", stdout=StringIO())
    assert close_alert(alert=alert, comment="repaired", actor=root).resolved_at is not None
    assert not stopped(sealed)


def test_a_break_of_no_business_is_of_the_whole_database(sealed, tamper):
    tamper("UPDATE ledger_entry SET business_id = 777 WHERE reference = 'r1'")
    verify_books()
    assert None in Alert.objects.values_list("business_id", flat=True)


def test_repaired_books_wait_for_a_person(sealed, tamper):
    tamper(EDIT)
    verify_books()
    alert, owner = Alert.objects.get(), owner_of(sealed)
    assert refused(alert=alert, comment="looked at", actor=owner) == "BOOKS_BROKEN"
    tamper(UNDO)
    assert verify_books() == 0
    assert stopped(sealed) and Alert.objects.get().resolved_at is None
    assert refused(alert=alert, comment=" x ", actor=owner) == "COMMENT_MISSING"
    for said in ("a backup was compared", "again"):
        closed = close_alert(alert=Alert.objects.get(), comment=said, actor=owner)
    assert (closed.comment, stopped(sealed)) == ("a backup was compared", False)
    act = AuditEntry.objects.get(action="alert.resolve")
    assert (act.actor, act.business, act.subject, act.details) == (
        *(owner, sealed, f"alert:{alert.pk}"),
        {"code": "LEDGER_BROKEN"},
    )
    assert Event.objects.get(topic="alert.resolved").ids == {"alert": alert.pk}
    tamper(EDIT)
    verify_books()
    assert Alert.objects.count() == 2 and stopped(sealed) and len(contents()) == 4


@pytest.mark.parametrize(
    ("role", "code"), [("ACCOUNTANT", "NOT_ALLOWED"), ("AUDITOR", "NOT_ALLOWED"), (None, "NOT_FOUND")]
)
def test_only_the_owner_closes(sealed, tamper, role, code):
    tamper(EDIT)
    verify_books()
    person = User.objects.create(username="somebody")
    if role:
        Membership.objects.create(user=person, business=sealed, role=role)
    assert refused(alert=Alert.objects.get(), comment="looked at", actor=person) == code
    assert stopped(sealed)


def test_the_stop_can_be_switched_off(sealed, tamper, settings):
    settings.LEDGER_STOP_ON_BREAK = False
    tamper(EDIT)
    verify_books()
    assert Alert.objects.exists() and not stopped(sealed)


def test_the_heads_are_mailed_once_a_day(sealed, other_business, clock):
    assert [mail_heads(), mail_heads()] == [2, 0]
    assert [each["to"] for each in contents()] == ["keeper@example.com", "notary@example.com"]
    for head in current_heads():
        assert head.as_line().split('"at"')[0] in contents()[0]["body"]
    clock.pass_seconds(24 * 3600)
    assert mail_heads() == 2


def test_the_heads_are_mailed_once_by_many(sealed):
    assert sorted(run_together([mail_heads] * 4)) == [0, 0, 0, 2]


def test_broken_books_are_no_anchor(sealed, other_business, tamper, settings):
    tamper(EDIT)
    verify_books()
    mail_heads()
    body = contents()[-1]["body"]
    assert '"business": "duka"' in body and '"business": "maji"' not in body
    settings.LEDGER_HEADS_EMAILS = []
    assert mail_heads() == 0
