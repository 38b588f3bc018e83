"""Tells the stories of the corpus to the product, by its front door, and listens to what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from core.days import EAT
from core.machine.jobs import drain_queue, queue_names
from core.money import display
from ledger.models import Line
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.receipts import ROUTE_QUEUE, ReceiptFacts, Report, record_receipts
from mpesa.models import Discrepancy, MpesaAccount, Receipt, RouteState, Till
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, Statement, StatementRow
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.reconciliation.corpus.history import UTILITY, Leg, Row, Told
from tests.reconciliation.corpus.stories import Fate, Named, Run, Story, Upload
from users.actors import SYSTEM
from users.models import Business

ACCOUNTS = {str(account.label): account.value for account in MpesaAccount}
#: What only others do and the books cannot have by themselves: a run lists it, whatever else is wrong.
USUAL = (Leg.PAYOUT, Leg.BANK)
ADMITTED = ("ADMITTED", "ADMITTED")
_RECEIPT = re.compile(r"\b[A-Z0-9]{10}\b")
_AMOUNT = re.compile(r"KES ([\d,]+)\.(\d\d)")

#: Account, receipt, cents.
Facts = tuple[str, str, int]


@dataclass(frozen=True)
class Finding:
    """One thing that the product says of a file or of a run. `cents` are magnitudes."""

    text: str
    receipts: frozenset[str]
    cents: frozenset[int]

    def says(self, named: Named) -> bool:
        return (
            (not named.receipts or bool(self.receipts & set(named.receipts)))
            and (named.cents is None or named.cents in self.cents)
            and named.text in self.text
        )


@dataclass
class Outcome:
    """What came of a story. `asked` counts fates and namings that a fault demands, `missed` lists those that
    were not met, `wrong` what else is wrong; `right`, `usual` and `false` count what was said."""

    asked: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    right: int = 0
    usual: int = 0
    false: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        return not self.missed and not self.wrong


def open_till(business: Business, shortcode: str) -> Till:
    return create_till(
        business=business,
        name="Corpus",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def tell(story: Story, business: Business) -> Outcome:
    """Tell a story from its beginning to its end, in a database where this till has no past."""
    return Telling(story, open_till(business, story.history.shortcode)).outcome()


class Telling:
    def __init__(self, story: Story, till: Till) -> None:
        self.story, self.till, self.heard = story, till, Outcome()
        self.demands = [named for step in story.steps for named in step.names]
        rows = [row for listed in story.history.rows.values() for row in listed]
        self.usual = {row.receipt for row in rows if row.leg in USUAL}
        self.came: list[tuple[Upload, int]] = []
        self.cases: set[int] = set()
        self.lines: set[int] = set()

    def outcome(self) -> Outcome:
        record(self.till, self.story.told)
        drain()
        self.lines = set(Line.objects.values_list("pk", flat=True))
        for number, step in enumerate(self.story.steps):
            where = f"step {number}"
            if isinstance(step, Upload):
                self._upload(step, where)
            else:
                self._run(step, where)
            self.heard.wrong += [f"{where}: {each}" for each in self._strangers()]
        for receipt in self.story.kept_back:
            state = Receipt.objects.get(till=self.till, number=receipt).route.state
            if state != RouteState.HELD:
                self.heard.wrong.append(f"{receipt}, which only a file knows, is {state}")
        return self.heard

    def _upload(self, step: Upload, where: str) -> None:
        file = step.file
        kept = store_statement(till=self.till, file_name=file.name, data=file.data, actor=SYSTEM)
        drain()
        statement = Statement.objects.get(pk=kept.pk)
        fate = "ADMITTED" if statement.state in ADMITTED else statement.state
        said = f"{where}: the file is {fate}, with {statement.problems}"
        self.came.append((step, kept.pk))
        if Fate.ADMITTED in step.fates:
            if fate not in step.fates:
                self.heard.wrong.append(said)
        else:
            self.heard.asked += 1
            if fate not in step.fates:
                self.heard.missed.append(said)
        findings = [finding(problem) for problem in statement.problems]
        self._judge(step.names, findings, said, about=not step.is_true and not step.names)

    def _run(self, step: Run, where: str) -> None:
        history = self.story.history
        started = start_run(
            till=self.till,
            from_day=history.day(step.first),
            to_day=history.day(step.last),
            account=ACCOUNTS[step.account],
            actor=SYSTEM,
        )
        drain()
        run = ReconciliationRun.objects.get(pk=started.pk)
        findings = [*findings_of(run), *self._new_cases()]
        said = f"{where}: run {run.state} {run.problem} says {[each.text for each in findings]}"
        if run.state != "DONE" or (step.explained and run.unexplained != 0):
            self.heard.wrong.append(f"{said}; unexplained {run.unexplained}")
        booked = bookings(self.till, step.account, self.lines)
        self.lines = set(Line.objects.values_list("pk", flat=True))
        self._judge(step.names, findings, said, booked, usual=step.usual)
        for receipt in step.silent:
            if any(receipt in each.receipts for each in findings):
                self.heard.wrong.append(f"{said}: not silent about {receipt}")

    def _judge(
        self,
        names: Iterable[Named],
        findings: list[Finding],
        said: str,
        booked: Iterable[Finding] = (),
        *,
        usual: Iterable[str] = (),
        about: bool = False,
    ) -> None:
        """`about`: whatever is said of this file is said of its fault."""
        for named in names:
            self.heard.asked += 1
            told = [*findings, *booked] if named.booked else findings
            if not any(each.says(named) for each in told):
                self.heard.missed.append(f"{said}: nothing names {named}")
            self.heard.right += sum(each.says(named) for each in booked if named.booked)
        for each in findings:
            named_ones = {receipt for named in self.demands for receipt in named.receipts}
            if about or each.receipts & named_ones:
                self.heard.right += 1
            elif each.receipts and each.receipts <= self.usual.union(usual):
                self.heard.usual += 1
            elif any(named.cents in each.cents for named in self.demands):
                self.heard.right += 1
            elif each.receipts or each.cents:
                self.heard.false.append(each.text)

    def _new_cases(self) -> list[Finding]:
        cases = open_cases().filter(till=self.till).exclude(pk__in=self.cases).order_by("pk")
        new: list[Discrepancy] = list(cases)
        self.cases |= {case.pk for case in new}
        return [finding(f"{case.code} {case.subject} {case.detail}") for case in new]

    def _strangers(self) -> list[str]:
        """Rows and receipts in the books that no admitted file and no channel told."""
        kept, admitted = rows_kept(self.till), self._admitted()
        problems = [f"{row} is kept, which no admitted file has" for row in kept - admitted]
        problems += [f"{row} of an admitted file is not kept" for row in admitted - kept]
        known = {each.receipt for each in self.story.told} | {receipt for _, receipt, _ in admitted}
        numbers = Receipt.objects.filter(till=self.till).values_list("number", flat=True)
        return problems + [f"receipt {number} is booked, which nobody told" for number in {*numbers} - known]

    def _admitted(self) -> Counter[Facts]:
        """Rows of the files that are admitted now and may be: a true one also when it had to wait."""
        now = set(Statement.objects.filter(till=self.till, state__in=ADMITTED).values_list("pk", flat=True))
        rows: Counter[Facts] = Counter()
        for upload, pk in self.came:
            if pk in now and (upload.is_true or Fate.ADMITTED in upload.fates):
                rows |= Counter(map(facts, upload.claim.rows))
        return rows


def record(till: Till, told: Iterable[Told]) -> None:
    """What other channels say; who repeats what was said comes later."""
    waves: list[dict[str, Report]] = []
    for each in told:
        said = ReceiptFacts(each.receipt, each.cents, each.at, each.account_no, each.phone)
        wave = next((wave for wave in waves if each.receipt not in wave), None)
        if wave is None:
            waves.append(wave := {})
        wave[each.receipt] = Report(till, said, each.channel, source="corpus")
    for wave in waves:
        with transaction.atomic():
            record_receipts(list(wave.values()))


def drain() -> None:
    """Until nothing waits that files, runs or receipts have asked for."""
    names = [name for name in queue_names() if name.startswith("reconciliation.")] + [ROUTE_QUEUE]
    for _ in range(20):
        if not sum(drain_queue(name) for name in names):
            return
    raise AssertionError("the queues do not come to rest")


def facts(row: Row) -> Facts:
    return ACCOUNTS[row.account], row.receipt, row.net


def rows_kept(till: Till) -> Counter[Facts]:
    """The rows of the verified statement."""
    rows = StatementRow.objects.filter(till=till)
    if any(each.name == "struck_at" for each in StatementRow._meta.get_fields()):
        rows = rows.filter(struck_at=None)
    return Counter(
        (row.account, row.receipt, row.paid_in - row.withdrawn if row.moves else 0) for row in rows
    )


def finding(text: str) -> Finding:
    cents = {int(whole.replace(",", "")) * 100 + int(rest) for whole, rest in _AMOUNT.findall(text)}
    return Finding(text, frozenset(_RECEIPT.findall(text)), frozenset(cents))


def findings_of(run: ReconciliationRun) -> list[Finding]:
    """Items of the proof, and the days that it does not know."""
    found = [
        Finding(
            f"{item.term} {item.receipt} {item.leg} {display(item.cents)} {item.why}",
            frozenset({item.receipt} - {""}),
            frozenset({abs(item.cents)}),
        )
        for item in run.items.order_by("pk")
    ]
    gaps = run.gaps.order_by("pk") if hasattr(run, "gaps") else ()
    for gap in gaps:
        jump = frozenset() if gap.jump is None else frozenset({abs(gap.jump)})
        first, last = (moment.astimezone(EAT) for moment in (gap.from_at, gap.until_at))
        text = f"uncovered from {first:%Y-%m-%d %H:%M:%S} until {last:%Y-%m-%d %H:%M:%S}: {gap.jump}"
        found.append(Finding(text, frozenset(), jump))
    return found


def bookings(till: Till, account: str, known: set[int]) -> list[Finding]:
    """What this run has booked on the account, and those since the last that began by themselves."""
    code = account_code(till, MpesaAccount(ACCOUNTS[account or UTILITY]))
    lines = Line.objects.filter(account__business_id=till.business_id, account__code=code)
    return [
        Finding(
            line.entry.reference,
            frozenset(line.entry.reference.split(":")),
            frozenset({line.debit + line.credit}),
        )
        for line in lines.exclude(pk__in=known).select_related("entry").order_by("pk")
    ]
