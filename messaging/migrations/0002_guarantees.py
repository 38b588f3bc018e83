"""A message moves only along its states; what is final stays."""

from django.db import migrations

from core.sql import state_machine

STEPS = {
    "WAITING": ("SENDING", "SENT", "FAILED"),
    "SENDING": ("WAITING", "SENT", "FAILED"),
    "SENT": (),
    "FAILED": (),
}


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("core", "0002_guarantees")]

    operations = [state_machine("messaging_message", STEPS)]
