"""The till's other M-Pesa accounts, as a run saw their statements: where the other side of a sweep stands."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pyarrow as pa
from django.db.models import Q

from core.rows.copying import copy_out
from mpesa.models import MpesaAccount
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationRun
from reconciliation.runs.carrying import carried_into
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.coverage import AccountBook

#: What a sweep can be taken for. A customer's payment says who paid.
KINDS = (Kind.SWEEP, Kind.BUSINESS_RECEIPT, Kind.B2B, Kind.UNKNOWN)
_NAMES = ["account", "row_key", "ordinal", "receipt", "paid_in", "withdrawn", "moves", "kind"]
_DAY = timedelta(days=1)
_TYPES = {"ordinal": "int64", "paid_in": "int64", "withdrawn": "int64", "moves": "bool"}
_NONE = pd.DataFrame({name: pd.array([], dtype=_TYPES.get(name, "str")) for name in _NAMES})


def others_frame(run: ReconciliationRun) -> pd.DataFrame:
    """Rows that may be the other side of a sweep, as `match` wants them: of the days that the run looks at,
    one more on either side, and the receipts that are carried into it. None for a bank account: M-Pesa's
    statements are no evidence of what a bank has."""
    assert run.cut_off is not None
    if is_bank(run.account):
        return _NONE.copy()
    carried = carried_into(run)
    near = Q(completed_at__gte=carried.since - _DAY, completed_at__lt=run.cut_off + _DAY)
    wanted = near | Q(receipt__in=carried.listed)
    accounts = [account for account in MpesaAccount.values if account != run.account]
    books = [AccountBook(run.till_id, account, run.read_at, run.last_row) for account in accounts]
    found = [copy_out(book.rows().filter(wanted, kind__in=KINDS).order_by("pk"), _NAMES) for book in books]
    return pa.concat_tables(found).to_pandas()
