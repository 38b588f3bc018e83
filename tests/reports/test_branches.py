"""Reports of a branch: the tills that are in it now, side by side with the others, to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import InvalidInput, NotFound
from graphql_api.ids import write_id
from ledger.journal.sealing import seal_entries
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Branch, Channel, Till
from mpesa.tills.branches import create_branch, rename_branch, set_till_branch
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.reports.asking import ask
from tests.reports.made import cents, cover_of, json_tables, lines_of, made, rows_of, workbook
from users.actors import SYSTEM

NOVEMBER = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}
AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
#: Names that a spreadsheet would compute, take for markup, or find too long for a head.
EVIL = ("=1+1", "@SUM(A1:A9)", "Gĩthĩnji Ñuñez & <Sons> " + "x" * 40)


def place(house: House, number: int, branch: str = "", paid: int = 0) -> Till:
    till = create_till(
        business=house.business,
        name=f"Till {number}",
        kind="PAYBILL",
        shortcode=str(600_100 + number),
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    if branch:
        found = Branch.objects.filter(business=house.business, name=branch).first()
        made_now = found or create_branch(business=house.business, name=branch, key=branch, actor=SYSTEM)
        till = set_till_branch(till=till, branch=made_now, actor=SYSTEM)
    if paid:
        with transaction.atomic():
            facts = ReceiptFacts(f"UKK{house.business.pk % 10}{number:06}", paid, AT, "x")
            record_receipt(till=till, facts=facts, channel=Channel.C2B)
    return till


@pytest.fixture
def tills(house: House) -> list[Till]:
    """Two in the first branch, one in each other, one in none."""
    names = (EVIL[0], EVIL[0], EVIL[1], EVIL[2], "")
    return [place(house, number, name, 10**number * 100) for number, name in enumerate(names)]


def collected(house: House, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return json_tables(house.business, "collections", SYSTEM, **NOVEMBER, **more)


def test_branches_stand_side_by_side_with_a_sub_total_each(house: House, tills: list[Till]) -> None:
    book = workbook(house.business, "collections", SYSTEM, **NOVEMBER)
    assert book.sheetnames == [
        "Cover", "By day", "Branches side by side", "By branch and till", "Tills side by side",
        "By till and day",
    ]  # fmt: skip
    beside = book["Branches side by side"]
    order = [EVIL[0], EVIL[1], EVIL[2], "No branch"]
    heads = [EVIL[0], EVIL[1], f"{EVIL[2][:35]}…", "No branch"]
    assert [cell.value for cell in beside[1]] == ["Day", *(f"{name} (KES)" for name in heads), "Kept (KES)"]
    assert [cell.quotePrefix for cell in beside[1]] == [False, True, True, False, False, False]
    assert {cell.data_type for cell in beside[1]} == {"s"}
    assert lines_of(beside)["Total"] == [11, 100, 1_000, 10_000, 11_111]
    lines = lines_of(book["By branch and till"])
    assert [lines[f"Total {name}"][6] for name in order] == [11, 100, 1_000, 10_000]
    assert lines["Total"][6] == 11_111
    cover = cover_of(book)
    assert (cover["Tills less branches"], cover["Kept less branches side by side"]) == (0, 0)
    assert cover["Branches"] == "A till is in the branch where it is now, on all days."
    rows = collected(house)["by_branch"]
    assert [(row["branch"], row["till"], cents(row["kept"])) for row in rows] == [
        (EVIL[0], "600100", 1_00),
        (EVIL[0], "600101", 10_00),
        (EVIL[1], "600102", 100_00),
        (EVIL[2], "600103", 1_000_00),
        ("No branch", "600104", 10_000_00),
    ]


def test_who_has_no_branches_reads_of_none(house: House) -> None:
    place(house, 1, paid=5_00)
    assert set(collected(house)) == {"by_day", "side_by_side", "by_till"}
    cover = cover_of(workbook(house.business, "collections", SYSTEM, **NOVEMBER))
    assert "Branches" not in cover and cover["Till"] == "all"


def test_of_many_branches_those_that_kept_least_are_one_column(
    house: House, tills: list[Till], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.catalogue.collections.SIDES", 1)
    (row,) = collected(house)["branches_side_by_side"]
    assert (row["no_branch_1"], row["other_branches"], row["kept"]) == ("10000.00", "1111.00", "11111.00")


def test_a_report_of_a_branch_is_that_of_its_tills(house: House, tills: list[Till]) -> None:
    branch = tills[0].branch
    name, _ = made(house.business, "collections", SYSTEM, branch=tills[2].branch, **NOVEMBER)
    assert name == "collections-maji-suma1a9-2026-11-01-2026-11-30.xlsx"
    book = workbook(house.business, "collections", SYSTEM, branch=branch, **NOVEMBER)
    assert book.sheetnames == ["Cover", "By day", "Tills side by side", "By till and day"]
    cover = cover_of(book)
    assert (cover["Branch"], cover["Tills in it"], cover["Received"]) == (EVIL[0], "600100, 600101", 11)
    whole = collected(house)["by_till"]
    alone = collected(house, branch=branch)["by_till"]
    assert alone == [row for row in whole if row["till"] in ("600100", "600101")]
    one = collected(house, branch=branch, till=tills[1])["by_till"]
    assert [row["till"] for row in one] == ["600101"]
    for key, table in (("failed_payments", "tills"), ("payouts", "payouts"), ("mpesa_cash_flow", "accounts")):
        book = workbook(house.business, key, SYSTEM, branch=branch, **NOVEMBER)
        assert cover_of(book)["Tills in it"] == "600100, 600101"
        assert table in json_tables(house.business, key, SYSTEM, branch=branch, **NOVEMBER)
    seal_entries()
    flow = json_tables(house.business, "mpesa_cash_flow", SYSTEM, branch=branch, **NOVEMBER)["accounts"]
    assert {row["account"].split("-")[1] for row in flow} == {"600100", "600101"}
    assert sum(cents(row["closing"]) for row in flow) == 11_00


def test_a_till_that_moved_is_shown_where_it_is_now(house: House, tills: list[Till]) -> None:
    before = {row["branch"]: row["kept"] for row in collected(house)["by_branch"] if row["till"] == "600102"}
    assert before == {EVIL[1]: "100.00"}
    set_till_branch(till=tills[2], branch=tills[0].branch, actor=SYSTEM)
    rename_branch(branch=tills[0].branch, name="Kilimani", actor=SYSTEM)
    sums: dict[str, int] = {}
    for row in collected(house)["by_branch"]:
        sums[row["branch"]] = sums.get(row["branch"], 0) + cents(row["kept"])
    assert sums == {EVIL[2]: 1_000_00, "Kilimani": 111_00, "No branch": 10_000_00}
    empty = workbook(house.business, "collections", SYSTEM, branch=tills[3].branch, **NOVEMBER)
    set_till_branch(till=tills[3], branch=None, actor=SYSTEM)
    assert cover_of(empty)["Received"] == 1_000
    empty = workbook(house.business, "collections", SYSTEM, branch=tills[3].branch, **NOVEMBER)
    assert (cover_of(empty)["Tills in it"], cover_of(empty)["Received"]) == ("none", 0)
    assert rows_of(empty["By day"]) == [["Total", 0, 0, 0, 0, 0]]


def test_a_till_that_is_elsewhere_and_anothers_branch(
    house: House, other_house: House, tills: list[Till]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        collected(house, till=tills[4], branch=tills[0].branch)
    assert (refused.value.code, refused.value.field) == ("BRANCH_DIFFERS", "branch")
    theirs = place(other_house, 9, "Kilimani").branch
    with pytest.raises(NotFound):
        collected(house, branch=theirs)
    owner = house.browser()
    asked = {"branch": write_id("Branch", theirs.pk)}
    assert {key: ask(house, owner, "COLLECTIONS", **asked)[key] for key in ("code", "field")} == {
        "code": "NOT_FOUND",
        "field": ["branch"],
    }
    asked = {"branch": write_id("Branch", tills[0].branch.pk), "till": write_id("Till", tills[4].pk)}
    refused_too = ask(house, owner, "COLLECTIONS", **asked)
    assert (refused_too["code"], refused_too["field"]) == ("BRANCH_DIFFERS", ["branch"])


def test_the_same_wish_is_made_anew_when_a_till_moved(house: House, tills: list[Till]) -> None:
    owner, asked = house.browser(), {"branch": write_id("Branch", tills[0].branch.pk)}
    first = ask(house, owner, "COLLECTIONS", **asked)
    assert (first["state"], first["about"]) == ("READY", EVIL[0])
    assert ask(house, owner, "COLLECTIONS", **asked)["id"] == first["id"]
    set_till_branch(till=tills[1], branch=None, actor=SYSTEM)
    again = ask(house, owner, "COLLECTIONS", **asked)
    assert again["id"] != first["id"] and again["sha256"] != first["sha256"]


def test_more_branches_take_no_more_queries(house: House) -> None:
    counts = []
    for round_ in range(2):
        for number in range(3):
            place(house, 10 * round_ + number, f"Branch {round_} {number}", 5_00)
        with CaptureQueriesContext(connection) as queries:
            made(house.business, "collections", SYSTEM, **NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
