"""Into which bank account a till's money is settled."""

from __future__ import annotations

from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from core.errors import NotFound
from graphql_api.context import Info
from graphql_api.ledger.types import Account
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find
from graphql_api.pages import grow
from graphql_api.payloads import mutation
from graphql_api.reading import together
from ledger.models import Account as AccountRow
from mpesa.models import Till as TillRow
from reconciliation import selectors
from reconciliation.runs.settlements import choose_settlement_account, settlement_accounts
from users.access import Right, require_right


@strawberry_django.field(
    only=["business_id"],
    description="Into which bank account its money is settled; null until somebody says so, and for who may"
    " not read proofs.",
)
def _settles_into(root: strawberry.Parent[TillRow], info: Info) -> Account | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    return cast("Account | None", together(root, ("settlesInto",), settlement_accounts))


grow(Till, settles_into=_settles_into)


@strawberry.input(description="Where a till's money is settled.")
class ChooseSettlementAccountInput:
    till: relay.GlobalID = strawberry.field(description="Which till.")
    bank_account: relay.GlobalID = strawberry.field(description="1100, or a bank account below it.")


@strawberry.type
class SettlementMutations:
    @mutation(
        description="Books what a till withdraws to the bank into this account from then on. Needs the right"
        " ledger.write. Safe to repeat.",
    )
    def choose_settlement_account(self, info: Info, input: ChooseSettlementAccountInput) -> Till:
        till = cast(TillRow, find(info.context.user, input.till, "Till", field="till"))
        require_right(info.context.user, till.business, Right.LEDGER_WRITE)
        bank = cast(AccountRow, find(info.context.user, input.bank_account, "Account", field="bank_account"))
        if bank.business_id != till.business_id:
            raise NotFound("thing", "bank_account")
        chosen = choose_settlement_account(till=till, account=bank.code, actor=info.context.user)
        return cast(Till, chosen)
