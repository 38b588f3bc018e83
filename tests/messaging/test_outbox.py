"""From a verb's transaction to the recipient, over real sockets."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from core.errors import Conflict, InvalidInput
from core.models import DataKey, WakeUp
from messaging import sending
from messaging.admin import MessageAdmin
from messaging.models import Message
from messaging.outbox import send_email, send_sms
from messaging.outcomes import Outcome, Verdict
from messaging.sending import MAX_CLAIMS, record_outcome, send_messages
from tests.core.threads import run_together
from tests.messaging.fakes import recipient
from users.languages import choose_language

PHONE, ADDRESS = "0712 345 678", "Amina@Example.com"
VALUES = {"code": "482913", "business": "Maji Safi", "minutes": "10"}
INVITE = {"business": "Maji Safi", "address": "https://x.example", "token": "tok", "until": "2026-11-27"}


def text(key="one", **more) -> Message:
    with transaction.atomic():
        return send_sms(**{"to": PHONE, "template": "sign_up_code", "values": VALUES, "key": key} | more)


def mail(key="one", **more) -> Message:
    with transaction.atomic():
        return send_email(**{"to": ADDRESS, "template": "member_invite", "values": INVITE, "key": key} | more)


def state(message: Message) -> tuple[str, str, int]:
    row = Message.objects.get(pk=message.pk)
    return row.state, row.last_code, row.claims


def make_due() -> None:
    Message.objects.filter(state="WAITING").update(due_at=timezone.now())


def test_a_text_arrives_once_and_is_forgotten(business, gateway, drain):
    message = text(business=business)
    assert gateway.forms == []
    drain(twice=True)
    assert gateway.forms == [
        {
            "username": "hesabu",
            "to": "+254712345678",
            "from": "HESABU",
            "message": "482913 is your code to sign up with Maji Safi. It ends in 10 minutes. Tell nobody.",
        }
    ]
    assert state(message) == ("SENT", "Success", 1)
    sent = Message.objects.get()
    assert (sent.provider_id, sent.recipient_masked, sent.data_key) == ("ATXid_1", "25471****678", None)
    assert DataKey.objects.count() == 0


def test_a_mail_arrives_once_in_the_language_of_the_business(business, mailbox, drain):
    choose_language(language="sw", business=business, actor=business.memberships.get().user)
    message = mail(business=business)
    drain(twice=True)
    assert state(message) == ("SENT", "ACCEPTED", 1)
    (taken,) = mailbox.taken
    assert (taken["To"], taken["From"], taken["Subject"]) == (
        "amina@example.com",
        "books@example.com",
        "Mwaliko wako wa Maji Safi",
    )
    assert "https://x.example" in taken.get_payload(decode=True).decode()
    assert taken["Message-ID"] == f"<hesabu-{message.pk}@example.com>"


def test_a_rollback_takes_the_message_along(business, gateway, drain):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        text()
        _ = 1 / 0
    drain()
    assert (Message.objects.count(), DataKey.objects.count(), gateway.forms) == (0, 0, [])
    with pytest.raises(TransactionManagementError):
        send_sms(to=PHONE, template="sign_up_code", values=VALUES, key="x")


def test_one_key_one_message_also_from_threads(business, gateway, drain):
    outcomes = run_together([text] * 5)
    assert {each.pk for each in outcomes} == {Message.objects.get().pk}
    with pytest.raises(Conflict) as refusal:
        text(values=VALUES | {"code": "111111"})
    assert refusal.value.code == "KEY_REUSED"
    assert DataKey.objects.count() == 1
    drain()
    assert text().state == "SENT" and len(gateway.forms) == 1


@pytest.mark.parametrize(("write", "to"), [(text, "0799"), (mail, "amina"), (mail, "a@b.ke\nBcc: c@d.ke")])
def test_nobody_to_write_to(business, write, to):
    with pytest.raises(InvalidInput) as refusal:
        write(to=to)
    assert refusal.value.code in ("BAD_PHONE", "BAD_EMAIL") and to not in str(refusal.value)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("values", [{}, VALUES | {"more": "x"}])
def test_values_that_do_not_fit_the_template_are_a_fault(business, values):
    with pytest.raises(ValueError, match="sign_up_code wants"):
        text(values=values)


def test_nothing_personal_is_readable_in_the_row_or_the_admin(business):
    message = text()
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM messaging_message m")
        row = cursor.fetchone()[0]
    for secret in ("712345678", "482913", b"712345678".hex(), b"482913".hex()):
        assert secret not in row
    shown = MessageAdmin(Message, None).get_fields(None, message)
    assert not {"content_sealed", "content_hash", "data_key"} & set(shown)


def refused_whole(word: str) -> tuple[int, object]:
    return 201, {"SMSMessageData": {"Message": word, "Recipients": []}}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((201, recipient(100, "Processed")), ("SENT", "Processed")),
        ((201, recipient(102, "Queued")), ("SENT", "Queued")),
        ((201, recipient(401, "RiskHold")), ("FAILED", "RiskHold")),
        ((201, recipient(403, "InvalidPhoneNumber")), ("FAILED", "InvalidPhoneNumber")),
        ((201, recipient(406, "UserInBlacklist")), ("FAILED", "UserInBlacklist")),
        ((201, recipient(405, "InsufficientBalance")), ("WAITING", "InsufficientBalance")),
        ((201, recipient(407, "CouldNotRoute")), ("WAITING", "CouldNotRoute")),
        ((201, recipient(500, "a text with +254712345678")), ("WAITING", "STATUS_500")),
        (refused_whole("InvalidSenderId"), ("FAILED", "InvalidSenderId")),
        (refused_whole("InsufficientBalance"), ("WAITING", "InsufficientBalance")),
        ((201, "<html>"), ("WAITING", "UNREADABLE_ANSWER")),
        ((201, []), ("WAITING", "UNREADABLE_ANSWER")),
        ((400, "bad"), ("FAILED", "HTTP_400")),
        ((401, "The supplied authentication is invalid"), ("WAITING", "HTTP_401")),
        ((302, ""), ("WAITING", "HTTP_302")),
        ((503, ""), ("WAITING", "HTTP_503")),
        ((0, None), ("WAITING", "NO_ANSWER")),
    ],
)  # fmt: skip
def test_what_the_gateway_may_answer(business, gateway, answer, expected):
    gateway.answers.append(answer)
    message = text()
    assert send_messages() == 1
    assert state(message) == (*expected, 1)
    assert (Message.objects.get().data_key is None) == (expected[0] != "WAITING")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("550 no such user amina@example.com", ("FAILED", "SMTP_550")),
        ("450 try later", ("WAITING", "SMTP_450")),
        ("421 closing", ("WAITING", "SMTP_421")),
    ],
)
def test_what_a_mail_server_may_answer(business, mailbox, reply, expected):
    mailbox.replies.append(reply)
    message = mail()
    send_messages()
    assert state(message) == (*expected, 1)
    assert mailbox.taken == []


def test_a_wrong_password_or_a_dead_server_only_delays(business, mailbox, settings):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    message = mail()
    send_messages()
    assert state(message) == ("WAITING", "SMTP_SIGN_IN_FAILED", 1)
    settings.EMAIL_PORT = 1
    make_due()
    send_messages()
    assert state(message) == ("WAITING", "NO_ANSWER", 2)


def test_attempts_grow_apart_and_end(business, gateway):
    gateway.answers = [(503, "")] * 99
    message = text()
    waits = []
    for _ in range(MAX_CLAIMS):
        before = timezone.now()
        assert send_messages() == 1
        assert send_messages() == 0  # not due
        row = Message.objects.get()
        waits.append(round((row.due_at - before).total_seconds() / 30))
        make_due()
    assert waits[:-1] == [1, 2, 4, 8, 16, 32, 64]
    assert state(message) == ("FAILED", "HTTP_503", MAX_CLAIMS)
    make_due()
    assert send_messages() == 0 and len(gateway.forms) == MAX_CLAIMS
    assert WakeUp.objects.filter(queue="messaging.outbox", due_at__gt=timezone.now()).exists()


def test_what_came_too_late_is_not_sent(business, gateway):
    message = text(good_until=timezone.now() - timedelta(seconds=1))
    send_messages()
    assert (state(message), gateway.forms) == (("FAILED", "TOO_LATE", 1), [])


def test_drains_beside_each_other_send_each_message_once(business, gateway):
    for number in range(20):
        text(f"key-{number}", to=f"07123456{number:02}")
    run_together([lambda: [send_messages() for _ in range(8)]] * 4)
    assert sorted(form["to"] for form in gateway.forms) == [f"+2547123456{number:02}" for number in range(20)]
    assert set(Message.objects.values_list("state", "claims")) == {("SENT", 1)}


def test_one_bad_message_does_not_hold_the_others(business, gateway):
    broken = text("broken")
    Message.objects.using("owner").filter(pk=broken.pk).update(content_sealed=b"x" * 40)
    whole = text("whole")
    send_messages()
    assert (state(broken), state(whole)) == (("FAILED", "ERASED", 1), ("SENT", "Success", 1))


class Killed(BaseException):
    """The process dies here."""


def test_a_sender_that_died_leaves_an_unknown_outcome_that_is_tried_again(business, gateway, monkeypatch):
    """The gateway took it, nobody wrote it down: the text arrives twice, rather than not at all."""
    message = text()
    with monkeypatch.context() as dying:
        dying.setattr(sending, "record_outcome", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            send_messages()
    assert state(message) == ("SENDING", "", 1) and len(gateway.forms) == 1
    assert send_messages() == 0  # it may still be on its way
    Message.objects.update(begun_at=timezone.now() - sending.ABANDONED_AFTER - timedelta(seconds=1))
    send_messages()
    assert state(message) == ("WAITING", "OUTCOME_UNKNOWN", 1)
    make_due()
    send_messages()
    assert state(message) == ("SENT", "Success", 2) and len(gateway.forms) == 2


def test_a_late_success_counts_and_a_late_failure_does_not(business):
    message = text()
    Message.objects.update(state="SENDING", claims=2)
    record_outcome(message.pk, 1, Outcome(Verdict.REFUSED, "x"))
    assert state(message) == ("SENDING", "", 2)
    record_outcome(message.pk, 1, Outcome(Verdict.SENT, "Success", "id"))
    record_outcome(message.pk, 2, Outcome(Verdict.REFUSED, "x"))
    assert state(message) == ("SENT", "Success", 2)


@pytest.mark.parametrize("final", ["SENT", "FAILED"])
def test_the_database_keeps_what_is_final(business, final):
    text()
    Message.objects.update(state=final, settled_at=timezone.now())
    with pytest.raises(DatabaseError, match="ILLEGAL_STEP"), transaction.atomic():
        Message.objects.update(state="WAITING", settled_at=None)


def test_logs_hold_no_recipient_and_no_text(business, gateway, mailbox, monkeypatch, caplog):
    gateway.answers = [(201, recipient(403, "InvalidPhoneNumber")), (400, "+254712345678 482913")]
    mailbox.replies = ["550 <amina@example.com> unknown"]
    text("a")
    text("b")
    mail("c")
    monkeypatch.setattr(sending, "unseal", lambda *_, **__: "amina@example.com 482913")
    with caplog.at_level(logging.DEBUG):
        text("d")
        send_messages()
        monkeypatch.undo()
        make_due()
        send_messages()
    ours = [record for record in caplog.records if record.name != "mail.log"]  # that is the fake's own
    written = "\n".join(logging.Formatter().format(record) for record in ours)
    assert written.count("was given up") == 3
    for secret in ("712345678", "482913", "amina", "example.com"):
        assert secret not in written


def test_the_console_prints_on_a_trial_machine_and_refuses_elsewhere(business, settings, capsys, caplog):
    first, second = text("a"), mail("b")
    with caplog.at_level(logging.DEBUG):
        send_messages()
    printed = capsys.readouterr().out
    assert "SMS to 254712345678\n482913 is your code" in printed
    assert "E-mail to amina@example.com: Your invitation to Maji Safi" in printed
    assert "482913" not in caplog.text
    assert {state(first), state(second)} == {("SENT", "PRINTED", 1)}
    settings.MESSAGES_TO_CONSOLE = False
    third = text("c")
    send_messages()
    assert (state(third)[:2], capsys.readouterr().out) == (("FAILED", "NO_BACKEND"), "")


def test_a_slow_gateway_holds_no_lock(business, gateway, monkeypatch):
    """While a call is out, the row can be read and other messages written: nothing waits for the network."""
    begun, may_end = threading.Event(), threading.Event()

    def slow(*_: object) -> Outcome:
        begun.set()
        assert may_end.wait(20)
        return Outcome(Verdict.SENT)

    message = text()
    monkeypatch.setattr(sending, "send_text", slow)
    thread = threading.Thread(target=lambda: (send_messages(), connection.close()))
    thread.start()
    assert begun.wait(20)
    with transaction.atomic():
        assert Message.objects.select_for_update(nowait=True).get(pk=message.pk).state == "SENDING"
    may_end.set()
    thread.join(20)
    assert state(message)[0] == "SENT"
