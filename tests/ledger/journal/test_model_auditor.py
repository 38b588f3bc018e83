"""Threads that post, reverse, seal, fold and spend at once, against a model auditor in plain Python.

`make slow AREA=ledger` runs 10,000 steps; ARGS=--hypothesis-seed=N repeats a run, as far as threads repeat.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.errors import DomainError
from ledger.chart.standard import CHART
from ledger.integrity.verifying import verify_ledger
from ledger.journal import wallets as wallet_verbs
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, post_entry, reverse_entry
from ledger.journal.sealing import seal_business, seal_entries
from ledger.journal.turnovers import fold_turnovers, turnovers
from ledger.models import Account, Entry, Floor, Line, Seal, Unsealed, Wallet
from ledger.reads.selectors import balance_by_code, trial_balance
from tests.core.threads import run_together
from tests.ledger.books import AT, movements_of, origins_of
from tests.ledger.journal.auditor import Answer, Auditor, Operation, Posting
from users.models import Role, User
from users.people import add_member, create_business, create_player, create_staff

FIRST = date(2026, 11, 1)
WALLETS = ("A", "B", "C")
PLACES = ("1020", "1100", "2100", "4000", "5100", *WALLETS)

REFUSALS = {
    "FLOOR", "REFERENCE_REUSED", "ALREADY_REVERSED", "IS_A_REVERSAL", "NOT_A_MIRROR", "UNKNOWN_ACCOUNT",
    "UNBALANCED", "SAME_WALLET", "BAD_DAY",
}  # fmt: skip

_days = st.integers(0, 4)
_slots = st.integers(0, 2)
_cents = st.integers(1, 60)
_old = st.integers(0, 60)
_pairs = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), _cents), min_size=1, max_size=2)
_post = st.tuples(st.just("post"), _slots, _pairs, _days, st.sampled_from(["RECEIPT", "MANUAL"]))
_again = st.one_of(
    st.tuples(st.just("replay"), _old, _days),
    st.tuples(st.just("conflict"), _old, _cents),
    st.tuples(st.just("mirror"), _old, _slots, st.sampled_from([0, 0, 1])),
)
_wanted = st.one_of(
    _post,
    _post,
    _again,
    st.tuples(st.just("batch"), st.lists(st.one_of(_post, _post, _again), min_size=1, max_size=5)),
    st.tuples(st.just("reverse"), _old, _days),
    st.tuples(st.just("credit"), st.sampled_from(WALLETS), _slots, _cents),
    st.tuples(st.just("debit"), st.sampled_from(WALLETS), _slots, _cents),
    st.tuples(st.just("transfer"), st.sampled_from(WALLETS), _slots, _cents, st.sampled_from(WALLETS)),
    st.tuples(st.sampled_from(["unknown", "unbalanced"]), _slots),
    st.tuples(st.sampled_from(["seal", "seal", "fold", "fold", "read"])),
)


class BooksUnderThreads(RuleBasedStateMachine):
    """One business for each example, in one database."""

    numbers = count(1)
    steps = 0
    answers: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.step = 0
        self.seals: dict[int, int] = {}

    @initialize()
    def open(self) -> None:
        owner = User.objects.get(username="owner")
        self.business = create_business(code=f"b{next(self.numbers)}", name="B", owner=owner)
        self.wallets: dict[str, Wallet] = {}
        for name, player in zip(WALLETS, User.objects.filter(display_name="P").order_by("pk"), strict=True):
            add_member(business=self.business, user=player, role=Role.PLAYER, actor=owner)
            self.wallets[name] = wallet_verbs.open_wallet(business=self.business, player=player)
        floors = frozenset(wallet.account.code for wallet in self.wallets.values())
        codes = Account.objects.filter(business=self.business).values_list("code", flat=True)
        self.auditor = Auditor(accounts=frozenset(codes), floors=floors, journal={})
        assert len(self.auditor.accounts) == len(CHART) + len(WALLETS)
        self.together([[("credit", name, 0, 100)] for name in WALLETS])

    @rule(programs=st.lists(st.lists(_wanted, min_size=1, max_size=2), min_size=2, max_size=4))
    def different_things_at_once(self, programs: list[list[Any]]) -> None:
        self.together(programs)

    @rule(wanted=_wanted, threads=st.integers(2, 4))
    def the_same_at_once(self, wanted: Any, threads: int) -> None:
        self.together([[wanted]] * threads)

    @rule(name=st.sampled_from(WALLETS), amounts=st.lists(st.integers(20, 90), min_size=2, max_size=4))
    def spend_one_wallet_at_once(self, name: str, amounts: list[int]) -> None:
        self.together([[("debit", name, place, cents)] for place, cents in enumerate(amounts)])

    def together(self, programs: list[list[Any]]) -> None:
        self.step += 1
        BooksUnderThreads.steps += 1
        planned = [[self.operation(wanted) for wanted in program] for program in programs]
        heard = run_together([lambda each=each: [(op, answer_to(op)) for op in each] for each in planned])
        for outcome in heard:
            if isinstance(outcome, BaseException):
                raise outcome
            self.answers.update(answer.code or op.name for op, answer in outcome)
        after = self.auditor.hear(heard)
        told = "\n".join(
            f"thread {n}: {op} -> {answer}" for n, each in enumerate(heard) for op, answer in each
        )
        assert after is not None, f"no order explains step {self.step}:\n{told}"
        self.auditor = after

    # What a drawn tuple asks for.

    def operation(self, wanted: Any) -> Operation:
        what, *details = wanted
        if what in ("credit", "debit", "transfer"):
            return self.wallet_operation(what, *details)
        if what in ("seal", "fold", "read"):
            return Operation(what, {"seal": self.seal, "fold": fold_turnovers, "read": self.read}[what])
        if what == "batch":
            postings = tuple(each for each in map(self.posting, details[0]) if each is not None)
            return Operation("batch", lambda: self.batch(postings), postings)
        if what == "reverse":
            return self.reversal(*details)
        posting = self.posting(wanted)
        if posting is None:
            return Operation("read", self.read)
        flaws = frozenset({"UNBALANCED"} if what == "unbalanced" else ())
        return Operation(what, lambda: [post_entry(**vars(self.draft(posting)))], (posting,), flaws)

    def posting(self, wanted: Any) -> Posting | None:
        what, *details = wanted
        if what == "post":
            slot, pairs, day, kind = details
            legs = [leg for by, to, cents in pairs for leg in ((by, cents, 0), (to, 0, cents))]
            named = tuple((self.code(place), debit, credit) for place, debit, credit in legs)
            return Posting(f"p{self.step}:{slot}", named, FIRST + timedelta(days=day), kind)
        if what == "unknown":
            return Posting(f"u{self.step}:{details[0]}", (("9999", 1, 0), ("1020", 0, 1)), FIRST)
        if what == "unbalanced":
            return Posting(f"u{self.step}:{details[0]}", (("1020", 2, 0), ("4000", 0, 1)), FIRST)
        return self.posting_about_an_old_one(what, *details)

    def posting_about_an_old_one(self, what: str, index: int, detail: int, wrong: int = 0) -> Posting | None:
        old = self.old(index)
        if old is None:
            return None
        first = old.posting
        if what == "replay":
            day = first.day if first.kind == "MANUAL" else FIRST + timedelta(days=detail)
            return Posting(first.reference, first.legs[::-1], day, first.kind, first.reverses)
        if what == "conflict":
            legs = (("1020", detail, 0), ("1100", 0, detail))
            return Posting(first.reference, legs, first.day, first.kind)
        legs = first.mirrored
        if wrong:
            legs = (*legs, ("1020", wrong, 0), ("4000", 0, wrong))
        return Posting(f"m{self.step}:{detail}", legs, first.day, "REVERSAL", reverses=old.pk)

    def batch(self, postings) -> list[Entry]:
        ids = post_entries(map(self.draft, postings))
        rows = Entry.objects.in_bulk(ids)
        return [rows[pk] for pk in ids]

    def reversal(self, index: int, day: int) -> Operation:
        old = self.old(index)
        if old is None:
            return Operation("read", self.read)
        on = FIRST + timedelta(days=day)

        def run() -> list[Entry]:
            entry = Entry.objects.get(pk=old.pk)
            return [reverse_entry(entry=entry, reason="typo", occurred_at=AT, effective_on=on)]

        mirror = Posting(f"reversal:{old.pk}", old.posting.mirrored, on, "REVERSAL", reverses=old.pk)
        if old.posting.reverses is not None:
            return Operation("reverse", run, (), frozenset({"IS_A_REVERSAL"}))
        if on < old.posting.day:
            return Operation("reverse", run, (), frozenset({"BAD_DAY"}))
        return Operation("reverse", run, (mirror,))

    def wallet_operation(self, what: str, name: str, slot: int, cents: int, to: str = "A") -> Operation:
        wallet, other = self.wallets[name], self.wallets[to]
        fields: dict[str, Any] = {"wallet": wallet, "amount": cents, "occurred_at": AT}
        fields["key"] = f"key-{self.step:06}-{slot}"
        verbs: dict[str, tuple[Callable[..., Entry], dict[str, Any], str, str]] = {
            "credit": (wallet_verbs.credit_wallet, {"source": "1020"}, "1020", wallet.account.code),
            "debit": (wallet_verbs.debit_wallet, {"target": "1020"}, wallet.account.code, "1020"),
            "transfer": (wallet_verbs.transfer, {"to": other}, wallet.account.code, other.account.code),
        }
        verb, more, by, into = verbs[what]
        if by == into:
            return Operation(what, lambda: verb(**fields, **more), (), frozenset({"SAME_WALLET"}))
        reference = f"wallet:{wallet.pk}:{fields['key']}"
        posting = Posting(reference, ((by, cents, 0), (into, 0, cents)), AT.date(), "WALLET")
        return Operation(what, lambda: [verb(**fields, **more)], (posting,))

    def code(self, place: str) -> str:
        return self.wallets[place].account.code if place in self.wallets else place

    def old(self, index: int):
        booked = list(self.auditor.journal.values())
        return booked[-1 - index % len(booked)] if booked else None

    def draft(self, posting: Posting) -> EntryDraft:
        return EntryDraft(
            business_id=self.business.pk,
            kind=posting.kind,
            reference=posting.reference,
            legs=[Leg(*leg) for leg in posting.legs],
            occurred_at=AT,
            effective_on=posting.day,
            reverses=posting.reverses,
        )

    def seal(self) -> None:
        if self.step % 2:
            seal_business(self.business.pk)
        else:
            seal_entries()

    def read(self) -> None:
        """Whatever goes on at the same time, what is read is the books of one moment."""
        sums = turnovers(self.business.pk).values()
        assert sum(debits for debits, _ in sums) == sum(credits for _, credits in sums)

    # What must hold after every step.

    @invariant()
    def the_ledger_verifies_itself(self) -> None:
        assert verify_ledger(self.business.pk) == []

    @invariant()
    def the_rows_are_those_that_were_answered_for(self) -> None:
        entries = Entry.objects.filter(business=self.business)
        stored = {row.pk: row for row in entries}
        booked = {each.pk: each.posting for each in self.auditor.journal.values()}
        assert {
            pk: (row.reference, row.effective_on, row.kind, row.reverses_id) for pk, row in stored.items()
        } == {pk: (each.reference, each.day, each.kind, each.reverses) for pk, each in booked.items()}
        assert Line.objects.filter(entry__business=self.business).count() == self.auditor.count_lines()

    @invariant()
    def seals_only_grow(self) -> None:
        """Dense numbers, each entry sealed or noted, and no seal ever names another entry."""
        seals = dict(Seal.objects.filter(business=self.business).values_list("number", "entry_id"))
        assert sorted(seals) == list(range(1, len(seals) + 1))
        assert seals.items() >= self.seals.items()
        self.seals = seals
        waiting = Unsealed.objects.filter(business=self.business).values_list("entry_id", flat=True)
        assert sorted([*seals.values(), *waiting]) == sorted(b.pk for b in self.auditor.journal.values())

    @invariant()
    def balances_are_those_of_the_auditor(self) -> None:
        half = FIRST + timedelta(days=2)
        seal = len(self.seals) // 2
        under = [pk for number, pk in self.seals.items() if number <= seal]
        assert self.shown() == self.auditor.turnovers()
        assert self.shown(day=half) == self.auditor.turnovers(day=half)
        assert self.shown(seal=seal) == self.auditor.turnovers(entries=under)
        assert self.shown(day=half, seal=seal) == self.auditor.turnovers(day=half, entries=under)

    def shown(self, **until: Any) -> dict[str, tuple[int, int]]:
        rows = trial_balance(self.business.pk, **until)
        return {row.account.code: (row.debit, row.credit) for row in rows if row.debit or row.credit}

    @invariant()
    def wallets_hold_what_the_auditor_says(self) -> None:
        balances = self.auditor.balances()
        assert balance_by_code(self.business.pk, "2200") == sum(
            balances[wallet.account.code] for wallet in self.wallets.values()
        )
        for wallet in self.wallets.values():
            held = balances[wallet.account.code]
            assert Floor.objects.get(account=wallet.account).balance == held >= 0
            assert sum(part.amount for part in origins_of(wallet)) == held
            movements = movements_of(wallet)
            assert [row[2] for row in movements[:1]] == ([held] if movements else [])


def answer_to(operation: Operation) -> Answer:
    """Runs an operation as one call of its own. Errors that are not the domain's fly on."""
    try:
        entries = operation.run()
    except DomainError as error:
        return Answer(code=error.code)
    if not operation.postings:
        return Answer()
    return Answer(tuple((entry.pk, entry.effective_on) for entry in entries))


@pytest.fixture
def people(db: None) -> None:
    create_staff(username="owner", password="correct horse battery")
    home = create_business(code="home", name="Home", owner=User.objects.get())
    for number in range(len(WALLETS)):
        create_player(phone=f"071234567{number}", pin="279341", business=home, display_name="P")


def audit(*, examples: int, steps: int, first_seed: int, phases: tuple[Phase, ...]) -> None:
    machine = type("BooksUnderThreads", (BooksUnderThreads,), {})
    run_state_machine_as_test(
        seed(first_seed)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_auditor_agrees(people):
    before = BooksUnderThreads.steps
    audit(examples=5, steps=10, first_seed=20261120, phases=(Phase.generate, Phase.shrink))
    assert BooksUnderThreads.steps - before >= 30


@pytest.mark.slow
def test_the_auditor_agrees_for_ten_thousand_steps(people, capsys, pytestconfig):
    given = pytestconfig.getoption("--hypothesis-seed")
    number = int(given) if given is not None else random.randrange(2**32)
    with capsys.disabled():
        print(f"\nauditor: seed {number}", flush=True)
    done, turn = BooksUnderThreads.steps, 0
    BooksUnderThreads.answers.clear()
    while (steps := BooksUnderThreads.steps - done) < 10_000:
        audit(examples=20, steps=50, first_seed=number + turn, phases=(Phase.generate,))
        turn += 1
        with capsys.disabled():
            print(f"auditor: {BooksUnderThreads.steps - done} steps", flush=True)
    with capsys.disabled():
        print(f"auditor: {steps} steps in all; answers {dict(BooksUnderThreads.answers)}", flush=True)
    assert set(BooksUnderThreads.answers) >= REFUSALS


def test_the_auditor_notices_a_wrong_answer():
    """Double spending, a forgotten conflict, a second entry and a refusal without a reason are wrong."""
    auditor = Auditor(frozenset({"1020", "W"}), frozenset({"W"}), {})

    def asked(reference: str, cents: int, by: str = "W", to: str = "1020") -> Operation:
        return Operation("post", list, (Posting(reference, ((by, cents, 0), (to, 0, cents)), FIRST),))

    def yes(pk: int) -> Answer:
        return Answer(((pk, FIRST),))

    held = auditor.admit(asked("in", 100, by="1020", to="W"), yes(1))
    assert held is not None
    out = [[(asked(f"out{n}", 60), yes(n + 2))] for n in range(2)]
    assert held.hear(out) is None
    assert held.hear([out[0], [(asked("out1", 60), Answer(code="FLOOR"))]]) is not None
    assert held.hear([out[0], [(asked("back", 20, by="1020", to="W"), yes(9))], out[1]]) is not None
    assert held.hear([[(asked("out", 1), Answer(code="FLOOR"))]]) is None
    assert held.hear([[(asked("in", 7), yes(1))]]) is None
    assert held.hear([[(asked("in", 100, by="1020", to="W"), yes(2))]]) is None
