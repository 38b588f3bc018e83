"""Entries of goods and of cash drawers."""

from django.db import migrations

import core.fields
from core.sql import load
from ledger.models import EntryKind


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.AlterField(
            "entry", "kind", core.fields.KindField(by_trigger=True, choices=EntryKind.choices, max_length=16)
        ),
        load("ledger", "note_entries", 2),
    ]
