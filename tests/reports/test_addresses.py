"""An address that leads to nothing is told the same, whatever the reason: it never tells of what there is."""

from __future__ import annotations

import pytest

from reports.making import Format
from reports.saying import Said
from reports.web import REPORT, report_path
from tests.graphql_api.conftest import Browser, House
from tests.reports.made import FIRST, LAST
from users.files import file_address, upload_address
from users.models import AuditEntry, Membership, Role

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


def test_no_right_a_guess_and_what_is_gone_are_told_the_same(house: House, other_house: House) -> None:
    accountant, cashier = house.people[Role.ACCOUNTANT], house.people[Role.CASHIER]
    browser = house.browser(Role.ACCOUNTANT)
    said = Said(key="trial_balance", first_day=FIRST, last_day=LAST)
    path = report_path(user=accountant, business=house.business, said=said, format=Format.CSV)
    assert browser.client.get(path).status_code == 200
    downloads = AuditEntry.objects.filter(action="report.download").count()
    guessed = refused(browser, path[:-3] + "abc")
    assert guessed[0] == 404
    assert refused(house.browser(Role.OWNER), path) == guessed
    assert refused(browser, file_address(REPORT, user=accountant, pk=NOBODYS, name=_name(path))) == guessed
    foreign = file_address(REPORT, user=accountant, pk=other_house.business.pk, name=_name(path))
    assert refused(browser, foreign) == guessed
    # A member whose role has no right to it, and who has none any more.
    own = file_address(REPORT, user=cashier, pk=house.business.pk, name=_name(path))
    assert refused(house.browser(Role.CASHIER), own) == guessed
    Membership.objects.filter(user=accountant).delete()
    assert refused(browser, path) == guessed
    assert AuditEntry.objects.filter(action="report.download").count() == downloads


def _name(path: str) -> str:
    from django.core import signing

    return str(signing.loads(path.removeprefix("/files/"), salt="hesabu.files")[3])


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
    for what in ("workbook", "proof", "invoice"):
        assert refused(browser, file_address(what, user=owner, pk=NOBODYS)) == nothing, what
    assert sent(browser, upload_address("statement", user=owner, pk=NOBODYS)) == nothing
