"""What Django-Q calls."""

from __future__ import annotations

from ledger import head_mails, integrity


def verify_books() -> int:
    return integrity.verify_books()


def mail_heads() -> int:
    return head_mails.mail_heads()
