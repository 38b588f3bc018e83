"""A customer, an invoice, a prompt on the customer's phone, and the invoice as it becomes PAID.

python docs/examples/billing.py http://127.0.0.1:8000 http://127.0.0.1:8010
"""

import sys
from uuid import uuid4

import requests
from hesabu import Hesabu

address, daraja = sys.argv[1:]
owner = Hesabu(address, "owner", "hesabu-demo-2026")
till = owner.ask("billing", "Tills")["tills"]["nodes"][0]

customer = owner.act(
    "billing",
    "CreateCustomer",
    input={
        "business": till["business"]["id"],
        "name": "Wanjiru",
        "phone": "0700 000 150",
        "idempotencyKey": str(uuid4()),
    },
)["customer"]
invoice = owner.act(
    "billing",
    "CreateInvoice",
    input={
        "customer": customer["id"],
        "lines": [{"description": "Water, cubic metres", "quantity": "2.5", "unitPrice": "100"}],
        "idempotencyKey": str(uuid4()),
    },
)["invoice"]
owner.act("billing", "IssueInvoice", input={"invoice": invoice["id"]})
owner.act(
    "billing",
    "RequestPayment",
    input={
        "till": till["id"],
        "phone": "0700 000 150",
        "amount": "250",
        "accountReference": customer["accountNumber"],
        "idempotencyKey": str(uuid4()),
    },
)
entered = False
for change in owner.follow("changes", "InvoiceChanged", id=invoice["id"]):
    now = change["invoiceChanged"]["invoice"]
    print(now["number"], now["state"], now["due"])
    if now["state"] == "PAID":
        break
    while not entered:  # the customer enters the PIN, once the phone has rung; only the local Daraja has this
        entered = requests.post(f"{daraja}/_sandbox/approve", json={"msisdn": "254700000150"}, timeout=10).ok
