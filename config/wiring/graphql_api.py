from __future__ import annotations

from core.rows.events import register_event_listener
from graphql_api.events.alarm import announce_businesses


def wire() -> None:
    register_event_listener("graphql_api", announce_businesses)
