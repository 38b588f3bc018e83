from __future__ import annotations

import pytest

from config import messages
from config.messages import addresses, mail_server, sms_account
from embedded import env


@pytest.fixture
def given(monkeypatch):
    values: dict[str, str] = {}
    monkeypatch.setattr(messages.env, "given", values.get)
    return values


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("", 0, "", "", False, False, "hesabu@x.ke")),
        ("console", ("", 0, "", "", False, False, "hesabu@x.ke")),
        ("smtp://mail.ke", ("mail.ke", 587, "", "", True, False, "hesabu@x.ke")),
        ("smtp://mail.ke?tls=off", ("mail.ke", 25, "", "", False, False, "hesabu@x.ke")),
        ("smtp://u%40m:p%2F%40w@m.ke:2525?from=a@b.ke", ("m.ke", 2525, "u@m", "p/@w", True, False, "a@b.ke")),
        ("smtps://u:p@mail.ke", ("mail.ke", 465, "u", "p", False, True, "hesabu@x.ke")),
        ("smtps://u:p@mail.ke?tls=starttls", ("mail.ke", 587, "u", "p", True, False, "hesabu@x.ke")),
    ],
)  # fmt: skip
def test_a_mail_server(given, url, expected):
    if url:
        given["EMAIL_URL"] = url
    server = mail_server("x.ke")
    assert (
        *(server.host, server.port, server.user, server.password),
        *(server.starttls, server.tls, server.sender),
    ) == expected
    assert "p" not in repr(server).replace("MailServer", "").split("object")[0].replace(
        "config.messages.", ""
    )


@pytest.mark.parametrize(
    "url",
    ["mail.ke", "http://mail.ke", "smtp://", "smtp://h:port", "smtp://h?tls=maybe", "smtp://h?x=1", "smtp://h?from=me"],
)  # fmt: skip
def test_what_is_no_mail_server_is_named_without_its_password(given, url):
    given["EMAIL_URL"] = url.replace("://", "://user:hunter2@")
    with pytest.raises(env.ConfigurationError, match="EMAIL_URL cannot be read") as refusal:
        mail_server("x.ke")
    assert "hunter2" not in str(refusal.value)


def test_an_sms_account(given):
    assert sms_account().backend == "console"
    given |= {"SMS_BACKEND": "AfricasTalking", "SMS_USERNAME": "hesabu"}
    with pytest.raises(env.ConfigurationError, match="SMS_API_KEY is missing"):
        sms_account()
    given["SMS_API_KEY"] = "k"
    assert sms_account().url == "https://api.africastalking.com"
    given["SMS_USERNAME"] = "sandbox"
    assert sms_account().url == "https://api.sandbox.africastalking.com"
    given["SMS_BACKEND"] = "pigeon"
    with pytest.raises(env.ConfigurationError, match="SMS_BACKEND is unknown"):
        sms_account()


def test_addresses(given):
    assert addresses("ALERT_EMAILS") == []
    given["ALERT_EMAILS"] = "one@example.com, two.b+c@mail.example.co.ke"
    assert addresses("ALERT_EMAILS") == ["one@example.com", "two.b+c@mail.example.co.ke"]
    for wrong in ("one@example.com, two", "a b@example.com", "<one@example.com>", "one@localhost"):
        given["ALERT_EMAILS"] = wrong
        with pytest.raises(env.ConfigurationError, match="ALERT_EMAILS is a comma list"):
            addresses("ALERT_EMAILS")
