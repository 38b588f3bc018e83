"""One search for whatever a person holds in hand."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import relay

from core.errors import NotFound
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.ids import NOTHING, read_id
from graphql_api.nodes import find_node
from graphql_api.users.types import Business
from users import searching
from users.access import Right
from users.models import Business as BusinessRow

MOST = 50


@strawberry.type(description="A thing that a search has found.")
class SearchHit:
    id: relay.GlobalID = strawberry.field(description="Its id, for `node`.")
    type: str = strawberry.field(description="The type of the node, like Receipt, Invoice or Customer.")
    business: Business = strawberry.field(description="Whose it is.")
    label: str = strawberry.field(description="What it is called: a number, or a name.")
    detail: str = strawberry.field(
        description="A line that tells it from others, with amounts as people read them; phones are masked."
    )


@strawberry.type
class SearchQueries:
    @strawberry.field(
        description="Receipt numbers, phones, invoice and account numbers, names of customers (whole words),"
        " parts of the titles of markets, numbers of entries (#12), shortcodes, the beginning of an"
        " approval's digest, ids of the API: exact ones first. Only of what my roles may read."
    )
    def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="1 to 80 characters, as they are at hand.")],
        business: Annotated[
            relay.GlobalID | None, strawberry.argument(description="In this business, or allMine.")
        ] = None,
        all_mine: Annotated[bool, strawberry.argument(description="In all my businesses.")] = False,
        limit: Annotated[int, strawberry.argument(description=f"At most so many: 0 to {MOST}.")] = 20,
    ) -> list[SearchHit]:
        where = businesses_asked(info, business, all_mine, Right.BUSINESS_READ)
        hits = searching.search(info.context.user, text, where, limit=min(limit, MOST))
        hits = (_by_id(info, text.strip(), where) + hits)[: min(limit, MOST)]
        rows = BusinessRow.objects.in_bulk({hit.business_id for hit in hits})
        return [
            SearchHit(
                id=relay.GlobalID(hit.type_name, str(hit.pk)),
                type=hit.type_name,
                business=cast(Business, rows[hit.business_id]),
                label=hit.label,
                detail=hit.detail,
            )
            for hit in hits
        ]


def _by_id(info: Info, text: str, businesses: list[int]) -> list[searching.Hit]:
    """The thing of an id that somebody pasted, when it is theirs to read and belongs to one of these."""
    id = read_id(text)
    if id is NOTHING:
        return []
    try:
        row = find_node(info.context.user, id)
    except NotFound:
        return []
    business = row.pk if isinstance(row, BusinessRow) else getattr(row, "business_id", None)
    if business not in businesses:
        return []
    return [searching.Hit(id.type_name, row.pk, business, id.type_name, "by its id")]
