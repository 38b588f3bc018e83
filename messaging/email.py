"""E-mail by SMTP, or to the console."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from messaging.console import print_message
from messaging.outcomes import Outcome, Verdict


def send_mail(to: str, subject: str, body: str, *, message_id: str) -> Outcome:
    """One attempt to send an e-mail to one address by EMAIL_URL.

    `message_id` is the same at every attempt: who is sent a message twice can see that it is one.
    """
    if settings.EMAIL_HOST == "":
        return print_message("E-mail", to, body, subject)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    mail = EmailMessage(subject, body, to=[to], headers={"Message-ID": f"<{message_id}@{domain}>"})
    try:
        EmailBackend(fail_silently=False).send_messages([mail])
    except smtplib.SMTPAuthenticationError:
        return Outcome(Verdict.AGAIN, "SMTP_SIGN_IN_FAILED")
    except smtplib.SMTPRecipientsRefused as refusal:
        return _refusal(max(code for code, _ in refusal.recipients.values()))
    except smtplib.SMTPResponseException as refusal:
        return _refusal(refusal.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Outcome(Verdict.AGAIN, "NO_ANSWER")
    return Outcome(Verdict.SENT, "ACCEPTED")


def _refusal(code: int) -> Outcome:
    """5xx is for good, everything else may pass (RFC 5321, 4.2.1)."""
    return Outcome(Verdict.REFUSED if 500 <= code < 600 else Verdict.AGAIN, f"SMTP_{code}")
