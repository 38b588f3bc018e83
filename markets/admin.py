"""Markets in /admin/: to look at. Who staked is a wallet; names stay sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly, LookOnlyInline
from markets.models import (
    Clarification,
    Decision,
    Dispute,
    Licence,
    Market,
    MarketPicture,
    MarketRules,
    Outcome,
    Proposal,
    ProposalWeight,
    RunPayment,
    RunPayout,
    SelfExclusion,
    SettlementRun,
    Stake,
    StakeLimit,
)


class OutcomeInline(LookOnlyInline):
    model = Outcome
    fields = readonly_fields = ("position", "name", "scratched_at", "stakes", "total")


class ClarificationInline(LookOnlyInline):
    model = Clarification
    fields = readonly_fields = ("at", "by", "text")


class MarketPictureInline(LookOnlyInline):
    model = MarketPicture
    fields = readonly_fields = ("added_at", "added_by", "media_type", "size", "sha256")


class DecisionInline(LookOnlyInline):
    model = Decision
    fields = readonly_fields = ("at", "kind", "by")


class ProposalWeightInline(LookOnlyInline):
    model = ProposalWeight
    fields = readonly_fields = ("outcome", "bps")


@admin.register(Market)
class MarketAdmin(LookOnly):
    list_display = (
        "id",
        "created_at",
        "business",
        "title",
        "state",
        "closes_at",
        "resolve_by",
        "void_after",
        "payout_mode",
    )
    list_filter = ("state", "mode", "payout_mode", day_filter("closes_at"))
    list_select_related = ("business",)
    search_fields = ("=business__code",)
    inlines = (OutcomeInline, MarketPictureInline, ClarificationInline, DecisionInline)


@admin.register(Stake)
class StakeAdmin(LookOnly):
    list_display = ("id", "accepted_at", "market", "sequence", "outcome", "wallet", "cents")
    list_filter = (day_filter("accepted_at"),)
    list_select_related = ("market", "outcome", "wallet")
    search_fields = ("=market__id", "=wallet__id")


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    list_display = ("id", "proposed_at", "market", "number", "observed_at", "effective_close", "proposed_by")
    list_filter = (day_filter("proposed_at"),)
    list_select_related = ("market", "proposed_by")
    search_fields = ("=market__id",)
    inlines = (ProposalWeightInline,)


@admin.register(Dispute)
class DisputeAdmin(LookOnly):
    list_display = ("id", "at", "market", "proposal", "state", "by", "answered_at")
    list_filter = ("state", day_filter("at"))
    list_select_related = ("market", "proposal", "by")
    search_fields = ("=market__id",)


@admin.register(SettlementRun)
class SettlementRunAdmin(LookOnly):
    list_display = (
        "id",
        "frozen_at",
        "market",
        "number",
        "kind",
        "state",
        "staked",
        "paid",
        "refunded",
        "fee",
        "posted",
        "payments",
        "sent",
        "done_at",
    )
    list_filter = ("state", "kind", day_filter("frozen_at"))
    list_select_related = ("market",)
    search_fields = ("=market__id",)


@admin.register(RunPayment)
class RunPaymentAdmin(LookOnly):
    list_display = ("id", "run", "position", "wallet", "cents", "taken_back")
    list_select_related = ("run", "wallet")
    search_fields = ("=run__id", "=wallet__id")


@admin.register(RunPayout)
class RunPayoutAdmin(LookOnly):
    list_display = ("payment", "at", "payout", "code")
    list_filter = (day_filter("at"),)
    list_select_related = ("payment", "payout")
    search_fields = ("=payment__run__id", "=code")


@admin.register(MarketRules)
class MarketRulesAdmin(LookOnly):
    list_display = ("business", "play_money", "fee_bps", "least_stake", "most_stake", "changed_at")
    list_select_related = ("business",)


@admin.register(Licence)
class LicenceAdmin(LookOnly):
    list_display = ("id", "business", "number", "first_on", "last_on", "entered_by", "entered_at")
    list_select_related = ("business", "entered_by")
    search_fields = ("=business__code", "=number")


@admin.register(StakeLimit)
class StakeLimitAdmin(LookOnly):
    list_display = ("id", "set_at", "business", "player", "period", "cents", "from_at")
    list_filter = ("period", day_filter("set_at"))
    list_select_related = ("business", "player")
    search_fields = ("=business__code",)


@admin.register(SelfExclusion)
class SelfExclusionAdmin(LookOnly):
    list_display = ("id", "set_at", "business", "player", "from_at", "until_at")
    list_filter = (day_filter("set_at"),)
    list_select_related = ("business", "player")
    search_fields = ("=business__code",)
