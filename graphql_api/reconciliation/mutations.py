"""Bringing a statement in and proving it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from graphql_api.reconciliation.types import MpesaAccount, ReconciliationRun
from mpesa import models
from mpesa.selectors import till_by_id
from reconciliation.runs.running import start_run
from reconciliation.web import upload_path
from users.files import LIFETIME


@strawberry.type(description="POST the file to this path, as the body, with the CSRF token of the session.")
class StatementUpload:
    path: str
    expires_at: datetime


RunResult: TypeAlias = Annotated[ReconciliationRun | Problem, strawberry.union("ReconciliationRunResult")]
StatementUploadResult: TypeAlias = Annotated[
    StatementUpload | Problem, strawberry.union("StatementUploadResult")
]


@strawberry.type
class ReconciliationMutations:
    @strawberry.mutation(description="An address for one statement file of a till, for ten minutes.")
    def upload_statement(
        self, info: Info, till: relay.GlobalID, file_name: str
    ) -> StatementUploadResult | None:
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        path = upload_path(user=info.context.user, till=_till(info, till), file_name=file_name)
        return StatementUpload(path=path, expires_at=expires_at)

    @strawberry.mutation(description="Proves a till's M-Pesa account over accounting days, both included.")
    def reconcile(
        self,
        info: Info,
        till: relay.GlobalID,
        from_day: date,
        to_day: date,
        account: MpesaAccount | None = None,
    ) -> RunResult | None:
        run = start_run(
            till=_till(info, till),
            from_day=from_day,
            to_day=to_day,
            account=account.value if account else "",
            actor=info.context.user,
        )
        return cast(ReconciliationRun, run)


def _till(info: Info, id: relay.GlobalID) -> models.Till:
    return till_by_id(info.context.user, row_id(id, "Till", field="till"))
