from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.messaging.fakes import (
    API_KEY,
    MAIL_PASSWORD,
    AfricasTalking,
    MailBox,
    africas_talking,
    mail_server,
)


@pytest.fixture
def gateway(settings) -> Iterator[AfricasTalking]:
    with africas_talking() as server:
        settings.SMS_BACKEND, settings.SMS_URL = "africastalking", server.url
        settings.SMS_USERNAME, settings.SMS_API_KEY, settings.SMS_SENDER = "hesabu", API_KEY, "HESABU"
        yield server


@pytest.fixture
def mailbox(settings) -> Iterator[MailBox]:
    with mail_server() as (box, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "books", MAIL_PASSWORD
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "books@example.com"
        yield box
