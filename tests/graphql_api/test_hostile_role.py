"""The application's role writes whatever PostgreSQL lets it, into every column of every table. Afterwards all
reads answer, sealing and folding run, `verify_ledger` finds nothing, and every business posts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.rights import written_rights
from ledger.integrity.verifying import verify_ledger
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_entries
from ledger.journal.turnovers import fold_turnovers
from ledger.models import Unsealed
from tests.databases import address
from tests.graphql_api.conftest import Browser, signed_in
from tests.graphql_api.hostile import Walk
from tests.graphql_api.walk.asking import of, whole
from tests.graphql_api.walk.rows import AT
from tests.graphql_api.walk.tables import ROWS
from users.models import Business, Role
from users.people import add_member, create_staff


def walk(database: str, *tables: str) -> Walk:
    with psycopg.connect(address(database, user="hesabu_app")) as own:
        own.execute("SET statement_timeout = '5s'")
        walked = Walk(own)
        for table in tables or walked.tables():
            walked.table(table)
    return walked


def assert_sound(businesses: list[Business], *, pages: int) -> None:
    """Everything goes on, for the businesses as they were named before."""
    while seal_entries():
        pass
    while fold_turnovers():
        pass
    assert not Unsealed.objects.exists()
    assert verify_ledger() == []
    for business in businesses:
        entry = post_entry(
            business_id=business.pk, kind="MANUAL", reference="afterwards", occurred_at=AT,
            legs=[debit("1020", 100), credit("4000", 100)],
        )  # fmt: skip
        assert entry.pk
    person = create_staff(username="newcomer", password="correct horse battery")
    for business in businesses:
        add_member(business=business, user=person, role=Role.OWNER, actor=person)
    browser, wrong = signed_in(person), []
    for business in businesses:
        now = Business.objects.get(pk=business.pk)
        wrong += [f"{now.code}: {name}: {said}" for name, said in unanswered(browser, now, pages)]
    assert wrong == []
    assert verify_ledger() == []


def unanswered(browser: Browser, business: Business, pages: int) -> Iterator[tuple[str, str]]:
    """Root fields that crash for a business, each with all that it gives, page by page, and what they say."""
    for name in ROWS.singles:
        yield from crashes(name, browser.ask(f"{{ {whole(name, of(name, business))} }}"))
    for name in ROWS.lists:
        mine = of(name, business)
        after = ""
        for _ in range(pages):
            arguments = f"{mine}, first: 20{after}"
            yield from crashes(name, browser.ask(f"{{ {whole(name, arguments)} }}"))
            answer = browser.ask(f"{{ {name}({arguments}) {{ edges {{ cursor }} }} }}")
            edges = (answer.get("data") or {name: {"edges": []}})[name]["edges"]
            if len(edges) < 20:
                break
            cursor = edges[-1]["cursor"]
            after = f', after: "{cursor}"'


def crashes(name: str, answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The errors that are no refusal in our own words."""
    for error in answer.get("errors", ()):
        if error.get("extensions", {}).get("code", "INTERNAL") in ("INTERNAL", "TIMEOUT"):
            yield name, f"{error.get('path')}: {error['message']}"


def test_every_verb_on_every_column_leaves_everything_sound(seeds, house, other_house, database):
    walked = walk(database)
    assert walked.odd == []
    assert walked.tried > 3000 and walked.accepted.total() > 100
    assert_sound([house.business, other_house.business], pages=1)


WRITTEN = sorted(
    name.removeprefix("TABLE ")
    for name, given in written_rights().items()
    if name.startswith("TABLE ") and given != {"SELECT"}
)


@pytest.mark.slow
@pytest.mark.parametrize("table", WRITTEN)
def test_every_verb_on_one_table_leaves_everything_sound(seeds, house, other_house, database, table):
    """What one table's rows do alone, where no other's can hide it."""
    assert walk(database, table).odd == []
    assert_sound([house.business, other_house.business], pages=50)
