"""Proofs that were made together: a whole till, or all that a business has."""

from __future__ import annotations

from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.enums import described
from graphql_api.reading import together
from graphql_api.reconciliation.enums import RunState, StatementAccount
from graphql_api.reconciliation.types import ReconciliationListed, kind_of_account
from graphql_api.scalars import Money, money_or_none
from reconciliation import models
from reconciliation.accounts import account_shown
from reconciliation.runs.together import MAX_TOGETHER, Whole, wholes_of

ProofScope = described(
    models.ProofScope,
    "ProofScope",
    "What is proved at once.",
    ACCOUNT="One account.",
    TILL="All M-Pesa accounts of a till of which files cover some of the days.",
    BUSINESS="Likewise of all tills of the business, and its bank accounts.",
)


@strawberry.type(description="One account among those that were proved together.")
class ReconciliationPart:
    run: relay.GlobalID = strawberry.field(description="Its own proof.")
    till_name: str = strawberry.field(description="What the business calls the till.")
    shortcode: str = strawberry.field(description="The till's shortcode.")
    account: StatementAccount = strawberry.field(description="Which account.")
    account_name: str = strawberry.field(description="Its name, in English; of a bank's with its code.")
    state: RunState = strawberry.field(description="How far it has come.")
    statement_closing: Money | None = strawberry.field(
        description="The balance by the statement; null until it is done."
    )
    ledger: Money | None = strawberry.field(description="The balance by the books; null until it is done.")
    unexplained: Money | None = strawberry.field(description="What is left; null until it is done.")
    listed: ReconciliationListed = strawberry.field(description="What it lists, item by item.")


@strawberry.type(
    description="Accounts that were proved together, from one picture of the statements and up to one seal."
)
class ReconciliationWhole:
    scope: ProofScope = strawberry.field(description="What was asked for.")
    parts: list[ReconciliationPart] = strawberry.field(
        description=f"The accounts, at most {MAX_TOGETHER}, a till's together."
    )
    statement_closing: Money | None = strawberry.field(
        description="What the statements say in all; null until all are done."
    )
    ledger: Money | None = strawberry.field(description="What the books say in all; null until all are done.")
    unexplained: Money | None = strawberry.field(
        description="What is left of all, each counted above zero, so that no two hide each other; null until"
        " all are done."
    )
    digest: str | None = strawberry.field(
        description="SHA-256 in hex of the digests of all; null until all are done."
    )
    left_out: list[str] = strawberry.field(
        description="M-Pesa accounts of these tills, and where all of the business was asked for its bank"
        " accounts, that have moved by the books, and of which no file covers any of the days: what is there"
        " is not proved."
    )


def _shown(whole: Whole) -> ReconciliationWhole:
    return ReconciliationWhole(
        scope=ProofScope(whole.scope),
        parts=[
            ReconciliationPart(
                run=relay.GlobalID("ReconciliationRun", str(run.pk)),
                till_name=run.till.name,
                shortcode=run.till.shortcode,
                account=kind_of_account(run.account),
                account_name=account_shown(run.account),
                state=RunState(run.state),
                statement_closing=money_or_none(run.statement_closing),
                ledger=money_or_none(run.ledger),
                unexplained=money_or_none(run.unexplained),
                listed=ReconciliationListed.of(listed),
            )
            for run, listed in zip(whole.runs, whole.listed, strict=True)
        ],
        statement_closing=money_or_none(whole.statement_closing),
        ledger=money_or_none(whole.ledger),
        unexplained=money_or_none(whole.unexplained),
        digest=whole.digest or None,
        left_out=list(whole.left_out),
    )


@strawberry_django.field(
    only=[], description="What it was proved together with; null where it was proved alone."
)
def whole_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> ReconciliationWhole | None:
    found = cast("Whole | None", together(root, ("whole",), wholes_of))
    return _shown(found) if found else None
