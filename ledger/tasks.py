"""What Django-Q calls."""

from __future__ import annotations

from ledger.integrity import answering, head_mails


def verify_books() -> int:
    return answering.verify_books()


def mail_heads() -> int:
    return head_mails.mail_heads()
