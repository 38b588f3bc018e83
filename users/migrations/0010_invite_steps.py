"""An invitation is accepted or revoked once, and stays so."""

from django.db import migrations

from core.sql import state_machine

STEPS = {"PENDING": ("ACCEPTED", "REVOKED"), "ACCEPTED": (), "REVOKED": ()}


class Migration(migrations.Migration):
    dependencies = [("users", "0009_codes_and_invites"), ("core", "0002_guarantees")]

    operations = [state_machine("users_invite", STEPS)]
