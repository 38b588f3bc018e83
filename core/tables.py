"""How the tables of an app are made: all of a first migration at once.

Django draws each table's model anew, with everything that is related to it, whenever the next one is added:
where most tables belong to a business that is most of the time that a new database takes. Here all models are
known before the first is drawn. What is written into the database is the same, in the same order.
"""

from __future__ import annotations

from itertools import takewhile

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Tables(migrations.Migration):
    """A migration that begins with the creation of tables."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        first = list(takewhile(lambda each: isinstance(each, migrations.CreateModel), self.operations))
        if collect_sql or not self.atomic:
            return super().apply(project_state, schema_editor, collect_sql)
        project_state.__dict__.pop("apps", None)  # drawn when it is next asked for
        for operation in first:
            operation.state_forwards(self.app_label, project_state)
        for operation in first:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        rest = type("Rest", (migrations.Migration,), {"operations": self.operations[len(first) :]})
        state: ProjectState = rest(self.name, self.app_label).apply(project_state, schema_editor)
        return state
