"""Writing to customers: which of them can be reached, in which language, and what they read.

Everything about the customers of a batch is read at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from billing.customers.phones import phones_of_customers, shown_phone
from billing.customers.sealing import email_of
from billing.models import ContactPreference, Customer, DunningAction, ReminderSettings
from core import days
from core.errors import InvalidInput
from core.machine.crypto import Unreadable
from core.money import Cents, display
from messaging.models import Message
from messaging.outbox import send_email, send_sms
from mpesa.models import Till, TillKind
from users.languages import language_for
from users.models import Business, Language

#: Later it is no news.
GOOD_FOR: Final = timedelta(days=1)
_SW: Final = Language.SWAHILI.value


class Unreachable(Exception):
    """Why somebody cannot be written to: OPTED_OUT, NO_PHONE, NO_EMAIL, CUSTOMER_ERASED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Readers:
    """Customers of one business, as they want to be written to."""

    def __init__(self, business: Business, settings: ReminderSettings, customers: Collection[int]) -> None:
        self.business = business
        self.language = language_for(business=business)
        self.till = settings.till or _first_till(business)
        rows = Customer.objects.filter(pk__in=customers).select_related("data_key")
        self.customers = {row.pk: row for row in rows}
        wanted = ContactPreference.objects.filter(customer__in=customers)
        self.preferences = {row.customer_id: row for row in wanted}
        self.phones = phones_of_customers(customers)

    def action_of(self, customer: int) -> DunningAction:
        """By which way somebody gets bills and receipts."""
        preference = self.preferences.get(customer)
        return DunningAction.EMAIL if preference and preference.by_email else DunningAction.SMS

    def language_of(self, customer: int) -> str:
        preference = self.preferences.get(customer)
        return (preference.language if preference else "") or self.language

    def require_willing(self, customer: int) -> Customer:
        """The customer. Raises Unreachable OPTED_OUT / CUSTOMER_ERASED."""
        preference, row = self.preferences.get(customer), self.customers[customer]
        if row.data_key is None:
            raise Unreachable("CUSTOMER_ERASED")
        if preference and preference.opted_out:
            raise Unreachable("OPTED_OUT")
        return row

    def phone_of(self, customer: int) -> str:
        """The number that somebody is reached on. Raises Unreachable."""
        row = self.require_willing(customer)
        numbers = self.phones.get(customer)
        if not numbers:
            raise Unreachable("NO_PHONE")
        try:
            return shown_phone(row, numbers[0])
        except Unreadable:
            raise Unreachable("CUSTOMER_ERASED") from None

    def address_of(self, customer: int) -> str:
        """The e-mail address of somebody. Raises Unreachable."""
        row = self.require_willing(customer)
        try:
            address = email_of(row)
        except Unreadable:
            raise Unreachable("CUSTOMER_ERASED") from None
        if not address:
            raise Unreachable("NO_EMAIL")
        return address

    def write(
        self, customer: int, template: str, values: Mapping[str, str], *, action: str, key: str
    ) -> Message:
        """Put a message into the outbox, in the caller's transaction. Idempotent by key. Raises
        Unreachable."""
        language = self.language_of(customer)
        by_email = action == DunningAction.EMAIL
        send = send_email if by_email else send_sms
        try:
            return send(
                to=self.address_of(customer) if by_email else self.phone_of(customer),
                template=template,
                values={"business": self.business.name, **values},
                key=key,
                business=self.business,
                language=language,
                good_until=days.now() + GOOD_FOR,
            )
        except InvalidInput as problem:
            raise Unreachable(problem.code) from None

    def how_to_pay(self, customer: int, number: str) -> str:
        """`PayBill 600111, account INV-000018.`; empty where there is no till."""
        swahili = self.language_of(customer) == _SW
        if self.till is None:
            return ""
        if self.till.kind == TillKind.TILL:
            return (
                f"M-Pesa: Lipa na Till {self.till.shortcode}."
                if swahili
                else f"M-Pesa Till {self.till.shortcode}."
            )
        account = "akaunti" if swahili else "account"
        return f"M-Pesa PayBill {self.till.shortcode}, {account} {number}."

    def balance(self, customer: int, due: Cents) -> str:
        """What somebody still owes, or has left, in words of their language."""
        swahili = self.language_of(customer) == _SW
        if due < 0:
            return f"una akiba ya {display(-due)}" if swahili else f"{display(-due)} in credit"
        return display(due)


def _first_till(business: Business) -> Till | None:
    """The first till in use, a PayBill if there is one."""
    tills = Till.objects.filter(business=business, deactivated_at=None)
    return tills.order_by("kind", "pk").first()
