"""What stands at the head of a business's papers: set by its owner, read by its people, audited by name."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput, Problems
from core.kra import checked_kra_pin
from tests.graphql_api.conftest import House
from users.letterheads import letterhead_of, set_letterhead
from users.models import AuditEntry, Letterhead, Role

SHOWN = "letterhead { postalAddress phone email kraPin vatRegistered }"
SAID = {
    "postalAddress": "P.O. Box 1234-00100, Nairobi",
    "phone": "0700 000 100",
    "email": "Bills@Maji.example",
    "kraPin": "p051 365 947m",
    "vatRegistered": True,
}
KEPT = SAID | {"email": "bills@maji.example", "kraPin": "P051365947M"}


def test_the_owner_sets_it_once_and_it_is_audited_without_what_it_says(house: House):
    empty = {"postalAddress": "", "phone": "", "email": "", "kraPin": "", "vatRegistered": False}
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Business {{ {SHOWN} }} }} }}"
    assert house.browser(Role.CASHIER).data(query, id=house.id)["node"]["letterhead"] == empty
    owner = house.browser()
    for _ in range(2):
        done = owner.act("setLetterhead", f"business {{ {SHOWN} }}", business=house.id, **SAID)
        assert done == {"business": {"letterhead": KEPT}, "problems": []}
    assert house.browser(Role.CASHIER).data(query, id=house.id)["node"]["letterhead"] == KEPT
    (act,) = AuditEntry.objects.filter(action="business.letterhead")
    fields = "postal_address, phone, email, kra_pin, vat_registered"
    assert act.details == {"fields": fields, "vat_registered": True}
    assert owner.act("setLetterhead", f"business {{ {SHOWN} }}", business=house.id)["business"] == {
        "letterhead": empty
    }


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(house: House):
    with pytest.raises(Problems) as refused:
        set_letterhead(
            business=house.business,
            postal_address="x" * 201,
            phone="1" * 41,
            email="nobody",
            kra_pin="",
            vat_registered=True,
            actor=house.people[Role.OWNER],
        )
    codes = [problem.code for problem in refused.value.each]
    assert codes == ["LINE_TOO_LONG", "LINE_TOO_LONG", "BAD_EMAIL", "KRA_PIN_MISSING"]
    told = house.browser(Role.ACCOUNTANT).act("setLetterhead", "business { id }", business=house.id)
    assert told["code"] == "NOT_ALLOWED"
    assert not Letterhead.objects.exists()
    assert letterhead_of(house.business).pk is None


@pytest.mark.parametrize("text", ["P05136594M", "X051365947M", "P0513659477", "051365947MP", "P051365947"])
def test_what_is_no_kra_pin(text: str):
    with pytest.raises(InvalidInput, match="KRA PIN"):
        checked_kra_pin(text)


def test_a_kra_pin_is_kept_in_capitals():
    assert [checked_kra_pin(text) for text in ("", "  ", "a004 416 331m")] == ["", "", "A004416331M"]
