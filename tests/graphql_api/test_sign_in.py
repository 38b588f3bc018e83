from __future__ import annotations

from tests.graphql_api.conftest import Browser, House
from users.models import AuditEntry, Role

ME = "{ me { displayName username phone memberships { role business { code } } } }"


def test_nobody_is_signed_in(browser: Browser):
    assert browser.data("{ me { username } }") == {"me": None}


def test_sign_in_and_out(browser: Browser, house: House):
    assert browser.sign_in("Cashier.maji ") == {"__typename": "SignedIn", "me": {"username": "cashier.maji"}}
    assert browser.data(ME)["me"] == {
        "displayName": "CASHIER of maji",
        "username": "cashier.maji",
        "phone": "",
        "memberships": [{"role": "CASHIER", "business": {"code": "maji"}}],
    }
    assert browser.data("mutation { signOut { __typename } }") == {"signOut": {"__typename": "SignedOut"}}
    assert browser.data("{ me { username } }") == {"me": None}
    assert AuditEntry.objects.filter(action="sign_out", actor=house.people[Role.CASHIER]).count() == 1
