"""Statement of one account of the books, with those below it."""

from __future__ import annotations

from ledger.journal.turnovers import accounts_under
from ledger.reads.general_ledger import account_statements
from reports.catalogue.covers import book_of
from reports.catalogue.ledger_lines import lines_table
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Fact, TotalOf
from users.access import Right


def _describe(asked: Asked) -> Book:
    account = asked.account
    assert account is not None, "it needs an account"
    ledger = account_statements(
        accounts_under([account.pk]), from_day=asked.first_day, to_day=asked.last_day, seal=asked.seal
    )
    # The account itself stands there also when it never moved; others that did not are left out.
    ledger.rows[:] = [row for row in ledger.rows if row.is_used or row.account.pk == account.pk]
    return book_of(
        ACCOUNT_STATEMENT,
        asked,
        lines_table("account_statement", "Statement of account", ledger, asked.first_day),
        facts=(Fact("Account", f"{account.code} {account.name}"),),
        shown=(
            ("Debits", TotalOf("account_statement", "debit")),
            ("Credits", TotalOf("account_statement", "credit")),
        ),
    )


ACCOUNT_STATEMENT = Report(
    key="account_statement",
    title=Words("Statement of account", "Taarifa ya akaunti"),
    answers=Words(
        "What moved on an account and those below it, from its opening to its closing balance.",
        "Nini kiliingia na kutoka kwenye akaunti na zilizo chini yake, toka salio la mwanzo hadi la mwisho.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD, Parameter.ACCOUNT}),
    takes=frozenset({Parameter.SEAL}),
    presets=tuple(Preset),
)
