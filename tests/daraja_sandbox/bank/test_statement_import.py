"""Every kind of statement row the sandbox writes is read by our importer: no error, chain unbroken."""

from collections import Counter

import pytest

from reconciliation.statement_files.reading import read_statement
from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.bank.test_statement import download
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import Operator

EXPECTED = {
    "Utility Account": {
        "CUSTOMER_PAYMENT": 3,  # one of them Failed
        "REVERSAL": 1,
        "B2C": 1,
        "CHARGE": 1,
        "BUSINESS_RECEIPT": 1,
        "SWEEP": 2,
    },
    "Working Account": {"SWEEP": 2, "B2B": 1, "BANK_WITHDRAWAL": 1, "BUSINESS_RECEIPT": 1},
    "Charges Paid Account": {"CHARGE": 1, "SWEEP": 1},
    "Organization Settlement Account": {"SWEEP": 3},
}


@pytest.fixture
def busy(operator: Operator, phone: str) -> Operator:
    """A day with everything in it; B2C once with its charge in Utility and once in Charges Paid."""
    sandbox, code = operator.daraja.sandbox, operator.shortcode
    payer = new_organisation(sandbox, working_balance="1000.00")["shortcode"]
    sandbox.post("/_sandbox/switches", {"failed_rows": True, "b2c_charges": "utility"})
    receipt = paid(operator, phone)
    paid(operator, phone, "99.50")
    refused = {"msisdn": phone, "shortcode": code, "amount": "240000", "account": "A"}
    assert sandbox.post("/_sandbox/pay", refused).status_code == 400
    operator.reverse(receipt, 300)
    operator.b2c(phone)
    Operator(operator.daraja, operator.sink, payer, f"{operator.path}/other").b2b(code)
    operator.b2b(code, CommandID="BusinessTransferFromMMFToUtility")
    operator.b2b(payer)
    sandbox.post("/_sandbox/fund", {"shortcode": code, "amount": "500"})
    sandbox.post("/_sandbox/withdraw", {"shortcode": code, "amount": "200"})
    return operator


@pytest.mark.parametrize("template", ["a", "b"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_importer_reads_every_account(busy: Operator, phone: str, template: str, extension: str) -> None:
    sandbox, code = busy.daraja.sandbox, busy.shortcode
    sandbox.post("/_sandbox/switches", {"b2c_charges": "charges_paid"})
    other = busy.b2c(phone, Amount=1500)
    sandbox.post("/_sandbox/sweep", {"shortcode": code, "amount": "1000"})
    sandbox.post("/_sandbox/settle", {"shortcode": code})

    for account, kinds in EXPECTED.items():
        answer = download(busy.daraja, code, account=account, template=template, format=extension)
        name = answer.headers["content-disposition"].split('"')[1]
        read = read_statement(answer.content, name, account_of_b=account)

        assert read.errors == ()
        assert read.chain.ok, (account, read.chain)
        assert (read.template, read.shortcode, read.account) == (template.upper(), code, account)
        found = Counter(read.frame["kind"])
        # The second B2C shows in Utility, its charge in Charges Paid.
        assert found == Counter(kinds) + Counter({"B2C": 1} if account == "Utility Account" else {})
    assert other["ResultCode"] == 0
