"""Told in SQL by the application and the owner: what needs an approval does not happen without its row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest

from ledger.closing.periods import close_period
from ledger.closing.reopening import request_reopening
from ledger.closing.years import close_year
from ledger.integrity.verifying import verify_ledger
from ledger.models import Account, Entry, Period, Voucher
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.recurring import create_recurring
from tests.ledger.books import post
from tests.ledger.vouching import cr, dr, fresh_key, member, say_yes, write
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, Business, Role, User

OCT = date(2024, 10, 31)
IN_OCTOBER = datetime(2024, 10, 20, 9, tzinfo=UTC)
ROLES = ["hesabu_app", "hesabu_owner"]


@pytest.fixture
def owner(business: Business) -> User:
    return User.objects.get(username="owner")


@pytest.fixture
def approver(business: Business) -> User:
    return member(business, Role.APPROVER)


@pytest.fixture
def period(business: Business, owner: User, approver: User) -> Period:
    post(business, "october", occurred_at=IN_OCTOBER)
    return close_period(business=business, last_day=OCT, actor=owner)


def asked(period: Period, owner: User, key: str = "reopen-0001") -> Approval:
    return request_reopening(period=period, comment="typo", key=key, actor=owner)


def told(connection: psycopg.Connection, statement: str, *values: object) -> str:
    """The constraint that refuses a statement; empty when it passes."""
    try:
        with connection.transaction():
            connection.execute(statement, values)
    except psycopg.Error as error:
        return error.diag.constraint_name or error.diag.message_primary or str(error)
    return ""


OPEN = "UPDATE ledger_period SET state = 'OPEN', opened_by_id = %s WHERE id = %s"


@pytest.mark.parametrize("role", ROLES)
def test_a_period_opens_by_an_approval_of_its_own_and_once(
    business, other_business, owner, approver, period, connect, role
):
    own = connect(role)
    refused, wanted = "period_opened_by_approval", asked(period, owner)
    assert told(own, "UPDATE ledger_period SET state = 'OPEN' WHERE id = %s", period.pk) == refused
    assert told(own, OPEN, wanted.pk, period.pk) == refused  # nobody has answered
    refuse(approval=wanted, checker=approver, comment="no")
    assert told(own, OPEN, wanted.pk, period.pk) == refused
    voucher = say_yes(write(business, owner, dr("5100", 100), cr("1100", 100)), approver)
    assert told(own, OPEN, voucher.approval_id, period.pk) == refused  # of another kind
    other_owner = User.objects.get(username="other")
    post(other_business, "october", occurred_at=IN_OCTOBER)
    theirs = close_period(business=other_business, last_day=OCT, actor=other_owner)
    foreign = asked(theirs, other_owner)
    member(other_business, Role.APPROVER)
    answer = User.objects.get(username="approver.duka")
    approve(approval=foreign, checker=answer, digest=foreign.digest, proof=Proof())
    assert told(own, OPEN, foreign.pk, period.pk) == refused  # of another business

    granted = asked(period, owner, "reopen-0002")
    approve(approval=granted, checker=approver, digest=granted.digest, proof=Proof())
    assert Period.objects.get(pk=period.pk).opened_by_id == granted.pk
    post(business, "forgotten", occurred_at=IN_OCTOBER)
    close_period(business=business, last_day=OCT, actor=owner)
    assert told(own, OPEN, granted.pk, period.pk) == refused  # used before
    assert (
        told(own, "UPDATE ledger_period SET opened_by_id = NULL WHERE id = %s", period.pk) == "period_fixed"
    )
    assert Period.objects.get(pk=period.pk).state == "CLOSED"


@pytest.mark.parametrize("role", ROLES)
def test_who_asked_does_not_answer_while_somebody_else_could(
    business, owner, approver, period, connect, role
):
    """An approval of one person alone, written by hand: the trail holds, and the period stays closed."""
    wanted, own = asked(period, owner), connect(role)
    with own.transaction():
        own.execute(
            "INSERT INTO users_approvaldecision (approval_id, step, by_id, digest, comment, at)"
            " VALUES (%s, 'APPROVED', %s, '', '', now())",
            [wanted.pk, owner.pk],
        )
        own.execute(
            "UPDATE users_approval SET state = 'APPROVED', checker_id = maker_id, alone = 'NOBODY_ELSE',"
            " decided_at = now() WHERE id = %s",
            [wanted.pk],
        )
    assert told(own, OPEN, wanted.pk, period.pk) == "period_opened_by_approval"


@pytest.mark.parametrize("role", ROLES)
def test_a_closed_period_stays_as_it_was_closed(business, owner, period, connect, role):
    own = connect(role)
    post(business, "november", occurred_at=datetime(2024, 11, 2, tzinfo=UTC))
    assert told(own, "UPDATE ledger_period SET seal = seal + 1") == "period_fixed"
    assert told(own, "UPDATE ledger_period SET seal = 9223372036854775807") == "period_fixed"
    assert told(own, "UPDATE ledger_period SET comment = 'x'") == "period_fixed"
    assert told(own, "UPDATE ledger_period SET closed_at = now()") == "period_fixed"
    added = (
        "INSERT INTO ledger_period (business_id, first_day, last_day, state, seal, comment, closed_at,"
        " closed_by_id) VALUES (%s, '2024-11-01', '2024-11-30', 'CLOSED', {}, '', now(), %s)"
    )
    for seal in ("1", "99", "-1"):  # one entry of November waits for its seal
        assert told(own, added.format(seal), business.pk, owner.pk) == "period_closed_at_the_head"
    old = connect(role)
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    drained = "SELECT ledger_seal_entries(%s, 10)"
    assert told(own, drained, business.pk) == ""
    assert told(old, added.format("2"), business.pk, owner.pk) == "period_closed_at_the_head"
    assert told(own, added.format("2"), business.pk, owner.pk) == ""


CLOSING = (
    "WITH entry AS ("
    "INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description,"
    " reference, content_hash) VALUES (%s, %s, now(), now(), 'CLOSING', '', %s, '') RETURNING id)"
    " INSERT INTO ledger_line (entry_id, account_id, debit, credit)"
    " SELECT entry.id, account.id, leg.debit, leg.credit FROM entry, (VALUES {}) AS leg (code, debit, credit)"
    " JOIN ledger_account AS account ON account.code = leg.code AND account.business_id = {}"
)


@pytest.mark.tampers
@pytest.mark.parametrize("role", ROLES)
def test_an_entry_of_a_closing_closes_and_nothing_else(business, owner, connect, role):
    """October: 50.00 of sales, 8.00 of charges."""
    post(business, "sale", occurred_at=IN_OCTOBER)
    post(business, "charge", 800, by="5100", to="1020", occurred_at=IN_OCTOBER)
    close_period(business=business, last_day=OCT, actor=owner)
    own = connect(role)

    def closing(*legs: str, day: date = OCT) -> str:
        values = ", ".join(f"({leg})" for leg in legs)
        return told(own, CLOSING.format(values, business.pk), business.pk, day, f"x{legs}{day}")

    refused = "closing_empties_results"
    for legs in (
        ("'1020', 100, 0", "'4000', 0, 100"),  # money that was never there
        ("'4000', 0, 100", "'3100', 100, 0"),  # away from nothing
        ("'4000', 5001, 0", "'3100', 0, 5001"),  # beyond nothing
        ("'4000', 5000, 0", "'1020', 0, 5000"),
        ("'4010', 100, 0", "'3100', 0, 100"),  # an account without a balance
        ("'4000', 100, 0", "'5100', 100, 0", "'3100', 0, 200"),
    ):
        assert closing(*legs) == refused, legs
    assert closing("'4000', 5000, 0", "'3100', 0, 5000", day=date(2024, 10, 30)) == "entry_in_open_period"
    assert closing("'4000', 5000, 0", "'3100', 0, 5000", day=date(2024, 11, 30)) == refused
    assert closing("'4000', 3000, 0", "'5100', 0, 800", "'3100', 0, 2200") == ""
    assert closing("'4000', 2001, 0", "'3100', 0, 2001") == refused
    assert closing("'4000', 2000, 0", "'3100', 0, 2000") == ""
    assert balance_by_code(business.pk, "3100") == 4200
    assert [balance_by_code(business.pk, code) for code in ("4000", "5100")] == [0, 0]
    # Written around close_year, which moves the seal of the period: let in, and told by verification.
    assert {each.code for each in verify_ledger()} == {"ENTRY_ON_CLOSED_DAY"}


def test_a_year_is_closed_without_opening_its_last_period(business, owner, period):
    before = Period.objects.get(pk=period.pk)
    entry = close_year(business=business, last_day=OCT, actor=owner)
    after = Period.objects.get(pk=period.pk)
    assert (after.state, after.opened_by_id, after.closed_at) == ("CLOSED", None, before.closed_at)
    assert (before.seal, after.seal) == (1, 2) and entry.seal.number == 2
    assert verify_ledger() == []


def header(business: Business, reference: str) -> Entry:
    return post(business, reference, 100, by="5100", to="1100", occurred_at=IN_OCTOBER)


@pytest.mark.parametrize("role", ROLES)
def test_a_voucher_has_its_own_entry_once_it_is_approved(
    business, other_business, owner, approver, connect, role
):
    own = connect(role)
    waits = write(business, owner, dr("5100", 100), cr("1100", 100))
    done = say_yes(write(business, owner, dr("5100", 200), cr("1100", 200)), approver)
    assert done.entry is not None
    posts, refused = "UPDATE ledger_voucher SET entry_id = %s WHERE id = %s", "voucher_approved"
    forged = header(business, f"voucher:{waits.pk}")
    assert told(own, posts, forged.pk, waits.pk) == refused
    borrowed = "UPDATE ledger_voucher SET entry_id = %s, approval_id = %s WHERE id = %s"
    assert told(own, borrowed, forged.pk, done.approval_id, waits.pk) == refused
    assert Voucher.objects.get(pk=waits.pk).entry is None
    written = (
        "INSERT INTO ledger_voucher (business_id, kind, effective_on, description, amount, key_hash,"
        " maker_id, entry_id, approval_id, created_at) SELECT business_id, kind, effective_on, description,"
        " amount, key_hash, maker_id, entry_id, approval_id, now() FROM ledger_voucher WHERE id = %s"
    )
    assert told(own, written, done.pk) == refused
    refuse(approval=waits.approval, checker=approver, comment="no")
    assert told(own, posts, forged.pk, waits.pk) == refused


@pytest.mark.parametrize("role", ROLES)
def test_a_standing_voucher_begins_once_it_is_approved(business, owner, approver, connect, role):
    def standing() -> int:
        return create_recurring(
            business=business, name="Rent", description="Rent", lines=[dr("5100", 100), cr("1100", 100)],
            frequency="MONTHLY", first_on=date(2030, 1, 1), key=fresh_key(), actor=owner,
        ).pk  # fmt: skip

    own, begins = connect(role), "UPDATE ledger_recurringvoucher SET active = true WHERE id = %s"
    waits = standing()
    assert told(own, begins, waits) == "recurring_approved"
    approvals = Approval.objects.filter(kind="ledger.recurring")
    refuse(approval=approvals.get(), checker=approver, comment="no")
    assert told(own, begins, waits) == "recurring_approved"
    second = standing()
    granted = approvals.get(state="PENDING")
    approve(approval=granted, checker=approver, digest=granted.digest, proof=Proof())
    assert told(own, begins, second) == ""  # it runs already
    assert Account.objects.filter(business=business, code="5100").exists()
