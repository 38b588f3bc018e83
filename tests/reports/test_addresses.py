"""Who may not have a report is told the same as a stranger, by GraphQL, by a link and by a guessed link: it
never tells of what there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graphql_api.ids import read_id, write_id
from reports.keeping import KEPT
from reports.web import REPORT
from tests.conftest import drain_queues
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.reports.asking import NOVEMBER, ask, files, path_of
from users.files import file_address, upload_address
from users.models import AuditEntry, Membership, Role
from users.people import create_staff

NOBODYS = 2**40


def refused(browser: Browser, path: str) -> tuple[int, bytes]:
    given = browser.client.get(path)
    return given.status_code, given.content


def sent(browser: Browser, path: str) -> tuple[int, bytes]:
    if "csrftoken" not in browser.client.cookies:
        browser.client.get("/graphql")
    token = browser.client.cookies["csrftoken"].value
    answer = browser.client.post(path, b"x", content_type="text/csv", headers={"X-CSRFToken": token})
    return answer.status_code, answer.content


def asked(browser: Browser, business: str, report: str) -> bytes:
    """The whole answer, as it comes."""
    query = """mutation ($input: RequestReportInput!) { requestReport(input: $input) {
        reportFile { id } problems { code field message detail { count } } } }"""
    wanted = {"business": business, "report": report, **NOVEMBER}
    return bytes(browser.post({"query": query, "variables": {"input": wanted}}).content)


def node(browser: Browser, id: str) -> bytes:
    query = "query ($id: ID!) { node(id: $id) { __typename ... on ReportFile { title download { path } } } }"
    return bytes(browser.post({"query": query, "variables": {"id": id}}).content)


def test_without_the_right_one_hears_what_strangers_hear(house: House, other_house: House) -> None:
    """By GraphQL, by the link of somebody else, by a link of one's own, and by a guessed one."""
    accountant, cashier = house.browser(Role.ACCOUNTANT), house.browser(Role.CASHIER)
    stranger = signed_in(create_staff(username="outsider", password="correct horse battery"))
    file = ask(house, accountant, "TRIAL_BALANCE", format="CSV")
    path = file["download"]["path"]
    audited = AuditEntry.objects.count()

    absent = write_id("Business", NOBODYS)
    nothing = asked(stranger, absent, "TRIAL_BALANCE")
    assert b'"code":"NOT_FOUND"' in nothing and b'"reportFile":null' in nothing
    no_right = {
        "TRIAL_BALANCE": cashier,
        "AUDIT_TRAIL": accountant,
        "COLLECTIONS": house.browser(Role.PLAYER),
    }
    for report, browser in no_right.items():
        for who in (browser, stranger, other_house.browser(Role.OWNER)):
            assert asked(who, house.id, report) == nothing, report
        assert asked(browser, absent, report) == nothing

    no_node = node(stranger, write_id("ReportFile", NOBODYS))
    guessed = refused(stranger, path[:-3] + "abc")
    assert guessed[0] == 404
    number = int(read_id(file["id"]).node_id)
    for who, role in ((cashier, Role.CASHIER), (house.browser(Role.OWNER), Role.OWNER)):
        assert node(who, file["id"]) == no_node
        own = file_address(REPORT, user=house.people[role], pk=number)
        for link in (path, own, path[:-3] + "abc"):
            assert refused(who, link) == guessed
        assert files(house, who) == []
    assert node(other_house.browser(Role.OWNER), file["id"]) == node(stranger, file["id"]) == no_node
    assert AuditEntry.objects.count() == audited


def test_who_loses_the_right_loses_the_file(house: House) -> None:
    person, browser = house.people[Role.ACCOUNTANT], house.browser(Role.ACCOUNTANT)
    file = ask(house, browser, "GENERAL_LEDGER")
    path = file["download"]["path"]
    assert browser.client.get(path).status_code == 200
    Membership.objects.filter(user=person).update(role=Role.CASHIER)
    guessed = refused(browser, path[:-3] + "abc")
    assert guessed[0] == 404 and refused(browser, path) == guessed
    assert files(house, browser) == []
    assert node(browser, file["id"]) == node(browser, write_id("ReportFile", NOBODYS))
    assert AuditEntry.objects.filter(action="report.download").count() == 1


def test_a_link_is_good_for_ten_minutes_and_one_session(house: House, clock, monkeypatch) -> None:
    browser = house.browser(Role.ACCOUNTANT)
    path = path_of(house, browser, "TRIAL_BALANCE")
    assert Browser().client.get(path).status_code == 401
    nothing = refused(browser, "/files/abc")
    monkeypatch.setattr("django.core.signing.time.time", lambda: clock.at.timestamp() + 10**6)
    assert refused(browser, path) == nothing


def test_a_file_that_has_run_out_leads_to_nothing(house: House, clock) -> None:
    browser = house.browser(Role.ACCOUNTANT)
    file = ask(house, browser, "TRIAL_BALANCE")
    clock.pass_seconds((KEPT - timedelta(seconds=1)).total_seconds())
    browser = house.browser(Role.ACCOUNTANT)  # sessions are shorter
    (kept,) = files(house, browser)
    assert kept["download"]["expiresAt"] == file["expiresAt"]
    path = kept["download"]["path"]
    assert browser.client.get(path).status_code == 200
    clock.pass_seconds(1)
    nothing = refused(browser, path[:-3] + "abc")
    assert refused(browser, path) == nothing  # before its content is taken away, and after
    assert files(house, browser, "download { path }") == [{"download": None}]
    drain_queues("reports.expire")
    assert refused(browser, path) == nothing
    assert files(house, browser, "state download { path }") == [{"state": "EXPIRED", "download": None}]


@pytest.mark.parametrize("what", ["voucher_attachment", "kyc_document", "market_picture"])
def test_an_address_goes_one_way(house: House, what: str) -> None:
    """These are sent and given by the same name, of different rows."""
    owner, browser = house.people[Role.OWNER], house.browser(Role.OWNER)
    up = upload_address(what, user=owner, pk=1).removeprefix("/uploads/")
    down = file_address(what, user=owner, pk=1).removeprefix("/files/")
    nothing = refused(browser, "/files/abc")
    assert nothing[0] == 404 and refused(browser, f"/files/{up}") == nothing
    assert sent(browser, f"/uploads/{down}") == sent(browser, "/uploads/abc") == nothing


def test_a_row_that_is_gone_is_no_fault_of_ours(house: House) -> None:
    owner, browser = house.people[Role.OWNER], house.browser(Role.OWNER)
    nothing = refused(browser, "/files/abc")
    for what in ("workbook", "proof", "invoice", REPORT):
        assert refused(browser, file_address(what, user=owner, pk=NOBODYS)) == nothing, what
    assert sent(browser, upload_address("statement", user=owner, pk=NOBODYS)) == nothing
