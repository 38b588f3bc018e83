"""Functions and triggers of subscriptions: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_subscriptions"), ("core", "0002_guards")]

    operations = [
        load("billing", "subscriptions_append_only"),
        load("billing", "subscription_state_steps"),
        load("billing", "billingrun_state_steps"),
        load("billing", "customernotice_state_steps"),
        load("billing", "period_follows"),
    ]
