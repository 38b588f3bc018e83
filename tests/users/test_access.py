from __future__ import annotations

import pytest

from core.errors import NotAllowed, NotFound
from tests.users.approving import PASSWORD
from users.access import RIGHTS, Right, business_for, businesses_of, has_right, require_right
from users.actors import SYSTEM
from users.models import Role
from users.people import add_member, create_business, create_staff

#: The whole table, written out again: a letter for each role that carries the right.
LETTERS = {
    "O": Role.OWNER,
    "A": Role.ACCOUNTANT,
    "C": Role.CASHIER,
    "P": Role.APPROVER,
    "M": Role.MARKET_OPERATOR,
    "U": Role.AUDITOR,
    "Y": Role.PLAYER,
}
EXPECTED = {
    "business.read": "OACPMUY",
    "ledger.read": "OAPU",
    "wallet.read": "OAPUY",
    "collections.read": "OACPMU",
    "billing.read": "OACPU",
    "reconciliation.read": "OAPU",
    "audit.read": "OU",
    "phone.read": "OAC",
    "events.read": "OACPMU",
    "alert.read": "OAU",
    "kyc.read": "OAPY",
    "kyc.submit": "Y",
    "kyc.review": "OAP",
    "approval.read": "OAPMU",
    "till.manage": "O",
    "member.manage": "O",
    "business.manage": "O",
    "approval.decide": "OP",
    "alert.resolve": "O",
    "ledger.write": "OA",
    "payment.request": "OAC",
    "pos.sell": "OAC",
    "period.close": "OA",
    "billing.write": "OAC",
    "billing.override": "OA",
    "reconciliation.write": "OA",
    "payout.read": "OAPU",
    "payout.request": "OA",
    "payout.manage": "O",
    "wallet.deposit": "Y",
    "wallet.withdraw": "Y",
    "market.read": "OAPMUY",
    "market.manage": "OM",
    "market.decide": "OPM",
    "stake.place": "Y",
}


def test_every_right_of_every_role(business):
    assert sorted(RIGHTS) == sorted(EXPECTED)
    for letter, role in LETTERS.items():
        person = create_staff(username=f"the.{role.lower()}", password=PASSWORD)
        add_member(business=business, user=person, role=role, actor=SYSTEM)
        for right, letters in EXPECTED.items():
            assert has_right(person, business, right) is (letter in letters), (role, right)
            if letter in letters:
                assert business_for(person, "maji", right) == business
                assert list(businesses_of(person, right)) == [business]
            else:
                with pytest.raises(NotAllowed):
                    business_for(person, "maji", right)
                with pytest.raises(NotAllowed):
                    require_right(person, business, right)
                assert not businesses_of(person, right).exists()


def test_an_auditor_changes_nothing():
    doing = [right for right in RIGHTS if not right.endswith(".read")]
    assert [right for right in doing if Role.AUDITOR in RIGHTS[right]] == []


def test_absent_and_not_yours_look_the_same(business):
    stranger = create_staff(username="stranger", password=PASSWORD)
    create_business(code="duka", name="Duka", owner=stranger)
    said = set()
    for code in ("maji", "no-such-business"):
        with pytest.raises(NotFound) as refusal:
            business_for(stranger, code, "business.read")
        said.add(str(refusal.value))
    assert len(said) == 1
    with pytest.raises(NotFound):
        require_right(stranger, business, "business.read")
    assert not has_right(stranger, business, "business.read")


def test_the_businesses_in_which_somebody_holds_a_right(business, owner):
    second = create_business(code="duka", name="Duka", owner=owner)
    third = create_business(code="anga", name="Anga", owner=create_staff(username="x", password=PASSWORD))
    add_member(business=third, user=owner, role=Role.CASHIER, actor=SYSTEM)
    assert list(businesses_of(owner, Right.LEDGER_READ)) == [second, business]
    assert list(businesses_of(owner, Right.COLLECTIONS_READ)) == [third, second, business]


def test_two_roles_add_up_and_a_business_shows_once(business, owner):
    add_member(business=business, user=owner, role=Role.AUDITOR, actor=SYSTEM)
    add_member(business=business, user=owner, role=Role.CASHIER, actor=SYSTEM)
    assert list(businesses_of(owner)) == [business]
    assert has_right(owner, business, "till.manage")


def test_an_inactive_person_has_no_rights(business, owner):
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    assert not has_right(owner, business, "business.read")
    assert not businesses_of(owner).exists()
