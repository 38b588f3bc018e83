"""The tiers to begin with; functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("users", "tiers"),
        load("users", "append_only"),
        load("users", "approval_stays"),
        load("users", "approval_has_its_trail"),
        load("users", "approval_state_steps"),
        load("users", "invite_state_steps"),
        load("users", "kycsubmission_stays"),
        load("users", "kycsubmission_state_steps"),
    ]
