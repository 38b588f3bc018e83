"""The audit log can be added to and read, and nothing else, by any role."""

from django.db import migrations

from core.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial"), ("core", "0002_guarantees")]

    operations = [append_only("users_auditentry")]
