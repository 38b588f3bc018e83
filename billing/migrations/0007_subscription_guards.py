"""Functions and triggers of subscriptions: sql/. The rules of dunning that a business begins with."""

from django.db import migrations

from core.sql import load

# As billing.reminders.settings.open_reminders gives them to a new business.
RULES = """
INSERT INTO billing_dunningrule (business_id, days, action, created_at)
SELECT business.id, rule.days, 'SMS', now()
FROM users_business AS business, (VALUES (-7), (-3), (0), (3), (7)) AS rule (days)
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_subscriptions"), ("core", "0002_guards")]

    operations = [
        load("billing", "subscriptions_append_only"),
        load("billing", "subscription_state_steps"),
        load("billing", "billingrun_state_steps"),
        load("billing", "customernotice_state_steps"),
        load("billing", "period_follows"),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
