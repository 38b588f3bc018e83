"""`export_schema`: writes schema.graphql, or with --check says whether it is what the code serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand

PATH = Path(__file__).resolve().parents[3] / "schema.graphql"
HEADING = (
    "# Written by `make schema`; do not edit. Subscriptions are served at ws(s)://.../graphql alone.\n\n"
)


def printed_schema() -> str:
    """Both schemas as one document, sorted."""
    from graphql_api.schema import build_schema
    from graphql_api.socket_schema import print_subscriptions

    return f"{HEADING}{build_schema(sort=True).as_str().strip()}\n\n{print_subscriptions().strip()}\n"


class Command(HesabuCommand):
    help = "Writes schema.graphql; --check fails when the file is not what the code serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        text = printed_schema()
        if not options["check"]:
            PATH.write_text(text, "utf-8")
            self.stdout.write(f"wrote {PATH.name}")
        elif not PATH.exists() or PATH.read_text("utf-8") != text:
            raise CommandError("schema.graphql is not what the code serves: run `make schema`.")
