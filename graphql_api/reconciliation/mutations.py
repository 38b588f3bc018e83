"""Bringing a statement in and proving it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

import strawberry
from strawberry import relay

from core import days
from core.errors import InvalidInput
from graphql_api.context import Info
from graphql_api.mpesa.types import MpesaAccount
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reconciliation.types import ReconciliationRun, Statement
from graphql_api.reconciliation.wholes import ProofScope
from graphql_api.users.approval_types import Approval
from ledger.models import Account
from mpesa import models
from reconciliation.accounts import home_of, is_bank
from reconciliation.models import ProofScope as Scope
from reconciliation.models import Statement as StatementFile
from reconciliation.releasing import release_statement_receipts
from reconciliation.restating.changing import RIGHT, accept_restatement, withdraw_statement
from reconciliation.runs.running import start_run
from reconciliation.runs.together import start_together
from reconciliation.selectors import statement_for
from reconciliation.verified.reading import Told
from reconciliation.web import preview_path, upload_path
from users.access import require_right
from users.files import LIFETIME

_WHICH = "Which."
_WHY = "Why, in 3 to 500 characters."


@strawberry.input(description="A statement file to bring in.")
class UploadStatementInput:
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="Of which shortcode it is; null for a bank's."
    )
    bank_account: relay.GlobalID | None = strawberry.field(
        default=None,
        description="Of which bank account it is, 1100 or one below it; null for M-Pesa's. No bank's file"
        " says that of itself.",
    )
    file_name: str = strawberry.field(
        description="Its name; 200 characters of it are kept. Files of template B say their period in it."
    )
    account: MpesaAccount | None = strawberry.field(
        default=None, description="Which M-Pesa account it is of, where the file does not say it."
    )
    from_day: date | None = strawberry.field(
        default=None, description="The first accounting day that it covers, where the file does not say it."
    )
    to_day: date | None = strawberry.field(
        default=None, description="The last accounting day that it covers, where the file does not say it."
    )
    dry_run: bool = strawberry.field(
        default=False,
        description="Only look at it: nothing is kept, and the answer to the POST says what the file says,"
        " what is wrong with it and what would become of it.",
    )


@strawberry.type(description="Where the file is POSTed to.")
class StatementUpload:
    path: str = strawberry.field(
        description="POST the file here, as the body, with the CSRF token of the session."
    )
    expires_at: datetime = strawberry.field(description="Until then, in UTC.")


@strawberry.input(description="A restated file that shall count.")
class AcceptRestatementInput:
    statement: relay.GlobalID = strawberry.field(description=_WHICH)
    comment: str = strawberry.field(description=_WHY)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A statement file that shall count no longer.")
class WithdrawStatementInput:
    statement: relay.GlobalID = strawberry.field(description=_WHICH)
    comment: str = strawberry.field(description=_WHY)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A proof to make.")
class ReconcileInput:
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="Of which shortcode; null for a bank account."
    )
    bank_account: relay.GlobalID | None = strawberry.field(
        default=None, description="Which bank account, 1100 or one below it; null for one of M-Pesa."
    )
    from_day: date = strawberry.field(description="The first accounting day.")
    to_day: date = strawberry.field(description="The last accounting day.")
    account: MpesaAccount | None = strawberry.field(
        default=None, description="Which M-Pesa account; the one that collects where nothing is given."
    )
    scope: ProofScope = strawberry.field(
        default=ProofScope.ACCOUNT,
        description="One account, or all of the till or of its business together: then `account` is null, and"
        " the answer is the first of these proofs, whose `whole` has them all.",
    )


@strawberry.input(description="The receipts that only one statement knows.")
class ReleaseStatementReceiptsInput:
    statement: relay.GlobalID = strawberry.field(description="The file.")
    comment: str = strawberry.field(
        default="", description="For the person who approves, at most 500 characters."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class ReconciliationMutations:
    @mutation(
        description="An address for one statement file of a till or a bank account, for ten minutes.",
        facts=True,
    )
    def upload_statement(self, info: Info, input: UploadStatementInput) -> StatementUpload:
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        till, account = _place(info, input.till, input.bank_account, input.account)
        told = Told(account, input.from_day, input.to_day)
        address = preview_path if input.dry_run else upload_path
        path = address(user=info.context.user, till=till, file_name=input.file_name, told=told)
        return StatementUpload(path=path, expires_at=expires_at)

    @mutation(
        description="Asks that all receipts which only this statement knows go on to whoever they are for."
        " Within the solo limit of the business it is done at once; else somebody else approves it"
        " (approveRequest), and until then nothing moves. Needs the right reconciliation.write. Safe to"
        " repeat."
    )
    def release_statement_receipts(self, info: Info, input: ReleaseStatementReceiptsInput) -> Approval:
        statement = find(info.context.user, input.statement, "Statement", field="statement")
        asked = release_statement_receipts(
            statement=cast(StatementFile, statement),
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return cast(Approval, asked)

    @mutation(
        description="Asks that a RESTATED file takes the place of what is verified of its time. Somebody else"
        " approves it (approveRequest), always. Safe to repeat."
    )
    def accept_restatement(self, info: Info, input: AcceptRestatementInput) -> Statement:
        row = _statement(info, input.statement)
        accept_restatement(
            statement=row, key=input.idempotency_key, comment=input.comment, actor=info.context.user
        )
        return cast(Statement, statement_for(info.context.user, row.pk))

    @mutation(
        description="Takes a statement file back. At once, where nothing was booked from it; else somebody"
        " approves it (approveRequest), and what was booked is undone by postings. Safe to repeat."
    )
    def withdraw_statement(self, info: Info, input: WithdrawStatementInput) -> Statement:
        row = _statement(info, input.statement)
        withdraw_statement(
            statement=row, key=input.idempotency_key, comment=input.comment, actor=info.context.user
        )
        return cast(Statement, statement_for(info.context.user, row.pk))

    @mutation(
        description="Proves a till's M-Pesa account, or a bank account, over accounting days. A repeat makes"
        " the proof anew, from what is known then.",
    )
    def reconcile(self, info: Info, input: ReconcileInput) -> ReconciliationRun:
        till, account = _place(info, input.till, input.bank_account, input.account)
        if input.scope != ProofScope.ACCOUNT:
            if account:
                raise InvalidInput("WHICH_STATEMENT", "account", "All accounts together: name none of them.")
            led = start_together(
                till=till,
                from_day=input.from_day,
                to_day=input.to_day,
                scope=Scope(input.scope.value),
                actor=info.context.user,
            )
            return cast(ReconciliationRun, led)
        run = start_run(
            till=till,
            from_day=input.from_day,
            to_day=input.to_day,
            account=account,
            actor=info.context.user,
        )
        return cast(ReconciliationRun, run)


def _statement(info: Info, id: relay.GlobalID) -> StatementFile:
    """The file, for who may change it: others are told before anything else is read."""
    row = cast(StatementFile, find(info.context.user, id, "Statement", field="statement"))
    require_right(info.context.user, row.business, RIGHT)
    return row


def _place(
    info: Info, till: relay.GlobalID | None, bank: relay.GlobalID | None, account: MpesaAccount | None
) -> tuple[models.Till, str]:
    """A till and one of its accounts (empty: not said), or a bank account. Raises InvalidInput
    WHICH_STATEMENT / ACCOUNT_UNKNOWN / NO_TILL, NotFound, NotAllowed."""
    if till is not None and bank is None:
        row = cast(models.Till, find(info.context.user, till, "Till", field="till"))
        return row, account.value if account else ""
    if till is not None or bank is None or account is not None:
        raise InvalidInput("WHICH_STATEMENT", "till", "Name a till, or a bank account: one of the two.")
    found = cast(Account, find(info.context.user, bank, "Account", field="bank_account"))
    require_right(info.context.user, found.business, RIGHT)
    if not is_bank(found.code):
        raise InvalidInput("ACCOUNT_UNKNOWN", "bank_account", f"{found.code} is no bank account.")
    return home_of(found.business_id), found.code
