"""The schema over HTTP. Sockets have one of their own, without mutations (graphql_api/socket_schema.py)."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import relay
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from graphql_api import subjects  # noqa: F401  (grows Approval)
from graphql_api.alerts.mutations import AlertMutations
from graphql_api.alerts.queries import AlertQueries
from graphql_api.alerts.recipients import AlertRecipientMutations, AlertRecipientQueries
from graphql_api.billing.customer_files import CustomerFileMutations
from graphql_api.billing.customer_mutations import CustomerMutations
from graphql_api.billing.fiscal import FiscalMutations, FiscalQueries
from graphql_api.billing.invoicing import InvoicingMutations
from graphql_api.billing.papers import PaperMutations
from graphql_api.billing.paying import PayingMutations
from graphql_api.billing.plans import PlanMutations, PlanQueries
from graphql_api.billing.pricing import PricingQueries
from graphql_api.billing.queries import BillingQueries
from graphql_api.billing.receivables import ReceivableQueries
from graphql_api.billing.reminders import ReminderMutations, ReminderQueries
from graphql_api.billing.subscription_mutations import BillingSubscriptionMutations
from graphql_api.billing.subscription_queries import BillingSubscriptionQueries
from graphql_api.context import Info
from graphql_api.desk import billed, causes, posted  # noqa: F401  (grow JournalEntry, Receipt, Invoice)
from graphql_api.desk.metrics import MetricsQueries
from graphql_api.desk.operations import OperationMutations, OperationQueries
from graphql_api.desk.placing import PlacingMutations
from graphql_api.desk.search import SearchQueries
from graphql_api.desk.suggestions import SuggestionQueries
from graphql_api.desk.sums import SumQueries
from graphql_api.desk.today import TodayQueries
from graphql_api.desk.withdrawals import WithdrawalMutations
from graphql_api.errors import TellingSchema
from graphql_api.gates.known import Known
from graphql_api.gates.limits import Limits
from graphql_api.gates.secrets import OneSecret
from graphql_api.ledger.accounts import AccountMutations
from graphql_api.ledger.files import BookFileMutations, BookFileQueries
from graphql_api.ledger.general_ledger import GeneralLedgerQueries
from graphql_api.ledger.periods import PeriodMutations, PeriodQueries
from graphql_api.ledger.queries import LedgerQueries
from graphql_api.ledger.standing import StandingMutations
from graphql_api.ledger.statements import StatementQueries
from graphql_api.ledger.trial_balance import TrialBalanceQueries
from graphql_api.ledger.vat import VatQueries
from graphql_api.ledger.voucher_queries import VoucherQueries
from graphql_api.ledger.vouchers import VoucherMutations
from graphql_api.ledger.wallets import WalletQueries
from graphql_api.markets import corrections, endings, movements, pools, proofs  # noqa: F401  (grow what is below)
from graphql_api.markets.cover import CoverQueries
from graphql_api.markets.deposits import DepositMutations
from graphql_api.markets.legal import LegalRuleMutations
from graphql_api.markets.mutations import MarketMutations
from graphql_api.markets.pictures import MarketPictureMutations
from graphql_api.markets.places import PlaceQueries
from graphql_api.markets.queries import MarketQueries
from graphql_api.markets.remittance import RemittanceQueries
from graphql_api.markets.resolving import ResolvingMutations
from graphql_api.markets.rules import MarketRuleMutations, MarketRuleQueries
from graphql_api.markets.settling import SettlingMutations
from graphql_api.markets.stakes import StakingQueries
from graphql_api.markets.staking import StakingMutations
from graphql_api.mpesa import (
    refunds,  # noqa: F401  (grows Receipt)
    till_health,  # noqa: F401 - gives tills their health
    trail,  # noqa: F401  (grows Receipt and PaymentRequest)
)
from graphql_api.mpesa.asking import AskingMutations
from graphql_api.mpesa.branches import BranchMutations, BranchQueries
from graphql_api.mpesa.cases import CaseMutations, CaseQueries
from graphql_api.mpesa.claims import ClaimMutations, ClaimQueries
from graphql_api.mpesa.inbox import InboxMutations, InboxQueries
from graphql_api.mpesa.mutations import MpesaMutations
from graphql_api.mpesa.payout_batches import PayoutBatchMutations, PayoutBatchQueries
from graphql_api.mpesa.payout_board import PayoutBoardQueries
from graphql_api.mpesa.payout_businesses import PayoutBusinessMutations
from graphql_api.mpesa.payout_disputes import PayoutDisputeMutations
from graphql_api.mpesa.payout_mutations import PayoutMutations
from graphql_api.mpesa.payout_queries import PayoutQueries
from graphql_api.mpesa.payout_rules import PayoutRulesMutations
from graphql_api.mpesa.payout_schedules import PayoutScheduleMutations, PayoutScheduleQueries
from graphql_api.mpesa.pulling import PullMutations
from graphql_api.mpesa.queries import MpesaQueries
from graphql_api.mpesa.rules import RulesMutations
from graphql_api.mpesa.till_addresses import TillAddressMutations
from graphql_api.mpesa.till_mutations import TillMutations
from graphql_api.mpesa.till_qr import TillQrMutations
from graphql_api.mpesa.withholding import WithholdingMutations
from graphql_api.pages import MAX_PAGE
from graphql_api.pos.product_mutations import ProductMutations
from graphql_api.pos.queries import PosQueries
from graphql_api.pos.sale_mutations import SaleMutations
from graphql_api.pos.sale_queries import SaleQueries
from graphql_api.pos.shift_mutations import ShiftMutations
from graphql_api.readable import find_nodes
from graphql_api.reconciliation import cases as charge_cases  # noqa: F401  (grows Discrepancy)
from graphql_api.reconciliation.days import DayMutations, DayQueries
from graphql_api.reconciliation.exception_mutations import ExceptionMutations
from graphql_api.reconciliation.exceptions import ExceptionQueries
from graphql_api.reconciliation.mutations import ReconciliationMutations
from graphql_api.reconciliation.portal_moves import PortalMoveMutations, PortalMoveQueries
from graphql_api.reconciliation.queries import ReconciliationQueries
from graphql_api.reconciliation.rulesets import RulesetMutations
from graphql_api.reconciliation.settlements import SettlementMutations
from graphql_api.reconciliation.tariffs import TariffMutations, TariffQueries
from graphql_api.reports.files import ReportFileMutations, ReportFileQueries
from graphql_api.reports.packs import ReportPackMutations, ReportPackQueries
from graphql_api.reports.queries import ReportQueries
from graphql_api.reports.schedules import ReportScheduleMutations, ReportScheduleQueries
from graphql_api.scalars import SCALARS
from graphql_api.users import second_person  # noqa: F401  (grows Business)
from graphql_api.users.approvals import ApprovalMutations, ApprovalQueries
from graphql_api.users.audit import AuditQueries
from graphql_api.users.invitations import InvitationMutations
from graphql_api.users.kyc import KycMutations, KycQueries
from graphql_api.users.letterhead import LetterheadMutations
from graphql_api.users.membership import MembershipMutations
from graphql_api.users.passwords import PasswordMutations
from graphql_api.users.queries import UserQueries
from graphql_api.users.sessions import SessionMutations
from graphql_api.users.signing_in import SigningInMutations
from graphql_api.users.signing_up import SigningUpMutations
from graphql_api.users.totp import TotpMutations


@strawberry.type(description="What can be read, by the rights of who is signed in.")
class Query(
    UserQueries,
    ApprovalQueries,
    AuditQueries,
    KycQueries,
    AlertQueries,
    AlertRecipientQueries,
    LedgerQueries,
    WalletQueries,
    PeriodQueries,
    TrialBalanceQueries,
    GeneralLedgerQueries,
    StatementQueries,
    VoucherQueries,
    VatQueries,
    BookFileQueries,
    ReportQueries,
    ReportFileQueries,
    ReportScheduleQueries,
    ReportPackQueries,
    MpesaQueries,
    BranchQueries,
    ClaimQueries,
    InboxQueries,
    CaseQueries,
    PayoutQueries,
    PayoutBoardQueries,
    PayoutBatchQueries,
    PayoutScheduleQueries,
    PortalMoveQueries,
    BillingQueries,
    PricingQueries,
    ReceivableQueries,
    PosQueries,
    PlanQueries,
    BillingSubscriptionQueries,
    ReminderQueries,
    FiscalQueries,
    SaleQueries,
    MarketQueries,
    PlaceQueries,
    RemittanceQueries,
    MarketRuleQueries,
    StakingQueries,
    CoverQueries,
    SearchQueries,
    OperationQueries,
    SuggestionQueries,
    TodayQueries,
    SumQueries,
    MetricsQueries,
    ReconciliationQueries,
    DayQueries,
    ExceptionQueries,
    TariffQueries,
):
    @strawberry.field(
        graphql_type=relay.Node | None,
        description="Anything of yours by its id. Null when it is absent or not yours: both look the same.",
    )
    def node(
        self,
        info: Info,
        id: Annotated[relay.GlobalID, strawberry.argument(description="An id that the API has given.")],
    ) -> Any:
        return find_nodes(info, [id])[0]

    @strawberry.field(
        graphql_type=list[relay.Node | None],
        description="Things of yours by their ids, of any types, each in the place of its id; null where one"
        " is absent or not yours.",
    )
    def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[relay.GlobalID],
            strawberry.argument(description=f"Ids that the API has given, at most {MAX_PAGE}."),
        ],
    ) -> Any:
        return find_nodes(info, ids)


@strawberry.type(
    description="What can be done: each takes one `input`, and says in `problems` all that is wrong with it."
)
class Mutation(
    SigningInMutations,
    MembershipMutations,
    LetterheadMutations,
    ApprovalMutations,
    KycMutations,
    TotpMutations,
    PasswordMutations,
    SessionMutations,
    SigningUpMutations,
    InvitationMutations,
    AlertMutations,
    AlertRecipientMutations,
    PeriodMutations,
    AccountMutations,
    VoucherMutations,
    StandingMutations,
    BookFileMutations,
    MpesaMutations,
    InboxMutations,
    CaseMutations,
    TillMutations,
    BranchMutations,
    PullMutations,
    TillAddressMutations,
    TillQrMutations,
    ClaimMutations,
    AskingMutations,
    RulesMutations,
    PayoutMutations,
    PayoutBatchMutations,
    PayoutScheduleMutations,
    WithholdingMutations,
    PayoutDisputeMutations,
    WithdrawalMutations,
    PayoutRulesMutations,
    PayoutBusinessMutations,
    PortalMoveMutations,
    CustomerFileMutations,
    CustomerMutations,
    ProductMutations,
    ShiftMutations,
    PlanMutations,
    BillingSubscriptionMutations,
    ReminderMutations,
    InvoicingMutations,
    PayingMutations,
    PaperMutations,
    FiscalMutations,
    SaleMutations,
    LegalRuleMutations,
    MarketMutations,
    MarketPictureMutations,
    ResolvingMutations,
    SettlingMutations,
    MarketRuleMutations,
    StakingMutations,
    DepositMutations,
    PlacingMutations,
    OperationMutations,
    ReportFileMutations,
    ReportScheduleMutations,
    ReportPackMutations,
    ReconciliationMutations,
    RulesetMutations,
    SettlementMutations,
    DayMutations,
    TariffMutations,
    ExceptionMutations,
):
    pass


def build_schema(*, sort: bool = False) -> TellingSchema:
    """The schema; sorted only for printing.

    Strawberry 0.341 cannot resolve a union of a sorted schema (sorting copies the types, the resolver looks
    for the originals): served unsorted, printed sorted.
    """
    return TellingSchema(
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=sort, relay_max_results=MAX_PAGE),
        # With the managers of the models: accounts that are read together know of each other.
        extensions=[
            Limits,
            OneSecret,
            Known,
            lambda: DjangoOptimizerExtension(prefetch_custom_queryset=True),
        ],
    )


schema = build_schema()
