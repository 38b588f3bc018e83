"""Closed periods: what is refused, what comes late, who waits for whom, and how a period opens again."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import Conflict, DomainError, InvalidState, NotAllowed, NotFound
from core.models import Event
from ledger.closing.checks import Closing, run_closing_checks
from ledger.closing.periods import close_period, next_period
from ledger.closing.reopening import request_reopening
from ledger.closing.years import close_year
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit, first_open_day, reverse_entry
from ledger.models import Entry, Period, Unsealed
from ledger.reads.selectors import balance_by_code
from tests.core.threads import SECONDS, Running, run_together
from tests.ledger.books import AT, post, refusal
from users.approvals.approving import Proof, approve
from users.models import AuditEntry, Business, Role, User
from users.people import add_member, create_staff

SEP, OCT = date(2024, 9, 30), date(2024, 10, 31)
IN_OCTOBER = datetime(2024, 10, 20, 9, tzinfo=UTC)
FACT = {"kind": "RECEIPT", "occurred_at": IN_OCTOBER}


@pytest.fixture
def approver(business: Business, owner: User) -> User:
    person = create_staff(username="approver", password="correct horse battery")
    add_member(business=business, user=person, role=Role.APPROVER, actor=owner)
    return person


@pytest.fixture
def closed(business: Business, owner: User) -> Period:
    """October is closed, with one sale of 50.00 on the 20th."""
    post(business, "october", occurred_at=IN_OCTOBER)
    return close_period(business=business, last_day=OCT, actor=owner)


def reopened(period: Period, maker: User, checker: User, key: str = "reopen-0001") -> None:
    asked = request_reopening(period=period, comment="an invoice was missing", key=key, actor=maker)
    approve(approval=asked, checker=checker, digest=asked.digest, proof=Proof())
    period.refresh_from_db()


def test_a_month_is_closed_once_with_its_seal(business, owner, closed):
    assert (closed.first_day, closed.last_day, closed.state, closed.seal) == (
        date(2024, 10, 1), OCT, "CLOSED", 1,
    )  # fmt: skip
    assert close_period(business=business, last_day=OCT, actor=owner) == closed
    assert Period.objects.count() == 1 and not Unsealed.objects.exists()
    assert next_period(business) == (date(2024, 11, 1), date(2024, 11, 30))
    assert list(Event.objects.filter(topic="period.closed").values_list("ids", flat=True)) == [
        {"period": closed.pk}
    ]
    assert AuditEntry.objects.filter(action="period.close").count() == 1


def test_what_people_date_into_a_closed_period_is_refused(business, owner, closed, books):
    original, before = Entry.objects.get(), books()
    refused = [
        lambda: post(business, "x", occurred_at=IN_OCTOBER),
        lambda: post(business, "x", effective_on=OCT),
        lambda: post(business, "x", effective_on=date(2020, 1, 1)),
        lambda: post(business, "x", kind="INVOICE", occurred_at=IN_OCTOBER, actor_id=owner.pk),
        lambda: post(business, "x", kind="RECEIPT", effective_on=OCT),
        lambda: reverse_entry(entry=original, reason="typo", occurred_at=AT, effective_on=OCT),
        lambda: reverse_entry(entry=original, reason="typo", occurred_at=IN_OCTOBER, actor_id=owner.pk),
    ]
    assert [refusal(action) for action in refused] == ["PERIOD_CLOSED"] * len(refused)
    assert books() == before
    assert post(business, "october", occurred_at=IN_OCTOBER) == original  # a repeat of what is there
    assert not reverse_entry(entry=original, reason="typo", occurred_at=AT, actor_id=owner.pk).is_late


def test_an_outside_fact_of_a_closed_day_is_late(business, owner, closed):
    early = post(business, "early", **FACT | {"occurred_at": datetime(2024, 10, 31, 20, 59, tzinfo=UTC)})
    after = post(business, "after", **FACT | {"occurred_at": datetime(2024, 10, 31, 21, 0, tzinfo=UTC)})
    assert [(entry.effective_on, entry.is_late) for entry in (early, after)] == [
        (date(2024, 11, 1), True),
        (date(2024, 11, 1), False),
    ]
    stored = Entry.objects.get(pk=early.pk)
    assert (stored.effective_on, stored.occurred_at) == (early.effective_on, early.occurred_at)
    undone = reverse_entry(entry=early, reason="M-Pesa reversed it", occurred_at=IN_OCTOBER)
    assert undone.is_late and undone.effective_on == date(2024, 11, 1)
    assert balance_by_code(business.pk, "1020", day=OCT) == 5000


def test_a_fact_keeps_its_first_day_when_it_is_told_again(business, owner):
    first = post(business, "fact", **FACT)
    close_period(business=business, last_day=OCT, actor=owner)
    again = post(business, "fact", **FACT)
    assert (again.pk, again.effective_on, again.is_late) == (first.pk, date(2024, 10, 20), False)
    late = post(business, "late", **FACT)
    assert post(business, "late", **FACT).pk == late.pk
    assert refusal(lambda: post(business, "late", 1, **FACT)) == "REFERENCE_REUSED"
    assert Entry.objects.count() == 2


def test_a_batch_moves_its_outside_facts_and_refuses_as_a_whole(business, other_business, closed, books):
    def draft(reference: str, of: Business = business, **more) -> EntryDraft:
        fields = FACT | {"legs": [debit("1020", 100), credit("4000", 100)]} | more
        return EntryDraft(business_id=of.pk, reference=reference, **fields)

    before = books()
    manual = draft("m", kind="MANUAL")
    assert refusal(lambda: post_entries([draft("a"), manual])) == "PERIOD_CLOSED"
    assert books() == before
    same = EntryDraft(
        business_id=business.pk, kind="MANUAL", reference="october", occurred_at=IN_OCTOBER,
        legs=[debit("1020", 5000), credit("4000", 5000)],
    )  # fmt: skip
    ids = post_entries([draft("a"), draft("b", occurred_at=AT), same, draft("a", other_business)])
    days = dict(Entry.objects.values_list("pk", "effective_on"))
    assert [days[pk].isoformat() for pk in ids] == ["2024-11-01", "2026-11-20", "2024-10-20", "2024-10-20"]


@pytest.mark.parametrize("role", ["hesabu_app", "hesabu_owner", "postgres"])
def test_the_database_refuses_whoever_writes(business, closed, connect, role):
    rows = (
        "INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description,"
        " reference, content_hash) VALUES (%s, %s, now(), now(), 'RECEIPT', '', 'x', '')"
    )
    own = connect(role)
    own.execute("SET session_replication_role = replica") if role == "postgres" else None
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        own.execute(rows, [business.pk, OCT])
    assert refused.value.diag.constraint_name == "entry_in_open_period"
    own.rollback()
    for change, constraint in (
        ("DELETE FROM ledger_period", "append_only"),
        ("TRUNCATE ledger_period", "append_only"),
        ("UPDATE ledger_period SET last_day = last_day - 5", "period_fixed"),
        ("INSERT INTO ledger_period (business_id, first_day, last_day, state, seal, comment, closed_at,"
         " closed_by_id) SELECT business_id, last_day + 2, last_day + 9, 'CLOSED', 1, '', now(), closed_by_id"
         " FROM ledger_period", "periods_follow"),
    ):  # fmt: skip
        with pytest.raises(psycopg.Error) as refused:
            own.execute(change)
        code = (refused.value.diag.constraint_name, refused.value.sqlstate)
        assert code[0] == constraint or code[1] == "42501", (change, code)
        own.rollback()


def test_a_posting_under_way_is_waited_for(business, owner):
    posted, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            post(business, "slow", occurred_at=IN_OCTOBER)
            posted.set()
            assert may_end.wait(SECONDS)

    poster = Running(slowly)
    assert posted.wait(SECONDS)
    closer = Running(lambda: close_period(business=business, last_day=OCT, actor=owner))
    _until_somebody_waits()
    assert closer.is_alive and not Period.objects.exists()
    late = Running(lambda: post(business, "late", **FACT))
    may_end.set()
    poster.result()
    assert closer.result().seal >= 1
    assert late.result().effective_on in (date(2024, 10, 20), date(2024, 11, 1))
    assert not Unsealed.objects.filter(entry__effective_on__lte=OCT).exists()


def test_a_posting_waits_for_the_closing_and_sees_it(business, owner):
    closing, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            close_period(business=business, last_day=OCT, actor=owner)
            closing.set()
            assert may_end.wait(SECONDS)

    closer = Running(slowly)
    assert closing.wait(SECONDS)
    manual = Running(lambda: refusal(lambda: post(business, "manual", occurred_at=IN_OCTOBER)))
    fact = Running(lambda: post(business, "fact", **FACT).effective_on)
    _until_somebody_waits(2)
    may_end.set()
    closer.result()
    assert (manual.result(), fact.result()) == ("PERIOD_CLOSED", date(2024, 11, 1))


def _until_somebody_waits(count: int = 1) -> None:
    """Until so many sessions wait for the lock of the periods."""
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone()[0] >= count:
                return
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_old_picture_of_the_books_does_not_help(business, owner, level):
    """The first closing of all, committed after the picture was taken."""
    with pytest.raises(Conflict) as refused, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        assert not Period.objects.exists()
        Running(lambda: close_period(business=business, last_day=OCT, actor=owner)).result()
        post(business, "old", occurred_at=IN_OCTOBER)
    assert refused.value.code == "TRY_AGAIN" and not Entry.objects.exists()


def test_postings_and_closings_at_once_leave_closed_days_as_they_were(business, owner):
    def write(writer: int) -> list[str]:
        told = []
        for number in range(10):
            try:
                post(business, f"m{writer}:{number}", occurred_at=IN_OCTOBER)
            except InvalidState as error:
                told.append(error.code)
            post(business, f"f{writer}:{number}", **FACT)
        return told

    outcomes = run_together(
        [*[lambda writer=writer: write(writer) for writer in range(4)],
         *[lambda: close_period(business=business, last_day=OCT, actor=owner).pk] * 2]
    )  # fmt: skip
    refused = [code for told in outcomes[:4] for code in told]
    assert outcomes[4] == outcomes[5] == Period.objects.get().pk and set(refused) <= {"PERIOD_CLOSED"}
    seal = Period.objects.get().seal
    inside = Entry.objects.filter(effective_on__lte=OCT)
    assert set(inside.values_list("seal__number", flat=True)) == set(range(1, seal + 1))
    assert Entry.objects.count() == 80 - len(refused)
    late = Entry.objects.filter(effective_on__gt=OCT)
    assert all(entry.is_late and entry.kind == "RECEIPT" for entry in late)


def test_what_cannot_be_closed(business, owner, closed):
    today = datetime.now(UTC).date()

    def close(last_day: date, **more) -> str:
        return refusal(lambda: close_period(business=business, last_day=last_day, actor=owner, **more))

    assert close(SEP) == "BAD_PERIOD"
    assert close(date(2024, 10, 30)) == "BAD_PERIOD"
    assert close(date(2025, 11, 2)) == "BAD_PERIOD"
    assert close(today + timedelta(days=1)) == "PERIOD_NOT_OVER"
    assert close(OCT, comment="x" * 501) == "COMMENT_TOO_LONG"
    assert Period.objects.count() == 1


@pytest.mark.parametrize("last_day", [date(202, 12, 31), date(2006, 11, 30), date(2024, 9, 30)])
def test_the_first_closing_does_not_lie_before_the_books(business, owner, last_day):
    post(business, "october", occurred_at=IN_OCTOBER)
    close = lambda day: close_period(business=business, last_day=day, actor=owner)  # noqa: E731
    with pytest.raises(DomainError, match=r"BAD_PERIOD \[last_day\]: The books begin with October 2024"):
        close(last_day)
    with pytest.raises(IntegrityError, match="PERIOD_BEFORE_BOOKS"), transaction.atomic():
        Period.objects.create(
            business=business, first_day=last_day, last_day=last_day, seal=0, closed_at=AT, closed_by=owner
        )
    assert not Period.objects.exists()
    assert close(date(2024, 10, 15)).first_day == date(2024, 10, 1)


def test_the_first_closing_of_empty_books_lies_within_ten_years(business, owner, clock):
    clock.is_day(date(2024, 11, 20))
    close = lambda day: close_period(business=business, last_day=day, actor=owner)  # noqa: E731
    for day in (date(202, 12, 31), date(1, 1, 1), date(2014, 10, 31)):
        assert refusal(lambda day=day: close(day)) == "BAD_PERIOD"
    assert close(date(2014, 11, 30)).first_day == date(2014, 11, 1)


def test_closing_checks_say_what_is_wrong(business, owner):
    post(business, "in", 300, by="1010", to="2890", kind="RECEIPT", occurred_at=IN_OCTOBER)
    post(business, "lost", 200, by="1010", to="2900", kind="RECEIPT", occurred_at=IN_OCTOBER)
    closing = Closing(business, date(2024, 10, 1), OCT)
    found = {each.name: each.problem for each in run_closing_checks(closing)}
    assert {name for name, problem in found.items() if problem} == {"sealed", "receipts_routed", "suspense"}
    assert "2 entries" in found["sealed"] and "3.00" in found["receipts_routed"]
    with pytest.raises(InvalidState) as refused:
        close_period(business=business, last_day=OCT, actor=owner)
    assert refused.value.code == "CHECKS_FAILED" and not Period.objects.exists()
    assert "sealed" not in refused.value.message and "suspense" in refused.value.message
    post(business, "route", 300, by="2890", to="4000", kind="ROUTE", occurred_at=IN_OCTOBER)
    post(business, "november", 100, by="1010", to="2890", kind="RECEIPT")
    assert refusal(lambda: close_period(business=business, last_day=OCT, actor=owner)) == "CHECKS_FAILED"
    explained = close_period(business=business, last_day=OCT, comment="Asked  the payer", actor=owner)
    assert explained.comment == "Asked the payer"


def test_who_may_close(business, other_business, approver, owner):
    stranger = User.objects.get(username="other")
    with pytest.raises(NotAllowed):
        close_period(business=business, last_day=OCT, actor=approver)
    with pytest.raises(NotFound):
        close_period(business=business, last_day=OCT, actor=stranger)
    with pytest.raises(NotAllowed):
        close_year(business=business, last_day=OCT, actor=approver)
    assert not Period.objects.exists()


def test_the_last_period_opens_by_approval_only(business, owner, approver, closed):
    november = datetime(2024, 11, 1, tzinfo=UTC).date()
    with pytest.raises(InvalidState) as refused:
        request = request_reopening(period=closed, comment="typo", key="reopen-0000", actor=owner)
        approve(approval=request, checker=owner, digest=request.digest, proof=Proof())
    assert refused.value.code == "SAME_PERSON" and first_open_day(business.pk) == november
    approve(approval=request, checker=approver, digest=request.digest, proof=Proof())
    closed.refresh_from_db()
    assert closed.state == "OPEN" and first_open_day(business.pk) is None
    assert next_period(business) == (closed.first_day, closed.last_day)
    post(business, "forgotten", occurred_at=IN_OCTOBER)
    ask = lambda: request_reopening(period=closed, comment="again", key="reopen-0002", actor=owner)  # noqa: E731
    assert refusal(ask) == "PERIOD_OPEN"
    assert refusal(lambda: close_period(business=business, last_day=SEP, actor=owner)) == "BAD_PERIOD"
    again = close_period(business=business, last_day=OCT, actor=owner)
    assert (again.pk, again.seal) == (closed.pk, 2)
    assert refusal(lambda: post(business, "more", occurred_at=IN_OCTOBER)) == "PERIOD_CLOSED"
    acts = AuditEntry.objects.filter(action__startswith="period.").order_by("pk")
    assert [each.action for each in acts] == ["period.close", "period.reopen", "period.close"]


def test_only_the_last_period_opens_again(business, owner, approver):
    post(business, "september", occurred_at=datetime(2024, 9, 3, tzinfo=UTC))
    september = close_period(business=business, last_day=SEP, actor=owner)
    asked = request_reopening(period=september, comment="typo", key="reopen-0003", actor=owner)
    close_period(business=business, last_day=OCT, actor=owner)
    answer = lambda: approve(approval=asked, checker=approver, digest=asked.digest, proof=Proof())  # noqa: E731
    assert refusal(answer) == "NOT_LAST_PERIOD"
    september.refresh_from_db()
    assert september.state == "CLOSED"
    with pytest.raises(Exception, match="PERIOD_ORDER"), transaction.atomic():
        Period.objects.filter(pk=september.pk).update(state="OPEN")


def test_a_year_is_closed_into_retained_earnings(business, owner, approver):
    for reference, cents, by, to in (
        ("sale", 90_000, "1020", "4000"), ("credit", 10_000, "4010", "1020"), ("bad", 30_000, "5200", "1020"),
    ):  # fmt: skip
        post(business, reference, cents, by=by, to=to, occurred_at=IN_OCTOBER)
    assert refusal(lambda: close_year(business=business, last_day=OCT, actor=owner)) == "PERIOD_OPEN"
    period = close_period(business=business, last_day=OCT, actor=owner)
    entry = close_year(business=business, last_day=OCT, actor=owner)
    assert close_year(business=business, last_day=OCT, actor=owner) == entry
    assert (entry.kind, entry.reference, entry.effective_on) == ("CLOSING", "closing:2024-10-31:1", OCT)
    shown = {code: balance_by_code(business.pk, code, day=OCT) for code in ("4000", "4010", "5200", "3100")}
    assert shown == {"4000": 0, "4010": 0, "5200": 0, "3100": 50_000}
    period.refresh_from_db()
    assert (period.state, period.seal) == ("CLOSED", 4)
    assert refusal(lambda: post(business, "x", kind="CLOSING", effective_on=OCT)) == "PERIOD_CLOSED"

    reopened(period, owner, approver)
    assert [balance_by_code(business.pk, code, day=OCT) for code in ("4000", "3100")] == [90_000, 0]
    post(business, "more", 5_000, occurred_at=IN_OCTOBER)
    close_period(business=business, last_day=OCT, actor=owner)
    second = close_year(business=business, last_day=OCT, actor=owner)
    assert second.reference == "closing:2024-10-31:2"
    assert balance_by_code(business.pk, "3100", day=OCT) == 55_000
