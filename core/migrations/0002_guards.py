"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]

    operations = [
        load("core", "refuse_change"),
        load("core", "append_only"),
        load("core", "note_events"),
        load("core", "publish_events"),
        load("core", "wake_up_waits"),
        load("core", "alerts_stay"),
        load("core", "moments_of_libraries"),
    ]
