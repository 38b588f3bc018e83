"""Bringing a file of customers in: all of its rows, or the good ones where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction

from billing.customers.customers import RIGHT, facts_of
from billing.customers.phones import indexed_as, phone_rows, phones_of_customers
from billing.customers.sealing import columns_of
from billing.importing.reading import CustomerFile, CustomerRow, read_customers
from billing.invoicing.opening import Owed, open_receivables
from billing.models import Customer, Invoice
from billing.numbers import CUSTOMER_SERIES, account_number, next_numbers
from core.days import checked_day
from core.errors import Conflict, InvalidInput
from core.files.spreadsheets import RowProblem
from core.machine.crypto import blind_indexes, fresh_data_key, keyed_digests
from core.models import DataKey
from core.money import Cents, display
from core.rows.events import record_events
from core.rows.locks import AdvisoryLock
from core.rows.saving import insert_rows
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

#: So many rows go in one statement.
_AT_ONCE: Final = 500
_one_at_a_time = AdvisoryLock("billing.customer_files")


@dataclass
class Imported:
    """What a file would do, or did. With problems it does nothing, unless the good rows were asked for."""

    file: CustomerFile
    #: Of the rows that are good: the line -> the customer that it made before.
    known: dict[int, Customer] = field(default_factory=dict)
    #: The rows that are to be kept, or were.
    fresh: list[CustomerRow] = field(default_factory=list)
    #: Rows that may be somebody who is there already; they are kept all the same.
    warnings: list[RowProblem] = field(default_factory=list)
    created: int = 0
    #: What is to be booked, or was, of what was owed when the books were opened: the line -> cents.
    openings: dict[int, Cents] = field(default_factory=dict)

    @property
    def problems(self) -> list[RowProblem]:
        return self.file.problems


def import_customers(
    *,
    business: Business,
    data: bytes,
    actor: Actor,
    dry_run: bool = False,
    good_only: bool = False,
    opened_on: date | None = None,
) -> Imported:
    """Add the customers of a file, with what they owed when the books were opened; with one bad row nothing
    is done, unless `good_only` is said. With `dry_run` nothing is kept.

    Needs the right billing.write, and ledger.write where the file has opening balances: they are booked on
    the day `opened_on` (open_receivables), each once, also of who was added before. A row that made a
    customer before makes no other: rows are told apart by the account of the former system, or where they
    have none by all else that they say. One file of a business at a time. Raises InvalidInput as
    read_customers and open_receivables do, Conflict TRY_AGAIN.
    """
    require_right(actor, business, RIGHT)
    found = Imported(read_customers(data))
    day = _day_of_openings(business, found.file, opened_on, actor)
    with transaction.atomic():
        _one_at_a_time.take(business.pk)
        _sort(business, found)
        _warn(business, found)
        _sort_openings(business, found)
        found.problems.sort(key=lambda problem: problem.line)
        if not dry_run and (good_only or not found.problems):
            try:
                with transaction.atomic():
                    customers = _keep(business, found.fresh, actor) if found.fresh else []
                    _open(business, found, customers, day, actor)
            except IntegrityError as error:  # somebody added one of them at the same moment
                raise Conflict(
                    "TRY_AGAIN", "", "Others were at work on the same. Nothing was done; try again."
                ) from error
            found.created = len(found.fresh)
    return found


def _day_of_openings(
    business: Business, file: CustomerFile, opened_on: date | None, actor: Actor
) -> date | None:
    """The day on which opening balances are booked; None where the file has none. Raises InvalidInput
    BAD_DAY."""
    if not any(row.opening for row in file.rows):
        return None
    require_right(actor, business, Right.LEDGER_WRITE)
    if opened_on is None:
        raise InvalidInput("BAD_DAY", "opened_on", "Say for which day the opening balances count.")
    return checked_day(opened_on, field="opened_on")


def _opening_key(customer_key: str) -> str:
    return f"opening:{customer_key}"


def _sort_openings(business: Business, found: Imported) -> None:
    """Which opening balances are to be booked; that another amount is booked already is a problem."""
    rows = {row.line: row for row in found.file.rows if row.opening}
    keys = {line: _opening_key(found.known[line].key or "") for line in rows if line in found.known}
    booked = dict(
        Invoice.objects.filter(business=business, key__in=keys.values()).values_list("key", "total")
    )
    fresh = {row.line for row in found.fresh}
    for line, row in rows.items():
        amount = booked.get(keys.get(line, ""))
        if amount is None and (line in keys or line in fresh):
            found.openings[line] = row.opening
        elif amount is not None and amount != row.opening:
            text = f"{display(amount)} is booked for this customer already: bill or credit the difference."
            found.problems.append(RowProblem(line, "opening", "OPENING_EXISTS", text))


def _open(
    business: Business, found: Imported, customers: Sequence[Customer], day: date | None, actor: Actor
) -> None:
    """Book what is owed of the customers that were there, and of those that were just added."""
    whose = found.known | {row.line: customer for row, customer in zip(found.fresh, customers, strict=True)}
    owed = [
        Owed(whose[line].pk, cents, _opening_key(whose[line].key or ""))
        for line, cents in found.openings.items()
    ]
    if owed and day is not None:
        open_receivables(business=business, owed=owed, opened_on=day, actor=actor)


def _digests(business: Business, row: CustomerRow) -> list[bytes]:
    return keyed_digests(facts_of(business, row.said, row.numbers))


def _keys(business: Business, row: CustomerRow) -> list[str]:
    """What the row is told apart by, as a customer's key; the newest key's first."""
    reference = row.said.get("external_ref")
    told_by = (
        keyed_digests(["external_ref", business.pk, reference]) if reference else _digests(business, row)
    )
    return [f"import:{digest.hex()}" for digest in told_by]


def _sort(business: Business, found: Imported) -> None:
    """Which rows are new, which made a customer before, and which say what another row or customer does."""
    keys = {row.line: _keys(business, row) for row in found.file.rows}
    made = {
        customer.key: customer
        for customer in Customer.objects.filter(
            business=business, key__in=[key for each in keys.values() for key in each]
        )
    }
    references = list(filter(None, (row.said.get("external_ref") for row in found.file.rows)))
    taken = dict(
        Customer.objects.filter(business=business, external_ref__in=references).values_list(
            "external_ref", "account_number"
        )
    )
    first: dict[str, int] = {}
    for row in found.file.rows:
        before = first.setdefault(keys[row.line][0], row.line)
        customer = next((made[key] for key in keys[row.line] if key in made), None)
        reference = row.said.get("external_ref", "")
        if before != row.line:
            found.problems.append(
                RowProblem(
                    row.line,
                    "external_ref" if reference else "name",
                    "ROW_TWICE",
                    f"Row {before} is the same customer: leave one out.",
                )
            )
        elif customer is not None and bytes(customer.key_hash or b"") in _digests(business, row):
            found.known[row.line] = customer
        elif customer is not None or reference in taken:
            account = customer.account_number if customer else taken[reference]
            found.problems.append(
                RowProblem(
                    row.line,
                    "external_ref",
                    "EXTERNAL_REF_TAKEN",
                    f"It is the customer with account {account} already, of whom something else is known:"
                    " put that right on their page.",
                )
            )
        else:
            found.fresh.append(row)


def _warn(business: Business, found: Imported) -> None:
    """Name the new rows with a number that somebody else has, here or in a row before."""
    indexes = [index for row in found.fresh for number in row.numbers for index in blind_indexes(number)]
    others = Customer.objects.filter(indexed_as(indexes), business=business) if indexes else ()
    accounts = {customer.pk: customer.account_number for customer in others}
    whose = {
        bytes(phone.phone_index): accounts[pk]
        for pk, phones in phones_of_customers(accounts).items()
        for phone in phones
    }
    rows: dict[str, int] = {}
    for row in found.fresh:
        for number in row.numbers:
            account = next((whose[index] for index in blind_indexes(number) if index in whose), None)
            before = rows.setdefault(number, row.line)
            if account or before != row.line:
                who = f"account {account}" if account else f"row {before}"
                text = f"This number is of {who} too: is it the same customer?"
                found.warnings.append(RowProblem(row.line, "phone", "PHONE_KNOWN", text))
                break


def _keep(business: Business, rows: Sequence[CustomerRow], actor: Actor) -> list[Customer]:
    """Add customers, in a few statements for some hundreds of them."""
    numbers = next_numbers(business.pk, CUSTOMER_SERIES, len(rows))
    customers = []
    for row, number in zip(rows, numbers, strict=True):
        data_key = fresh_data_key()
        customers.append(
            Customer(
                business=business,
                account_number=account_number(number),
                data_key=data_key,
                key=_keys(business, row)[0],
                key_hash=_digests(business, row)[0],
                **columns_of(data_key, row.said),
            )
        )
    keys = (customer.data_key for customer in customers)
    DataKey.objects.bulk_create(filter(None, keys), batch_size=_AT_ONCE)
    Customer.objects.bulk_create(customers, batch_size=_AT_ONCE)
    insert_rows(
        phone
        for customer, row in zip(customers, rows, strict=True)
        for phone in phone_rows(customer, row.numbers)
    )
    details: dict[str, str | int | bool] = {"customers": len(customers)}
    record_audit(actor=actor, business=business, action="customer.import", subject=business, details=details)
    record_events(("customer.created", business.pk, {"customer": each.pk}) for each in customers)
    return customers
