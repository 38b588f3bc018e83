"""The accountant asks for a voucher, another person reads exactly what will happen, and approves it.

python docs/examples/approvals.py http://127.0.0.1:8000
"""

import sys
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from hesabu import Hesabu

address = sys.argv[1]
accountant = Hesabu(address, "accountant", "hesabu-demo-2026")
business = accountant.ask("approvals", "MyBusinesses")["businesses"]["nodes"][0]
voucher = accountant.act(
    "approvals",
    "PostJournalEntry",
    input={
        "business": business["id"],
        "day": str(datetime.now(ZoneInfo("Africa/Nairobi")).date()),
        "description": "Cash was short",
        "lines": [{"accountCode": "5900", "debit": "20"}, {"accountCode": "1020", "credit": "20"}],
        "idempotencyKey": str(uuid4()),
    },
)["voucher"]
request = voucher["approval"]["id"]

approver = Hesabu(address, "approver", "hesabu-demo-2026")
for change in accountant.follow("changes", "ApprovalChanged", id=request):
    now = change["approvalChanged"]["approval"]
    print(now["state"])
    if now["state"] != "PENDING":
        break
    seen = approver.ask("approvals", "Request", id=request)["node"]
    for fact in seen["content"]:
        print(".".join(fact["path"]), fact["text"] if fact["flag"] is None else fact["flag"])
    answer = {"approval": request, "digest": seen["digest"], "comment": "counted again"}
    done = approver.act("approvals", "ApproveRequest", input=answer)["approval"]
print(now["state"], done["subject"]["voucherState"])
