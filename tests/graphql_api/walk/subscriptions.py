"""Plans, subscriptions, billing runs and reminders."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from billing.invoicing.terms import LineInput
from billing.models import Customer, CustomerNotice, DunningRule, Invoice
from billing.reminders.settings import add_rule, set_reminders
from billing.reminders.telling import tell_customers
from billing.subscriptions.plans import create_plan
from billing.subscriptions.running import bill_runs
from billing.subscriptions.runs import begin_run
from billing.subscriptions.subscribing import subscribe
from core import days
from tests.graphql_api.walk.rows import Rows, Seeds
from users.models import Role

_SUBSCRIPTION = 'input: {{subscription: "{BillingSubscription}"'

ROWS = Rows(
    lists={
        "plans": "billing.read",
        "billingSubscriptions": "billing.read",
        "billingRuns": "billing.read",
        "dunningRules": "billing.read",
        "customerNotices": "billing.read",
    },
    singles={"billingForecast": "billing.read", "reminderSettings": "billing.read"},
    nodes={
        "Plan": "billing.read",
        "BillingSubscription": "billing.read",
        "BillingRun": "billing.read",
        "DunningRule": "billing.read",
        "CustomerNotice": "billing.read",
    },
    mutations={
        "createPlan": (
            "ledger.write",
            'createPlan(input: {{business: "{Business}", name: "x", frequency: DAILY, lines: [],'
            ' idempotencyKey: "1"}})',
        ),
        "changePlanPrice": ("ledger.write", 'changePlanPrice(input: {{plan: "{Plan}", lines: []}})'),
        "editPlan": ("ledger.write", 'editPlan(input: {{plan: "{Plan}", name: "x", daysUntilDue: 1}})'),
        "archivePlan": ("ledger.write", 'archivePlan(input: {{plan: "{Plan}"}})'),
        "restorePlan": ("ledger.write", 'restorePlan(input: {{plan: "{Plan}"}})'),
        "createBillingSubscription": (
            "billing.write",
            'createBillingSubscription(input: {{customer: "{Customer}", plan: "{Plan}",'
            ' idempotencyKey: "1"}})',
        ),
        "pauseBillingSubscription": (
            "billing.write",
            f'pauseBillingSubscription({_SUBSCRIPTION}, reason: "x"}}}})',
        ),
        "resumeBillingSubscription": ("billing.write", f"resumeBillingSubscription({_SUBSCRIPTION}}}}})"),
        "cancelBillingSubscription": (
            "billing.write",
            f'cancelBillingSubscription({_SUBSCRIPTION}, reason: "x"}}}})',
        ),
        "changeBillingSubscription": ("billing.write", f"changeBillingSubscription({_SUBSCRIPTION}}}}})"),
        "runBilling": ("billing.write", 'runBilling(input: {{business: "{Business}"}})'),
        "setReminders": ("ledger.write", 'setReminders(input: {{business: "{Business}"}})'),
        "addDunningRule": (
            "ledger.write",
            'addDunningRule(input: {{business: "{Business}", days: 9, action: SMS}})',
        ),
        "removeDunningRule": ("ledger.write", 'removeDunningRule(input: {{rule: "{DunningRule}"}})'),
        "setContactPreference": ("billing.write", 'setContactPreference(input: {{customer: "{Customer}"}})'),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    owner, business = house.people[Role.OWNER], house.business
    customer = seeds.nodes["Customer"]
    assert isinstance(customer, Customer)
    set_reminders(business=business, tells_issued=True, quiet_from=0, quiet_until=0, actor=owner)
    for count in range(seeds.times):
        line = LineInput(f"rent of {house.code}", Decimal(1), 10_000)
        plan = create_plan(
            business=business,
            name=f"Plan of {house.code} {count}",
            frequency="MONTHLY",
            lines=[line],
            key=f"{house.code}-plan-{count}",
            actor=owner,
        )
        subscription = subscribe(
            customer=customer, plan=plan, key=f"{house.code}-subscription-{count}", actor=owner
        )
        run = begin_run(business=business, until_on=days.today() - timedelta(days=1), actor=owner)
        while bill_runs():
            pass
        add_rule(business=business, after=100 + count, action="SMS", actor=owner)
        seeds.nodes |= {"Plan": plan, "BillingSubscription": subscription, "BillingRun": run}
    run = begin_run(business=business, actor=owner)
    while bill_runs():
        pass
    while tell_customers():
        pass
    rule = DunningRule.objects.filter(business=business).earliest("pk")
    for invoice in Invoice.objects.filter(business=business):  # a page of any length has one
        CustomerNotice.objects.create(
            business=business,
            customer_id=invoice.customer_id,
            kind="DUNNING",
            invoice=invoice,
            rule=rule,
            action="SMS",
            state="SKIPPED",
            code="NO_PHONE",
            tried_at=days.now(),
        )
    seeds.nodes["BillingRun"] = run
    seeds.nodes["CustomerNotice"] = CustomerNotice.objects.filter(business=business).latest("pk")
    seeds.nodes["DunningRule"] = rule
