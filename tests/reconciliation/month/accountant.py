"""The accountant's month, through the API: statements in, exceptions corrected, proofs, the period closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from core.money import to_cents
from graphql_api.ids import write_id
from mpesa.models import MpesaAccount, Till
from tests.graphql_api.conftest import Browser, House
from tests.processes import SandboxProcess
from tests.reconciliation.month.truth import Fact
from users.models import Role

UPLOAD = """mutation ($input: UploadStatementInput!) { uploadStatement(input: $input) {
    path problems { code message } } }"""
FILES = """query ($till: ID!) { statements(allMine: true, filter: {till: $till}, first: 1) { nodes {
    state problems } } }"""
EXCEPTIONS = """query ($business: ID!, $after: String) { reconciliationExceptions(business: $business,
    filter: {states: [OPEN]}, first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    id kind account receiptNumber toBook proposal { action accountCode } } } }"""
CORRECT = """mutation ($input: CorrectExceptionInput!) { correctException(input: $input) {
    reconciliationException { state approval { id digest } } problems { code message } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    approval { state } problems { code message } } }"""
HELD = """query ($till: ID!) { statements(allMine: true, filter: {till: $till}, first: 100) { nodes {
    id held { count reversals } } } }"""
RELEASE = """mutation ($input: ReleaseStatementReceiptsInput!) { releaseStatementReceipts(input: $input) {
    approval { id digest state } problems { code message } } }"""
RECONCILE = """mutation ($input: ReconcileInput!) { reconcile(input: $input) {
    reconciliationRun { id } problems { code message } } }"""
RUN = """query ($id: ID!) { node(id: $id) { ... on ReconciliationRun { state problem statementClosing ledger
    unexplained debitsNotBooked creditsNotBooked items(first: 1) { totalCount } gaps { totalCount } } } }"""
CLOSE = """mutation ($input: ClosePeriodInput!) { closePeriod(input: $input) {
    period { state } problems { code message } } }"""
#: Where the money of another system belongs, as the accountant knows.
ELSEWHERE = "5900"


class Accountant:
    """Signs in anew for each sitting: days pass between them."""

    def __init__(self, house: House, till: Till, sandbox: SandboxProcess, drain: Callable[..., None]) -> None:
        self.house, self.till, self.sandbox, self.drain = house, till, sandbox, drain
        self.till_id = write_id("Till", till.pk)
        self.asked = 0

    def _do(self, browser: Browser, mutation: str, **given: Any) -> dict[str, Any]:
        (payload,) = browser.data(mutation, input=given).values()
        assert not payload["problems"], payload
        found: dict[str, Any] = payload
        return found

    def bring(self, account: MpesaAccount, first: date, last: date, *, template: str, form: str) -> str:
        """Export a statement from the portal and bring it in; its state then, and what is wrong."""
        asked = f"shortcode={self.till.shortcode}&account={account.label}&from={first}&to={last}"
        answer = self.sandbox.get(f"/_sandbox/statement?{asked}&template={template}&format={form}")
        assert answer.status_code == 200, answer.text
        (name,) = re.findall(r'filename="(.*)"', answer.headers["Content-Disposition"])
        told = {"account": account.name} if template == "b" else {}
        browser = self.house.browser(Role.ACCOUNTANT)
        path = self._do(browser, UPLOAD, till=self.till_id, fileName=name, **told)["path"]
        token = browser.client.cookies["csrftoken"].value
        sent = browser.client.post(
            path, answer.content, content_type="application/octet-stream", headers={"X-CSRFToken": token}
        )
        assert sent.status_code == 201, sent.content
        self.drain("reconciliation.import")
        (file,) = browser.data(FILES, till=self.till_id)["statements"]["nodes"]
        return f"{file['state']} {' '.join(file['problems'])}".strip()

    def prove(self, account: MpesaAccount, first: date, last: date) -> dict[str, Any]:
        browser = self.house.browser(Role.ACCOUNTANT)
        given = {"till": self.till_id, "account": account.name, "fromDay": str(first), "toDay": str(last)}
        run = self._do(browser, RECONCILE, **given)["reconciliationRun"]
        self.drain()
        found: dict[str, Any] = browser.data(RUN, id=run["id"])["node"]
        return found

    def open_items(self) -> list[dict[str, Any]]:
        browser, found, after = self.house.browser(Role.ACCOUNTANT), [], None
        while True:
            page = browser.data(EXCEPTIONS, business=self.house.id, after=after)["reconciliationExceptions"]
            found += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found

    def correct(self, items: list[dict[str, Any]]) -> None:
        """As proposed; somebody else approves each."""
        maker, checker = self.house.browser(Role.ACCOUNTANT), self.house.browser(Role.APPROVER)
        for item in items:
            self.asked += 1
            code = item["proposal"]["accountCode"] or ELSEWHERE
            given = {"accountCode": code, "comment": "Found at the source.", "exception": item["id"]}
            done = self._do(maker, CORRECT, idempotencyKey=f"correct-{self.asked}", **given)
            approval = done["reconciliationException"]["approval"]
            self._do(checker, APPROVE, approval=approval["id"], digest=approval["digest"])

    def release(self) -> int:
        """Let count what only files say was taken back, by two people; of how many files."""
        maker, checker = self.house.browser(Role.ACCOUNTANT), self.house.browser(Role.APPROVER)
        files = [file for file in maker.data(HELD, till=self.till_id)["statements"]["nodes"] if file["held"]]
        for file in files:
            assert file["held"]["count"] == 0, "each payment has been confirmed by asking"
            self.asked += 1
            given = {"statement": file["id"], "comment": "Seen in the portal."}
            approval = self._do(maker, RELEASE, idempotencyKey=f"release-{self.asked}", **given)["approval"]
            self._do(checker, APPROVE, approval=approval["id"], digest=approval["digest"])
        self.drain()
        return len(files)

    def close(self, last: date) -> str:
        browser, comment = self.house.browser(Role.OWNER), "Payments that name nobody."
        closed = self._do(browser, CLOSE, business=self.house.id, lastDay=str(last), comment=comment)
        return str(closed["period"]["state"])


def facts(items: list[dict[str, Any]]) -> Counter[Fact]:
    """Open items as what they would be on the account."""
    return Counter(
        (str(MpesaAccount[item["account"]].label), item["receiptNumber"], to_cents(item["toBook"]))
        for item in items
    )
