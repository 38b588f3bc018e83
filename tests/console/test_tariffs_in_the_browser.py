"""What Safaricom charges, as an owner sets it and others see it."""

from __future__ import annotations

import pytest

from mpesa.models import TariffBand
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from users.models import Role

pytestmark = pytest.mark.slow


def test_the_owner_says_what_safaricom_charges(hook_server: str, browser: Browser, house: House) -> None:
    browser.resize(1400, 900)
    enter(browser, hook_server, house.people[Role.OWNER], "/settings/charges")
    kind = "section[aria-label='Payments to phones']"
    browser.sees("As Safaricom publishes it", within=kind)
    browser.press("Set a tariff", within=kind)
    browser.fill("Set a tariff", **{"bands.0.fee": "1.50", "bands.1.upTo": "50"})
    browser.press("Set it", within="dialog form")
    browser.sees("Each band goes further than the one before", within="dialog")
    browser.fill("Set a tariff", **{"bands.1.upTo": "1,500"})
    picture(browser, "set-tariff")
    browser.press("Set it", within="dialog form")
    browser.sees("Set. The next proofs judge by it.")
    browser.sees("Since", within=kind)
    browser.sees("1.50", within=kind)
    picture(browser, "charges")
    told = TariffBand.objects.order_by("up_to").values_list("up_to", "fee")
    assert [(int(up_to), int(fee)) for up_to, fee in told][:2] == [(100_00, 1_50), (1_500_00, 5_00)]
    browser.run("localStorage.setItem('hesabu.language', 'sw'); 1")
    browser.go(f"{hook_server}/settings/charges")
    browser.sees("Malipo kwa simu", within="main")
    browser.sees("Kama Safaricom inavyochapisha", within="main")
    assert browser.complaints == []


def test_who_only_reads_sets_no_tariff(hook_server: str, browser: Browser, house: House) -> None:
    enter(browser, hook_server, house.people[Role.AUDITOR], "/settings/charges")
    browser.sees("Payments to phones", within="main")
    assert "Set a tariff" not in browser.text("main")
