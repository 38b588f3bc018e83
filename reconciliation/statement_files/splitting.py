"""One file with the rows of several M-Pesa accounts, told apart by their balances.

An export of template B can hold Utility, Settlement and MMF rows, with both legs of a sweep under one
receipt, and no column for the account. Each account's rows are a walk of their own: a row belongs to the
account whose balance it goes on from. The words of their rows tell what the accounts are called.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.money import Cents
from reconciliation.statement_files.accounts import account_named
from reconciliation.statement_files.kinds import Kind

#: Safaricom keeps that many accounts of a shortcode.
MOST = 5
_BETWEEN = re.compile(r"^(?P<left>.*\baccount) to (?P<right>.*\baccount)\b", re.IGNORECASE)
_WORKING = "Working Account"


@dataclass
class _Walk:
    balance: Cents
    rows: list[int] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)


def split_accounts(frame: pd.DataFrame, collecting: str) -> dict[str, pd.DataFrame] | None:
    """Account's usual name -> its rows, oldest first, keys and all as they were; None where the rows are no
    set of unbroken walks with a name of its own each. Rows that move nothing stay with `collecting`."""
    moves = frame["moves"].to_numpy(dtype=bool)
    nets = (frame["paid_in"] - frame["withdrawn"]).to_numpy(dtype=np.int64)
    walks: list[_Walk] = []
    for place in np.flatnonzero(moves).tolist():
        row = frame.iloc[place]
        after = int(row["balance"])
        name = _account_of(str(row["details"]), str(row["kind"]), int(nets[place]), collecting)
        fitting = [walk for walk in walks if walk.balance == after - int(nets[place])]
        named = [walk for walk in fitting if name and name in walk.names]
        walk = next(iter(named or fitting), None)
        if walk is None or (name and walk.names and name not in walk.names):
            walk = _Walk(after)
            walks.append(walk)
            if len(walks) > MOST:
                return None
        walk.balance = after
        walk.rows.append(place)
        if name:
            walk.names[name] += 1
    names = [next(iter(walk.names), "") for walk in walks]
    if "" in names or len(set(names)) < len(names) or any(len(walk.names) > 1 for walk in walks):
        return None
    still = np.flatnonzero(~moves).tolist()
    parts = {name: walk.rows for name, walk in zip(names, walks, strict=True)}
    if still:
        parts[collecting] = sorted([*parts.get(collecting, []), *still])
    return {name: frame.iloc[places].reset_index(drop=True) for name, places in parts.items()}


def _account_of(details: str, kind: str, net: Cents, collecting: str) -> str:
    """Whose row it is by its words; empty where they do not say."""
    between = _BETWEEN.match(details)
    if between is not None:
        return account_named(between["left"] if net < 0 else between["right"])
    if kind == Kind.BANK_WITHDRAWAL:
        return _WORKING
    return collecting if kind in (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT, Kind.B2C) else ""
