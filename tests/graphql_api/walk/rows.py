"""The shapes that a domain's file fills: `Rows` for what may be asked, `Seeds` for what there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mpesa.models import Receipt, Till

if TYPE_CHECKING:
    from tests.graphql_api.conftest import House

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PHONE = "254712345678"
JPEG = b"\xff\xd8\xff\xe0 a picture "
SECRETS = ("key-of-the-consumer", "secret-of-the-consumer", "passkey-of-the-till")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The root fields and node types of one domain.

    In the text of a mutation `{code}` stands for the other business and `{Till}` for the id of its till;
    whoever lacks the right is told NOT_FOUND or NOT_ALLOWED before anything else of the input is read.
    """

    #: Connections by business -> the right that each needs.
    lists: dict[str, str] = field(default_factory=dict)
    #: Lists that cannot be asked for all of one's businesses at once.
    lists_of_one_business: set[str] = field(default_factory=set)
    #: Lists of which `fill` makes one row, whatever `times` is.
    lists_of_one_row: set[str] = field(default_factory=set)
    #: Lists with a phone number -> the fields that show it.
    phones: dict[str, str] = field(default_factory=dict)
    #: Fields that take a business and give one thing -> the right.
    singles: dict[str, str] = field(default_factory=dict)
    #: Query fields with walks of their own (test_walk_of_<domain>.py).
    others: set[str] = field(default_factory=set)
    #: Node types -> the right.
    nodes: dict[str, str] = field(default_factory=dict)
    #: Mutations on things of a business -> the right, and the call on the other house's things.
    mutations: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Mutations that touch nobody else's things: about the session, something new, or one's own request.
    own_mutations: set[str] = field(default_factory=set)


@dataclass
class Seeds:
    """Rows of one house; `nodes` maps the name of a node type to one of them."""

    house: House
    shortcode: str
    #: How many rows to make of each kind that has a feed.
    times: int
    nodes: dict[str, Any] = field(default_factory=dict)
    #: To a user name; only the person of that name answers it.
    invitation: Any = None

    @property
    def till(self) -> Till:
        return self.nodes["Till"]

    @property
    def receipt(self) -> Receipt:
        return self.nodes["Receipt"]
