"""What is won on a market is paid out by the approval of its settlement."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0002_guards")]

    operations = [load("mpesa", "payout_stays", 2)]
