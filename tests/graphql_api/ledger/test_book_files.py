"""Charts up and books down, through the signed addresses."""

from __future__ import annotations

from ledger.journal.sealing import seal_business
from ledger.models import Account
from tests.graphql_api.conftest import House
from tests.graphql_api.users.test_kyc import post_file
from tests.ledger.books import post
from tests.ledger.files.test_books import by_beancount
from users.models import AuditEntry, Role

UPLOAD = """mutation ($input: UploadChartInput!) {
    uploadChart(input: $input) { path expiresAt problems { code } } }"""
DOWNLOAD = """query ($business: ID!, $format: BookFormat!, $from: Date, $to: Date) {
    booksFile(business: $business, format: $format, fromDay: $from, toDay: $to) { path } }"""
CHART = b"code,name,kind,debit\n6000,Rent,EXPENSE,\n1020,Cash,ASSET,100\n"


def test_a_chart_is_previewed_refused_and_imported(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    asked = {"business": house.id, "day": "2024-11-20"}

    def send(data: bytes, dry: bool):
        path = accountant.data(UPLOAD, input=asked | {"dryRun": dry})["uploadChart"]["path"]
        return post_file(accountant, path, data)

    preview = send(CHART, True)
    assert (preview.status_code, preview.json()["opened"], preview.json()["dryRun"]) == (201, ["6000"], True)
    assert not Account.objects.filter(code="6000").exists()
    refused = send(CHART + b",No code,ASSET,\n", False).json()
    assert [(each["line"], each["column"], each["code"]) for each in refused["problems"]] == [
        (4, "code", "BAD_ACCOUNT_CODE")
    ]
    assert not Account.objects.filter(code="6000").exists()
    done = send(CHART, False).json()
    assert (done["known"], done["openingDebits"], done["voucherState"], done["problems"]) == (
        1,
        "100.00",
        "PENDING",
        [],
    )
    assert Account.objects.filter(code="6000", business=house.business).count() == 1
    broken = send(b"PK\x03\x04", False)
    assert (broken.status_code, broken.json()["errors"][0]["extensions"]["code"]) == (400, "FILE_UNREADABLE")
    large = send(b"code\n" + b"x" * (2 * 1024 * 1024), False)
    assert (large.status_code, large.json()["errors"][0]["extensions"]["code"]) == (413, "FILE_TOO_LARGE")
    other = house.browser(Role.OWNER)
    path = accountant.data(UPLOAD, input={"business": house.id, "dryRun": True})["uploadChart"]["path"]
    other.ask("{ me { username } }")
    assert post_file(other, path, CHART).status_code == 404


def test_the_books_come_down_for_who_reads_them(house: House):
    post(house.business, "r1", 500)
    seal_business(house.business.pk)
    auditor = house.browser(Role.AUDITOR)
    path = auditor.data(DOWNLOAD, business=house.id, format="BEANCOUNT")["booksFile"]["path"]
    given = auditor.client.get(path)
    assert given["Content-Disposition"] == 'attachment; filename="books-maji.beancount"'
    assert by_beancount(given.content.decode())[1]["Assets:1020-Cash"] == 500
    assert AuditEntry.objects.get(action="ledger.export").actor == house.people[Role.AUDITOR]
    assert house.browser(Role.OWNER).client.get(path).status_code == 404
    path = auditor.data(DOWNLOAD, business=house.id, format="CSV", **{"from": "2027-01-01"})["booksFile"][
        "path"
    ]
    assert auditor.client.get(path).content.decode().count("\n") == 1
    assert (
        auditor.refusal(DOWNLOAD, business=house.id, format="HLEDGER", **{"from": "9999-12-31"}) == "BAD_DAY"
    )
    backwards = {"from": "2026-11-02", "to": "2026-11-01"}
    assert auditor.refusal(DOWNLOAD, business=house.id, format="HLEDGER", **backwards) == "BAD_FILTER"
    for role in (Role.CASHIER, Role.PLAYER, Role.MARKET_OPERATOR):
        assert house.browser(role).refusal(DOWNLOAD, business=house.id, format="CSV") == "NOT_ALLOWED"
