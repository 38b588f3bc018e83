"""What each report must agree with: the books, other rows, and the other reports. A report without a rule of
its own here fails; one that shows no amounts says so (no_figures)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Sum

from billing.customers.ageing import compare_with_books, sum_receivables
from core.days import day_bounds
from core.money import to_cents
from ledger.models import EntryKind, Line
from markets.models import Stake
from mpesa.models import Branch, PaymentRequest, Payout, Receipt, Reversal
from reconciliation.models import StatementRow
from tests.mpesa.payouts.offices import FLOAT
from tests.reports.year.book_agreements import (
    account_statement,
    balance_sheet,
    general_ledger,
    income_statement,
    journal_quickbooks,
    journal_xero,
    nets,
    trial_balance,
)
from tests.reports.year.files import Files
from users.models import AuditEntry

Rule = Callable[[Files], None]


def receivables_ageing(files: Files) -> None:
    due, credit, balance = (
        files.sum("receivables_ageing", "ageing", key) for key in ("due", "credit", "balance")
    )
    known = compare_with_books(files.pk, sum_receivables(files.pk))
    assert due + known.other_receivables == files.books("1200")
    assert credit + known.waiting + known.other_credit == files.books("2100")
    assert balance == due - credit
    adjusted = {"1200": 0, "2100": 0}
    for line in Line.objects.filter(entry__kind=EntryKind.MANUAL, account__business=files.pk).select_related(
        "account"
    ):
        if line.account.code in adjusted:
            sign = 1 if line.account.code == "1200" else -1
            adjusted[line.account.code] += sign * (line.debit - line.credit)
    assert (known.other_receivables, known.other_credit) == (adjusted["1200"], adjusted["2100"])


def collections(files: Files) -> None:
    """All receipts, once; what is left of them and of the float is in the M-Pesa accounts; and of the month
    that a statement proves, what is paid in there."""
    receipts = Receipt.objects.filter(business=files.pk)
    received = receipts.aggregate(sum=Sum("amount"))["sum"]
    for table in ("by_day", "by_till", "by_branch"):
        assert files.sum("collections", table, "received") == received
    back = Reversal.objects.filter(business=files.pk).aggregate(sum=Sum("taken_back"))["sum"] or 0
    kept = files.sum("collections", "by_day", "kept")
    beside = files.tables("collections")["side_by_side"]
    of_tills = [name for name in beside[0] if name.startswith("till_")]
    assert kept == sum(files.sum("collections", "side_by_side", name) for name in of_tills)
    assert [(row["day"], row["kept"]) for row in beside] == [
        (row["day"], row["kept"]) for row in files.tables("collections")["by_day"]
    ]
    assert kept == received - back
    _branches(files)
    gone = _lines(files, "1010", EntryKind.PAYOUT) + _lines(files, "1010", EntryKind.CHARGE)
    assert kept + FLOAT + gone == files.books("1010")
    run = files.year.run
    month = {"first_day": run.from_day, "last_day": run.to_day, "till": run.till}
    rows = files.tables("collections", **month)["by_day"]
    credits = StatementRow.objects.filter(till=run.till, paid_in__gt=0).aggregate(sum=Sum("paid_in"))["sum"]
    assert sum(to_cents(row["received"]) for row in rows) == credits > 0


def _branches(files: Files) -> None:
    """What a branch received is what its tills did, side by side too, and what a report of it alone says;
    so it is with the other reports that take a branch."""
    beside = files.tables("collections")["branches_side_by_side"]
    shown = [name for name in beside[0] if name.startswith(("branch_", "no_branch_"))]
    assert len([name for name in shown if name.startswith("branch_")]) == 2
    kept = files.sum("collections", "by_day", "kept")
    assert kept == sum(files.sum("collections", "branches_side_by_side", name) for name in shown)
    for branch in Branch.objects.filter(business=files.pk):
        tills = [till.shortcode for till in branch.tills.all()]
        of_till = sum(
            to_cents(row["kept"]) for row in files.tables("collections")["by_till"] if row["till"] in tills
        )
        whole = files.sum("collections", "by_branch", "kept", branch=branch.name)
        alone = files.tables("collections", branch=branch)
        assert whole == of_till == sum(to_cents(row["kept"]) for row in alone["by_day"])
        assert {row["till"] for row in alone["by_till"]} <= set(tills) and alone["by_till"]
        flow = files.tables("mpesa_cash_flow", branch=branch)["accounts"]
        codes = tuple(f"1010-{till}-" for till in tills)
        books = sum(net for code, net in nets(files).items() if code.startswith(codes))
        assert sum(to_cents(row["closing"]) for row in flow) == books
        failed = files.tables("failed_payments", branch=branch)["tills"]
        asked = PaymentRequest.objects.filter(business=files.pk, till__branch=branch).count()
        assert sum(row["requests"] for row in failed) == asked
        paid = files.tables("payouts", branch=branch)["payouts"]
        assert len(paid) == Payout.objects.filter(business=files.pk, till__branch=branch).count()


def audit_trail(files: Files) -> None:
    """No figures: as many rows as there are entries."""
    rows = files.tables("audit_trail")["audit_trail"]
    between = day_bounds(files.year.first)[0], day_bounds(files.year.last)[1]
    known = AuditEntry.objects.filter(business=files.pk, at__gte=between[0], at__lt=between[1])
    assert len(rows) == known.count() > 0


def customer_statement(files: Files) -> None:
    """What the entries of a customer leave is what the ageing has of them, but for credit on its way back."""
    key = "customer_statement"
    lines = files.tables(key)["statement"]
    billed, paid = (files.sum(key, "statement", side) for side in ("billed", "paid"))
    closing = files.sum(key, "summary", "amount")
    assert closing == to_cents(lines[0]["balance"]) + billed - paid == to_cents(lines[-1]["balance"])
    customer = files.said(key).customer
    assert customer is not None
    ages = {row["account_number"]: row for row in files.tables("receivables_ageing")["ageing"]}
    balance, due = (
        to_cents(ages.get(customer.account_number, {}).get(name, "0")) for name in ("balance", "due")
    )
    waiting = files.sum(key, "today", "amount", line="Credit on its way back")
    assert files.sum(key, "today", "amount") == balance + waiting
    assert files.sum(key, "open_bills", "due") == due


def z_report(files: Files) -> None:
    """The bills of a shift are what its methods sum to, and the drawer is what the books had in it."""
    key = "z_report"
    shift = files.said(key).session
    assert shift is not None
    assert files.sum(key, "bills", "total") == files.sum(key, "methods", "amount")
    drawer = {row["line"]: to_cents(row["amount"]) for row in files.tables(key)["drawer"]}
    counted = drawer.pop("Counted", None)
    assert (sum(drawer.values()), counted) == (shift.closing_expected, shift.closing_counted)


def vat(files: Files) -> None:
    accounts = files.tables("vat")["accounts"]
    assert sum(to_cents(row["closing"]) for row in accounts) == files.books("2600")
    assert files.sum("vat", "owed", "amount") == files.books("2600")
    for table in ("sales", "purchases"):
        assert files.sum("vat", table, "vat") > 0
    output = -nets(files)["2600-output"]
    assert files.sum("vat", "vat_return", "vat", line="Standard rate") == (
        files.sum("vat", "sales", "vat") + files.sum("vat", "purchases", "vat")
    )
    assert output == files.books("2600-output")


def itax_general_sales(files: Files) -> None:
    _itax(files, "itax_general_sales", "Standard rate", "taxable_value")
    vat = files.sum("itax_general_sales", "totals", "vat")
    assert vat == files.sum("vat", "sales", "vat")
    assert files.sum("itax_general_sales", "vat_return", "vat") == files.books("2600-output")


def itax_zero_rated_sales(files: Files) -> None:
    _itax(files, "itax_zero_rated_sales", "Zero-rated", "taxable_value")


def itax_exempt_sales(files: Files) -> None:
    _itax(files, "itax_exempt_sales", "Exempt", "sales_value")


def _itax(files: Files, key: str, code: str, value: str) -> None:
    """What customers with a PIN were sold is in the file, what all others were is its total, and both are
    what the VAT return has; each line is an exception, since no control unit signs here."""
    sales = [row for row in files.tables("vat")["sales"] if row["code"] == code]
    named = sum(to_cents(row["taxable_value"]) for row in sales if row["kra_pin"])
    assert files.sum(key, "lines", value) == named != 0
    assert files.sum(key, "totals", "taxable_value") == sum(to_cents(row["taxable_value"]) for row in sales)
    documents = {row["document"] for row in files.tables(key)["exceptions"]}
    assert {row["description"] for row in files.tables(key)["lines"]} <= documents


def tax_pack(files: Files) -> None:
    """To be remitted, and booked by hand, is what stands on the accounts of taxes."""
    owed = sum(files.books(code) for code in ("2500", "2510", "2520"))
    assert files.sum("tax_pack", "by_tax", "moved") == files.sum("tax_pack", "entries", "moved") == owed > 0
    assert files.books("2510") > 0, "a player's withdrawal was taxed"
    assert files.sum("tax_pack", "by_day", "due") == files.sum("tax_pack", "by_tax", "due")


def suspense(files: Files) -> None:
    for code in ("2900", "2890"):
        assert sum(
            to_cents(row["amount"]) for row in files.tables("suspense")["suspense"] if row["account"] == code
        ) == files.books(code)
    assert files.books("2900") > 0
    assert files.sum("suspense", "by_age", "amount") == files.books("2900") + files.books("2890")


def mpesa_cash_flow(files: Files) -> None:
    assert files.sum("mpesa_cash_flow", "accounts", "closing") == files.books("1010")
    assert files.sum("mpesa_cash_flow", "accounts", "charges") == -_lines(files, "1010", EntryKind.CHARGE)
    moved = [
        row
        for row in files.tables("trial_balance")["trial_balance"]
        if row["code"].partition("-")[0] == "1010"
    ]
    for column, side in (("came_in", "moved_debit"), ("went_out", "moved_credit")):
        assert files.sum("mpesa_cash_flow", "by_kind", column) == sum(to_cents(row[side]) for row in moved)


def mpesa_charges(files: Files) -> None:
    assert files.sum("mpesa_charges", "charges", "charged") == files.books("5100") > 0
    assert files.sum("mpesa_charges", "by_day", "charged") == files.books("5100")


def payouts(files: Files) -> None:
    mine = Payout.objects.filter(business=files.pk)
    assert mine.filter(batch__isnull=False).exists() and mine.filter(refunds__isnull=False).exists()
    assert mine.filter(tax__gt=0, state="PAID").exists()
    assert files.sum("payouts", "payouts", "amount") == mine.aggregate(sum=Sum("amount"))["sum"]
    paid = mine.filter(state="PAID").aggregate(sum=Sum("amount"))["sum"]
    assert files.sum("payouts", "payouts", "paid") == paid == -_lines(files, "1010", EntryKind.PAYOUT)


def failed_payments(files: Files) -> None:
    failed = PaymentRequest.objects.filter(business=files.pk, state__in=("FAILED", "CANCELLED", "EXPIRED"))
    asked = failed.aggregate(sum=Sum("amount"))["sum"]
    for table in ("reasons", "by_till"):
        assert files.sum("failed_payments", table, "amount") == asked > 0
    assert files.sum("failed_payments", "tills", "failed_amount") == asked


def player_cover(files: Files) -> None:
    rows = files.tables("player_cover")["cover"]
    for code in ("2200", "2300", "2310", "2400"):
        (row,) = (row for row in rows if row["account"] == code)
        assert to_cents(row["amount"]) == files.books(code)
    held = sum(to_cents(row["amount"]) for row in rows if row["account"].partition("-")[0] == "1010")
    assert held == files.books("1010")


def market_settlement(files: Files) -> None:
    staked = files.sum("market_settlement", "outcomes", "staked")
    assert staked == Stake.objects.filter(market=files.year.market).aggregate(sum=Sum("cents"))["sum"] > 0
    run = files.year.market.runs.get(state="DONE")
    assert files.sum("market_settlement", "outcomes", "paid") == run.paid
    assert files.sum("market_settlement", "payments", "gets") == run.paid + run.refunded
    moved = [files.sum("market_settlement", "entries", side) for side in ("debit", "credit")]
    assert moved == [staked, staked]


def reconciliation(files: Files) -> None:
    run = files.year.run
    summary = {row["what"]: row["amount"] for row in files.tables("reconciliation")["summary"]}
    assert to_cents(summary["Statement closing balance"]) == run.statement_closing > 0
    assert to_cents(summary["Ledger balance, 1010 M-Pesa"]) == run.ledger
    assert len(files.tables("reconciliation")["matched"]) == run.matched
    last = files.tables("reconciliation")["chain"][-1]
    assert to_cents(last["closing"]) == run.statement_closing


def daily_pack(files: Files) -> None:
    """The M-Pesa accounts are on the tills; what came in and what failed is as other reports have it."""
    assert files.sum("daily_pack", "balances", "books") == files.books("1010")
    received = files.sum("collections", "by_day", "received")
    assert files.sum("daily_pack", "tills", "received") == received
    rows = files.tables("daily_pack")["tills"]
    failed = files.tables("failed_payments")["reasons"]
    assert sum(row["failed"] for row in rows) == sum(row["requests"] for row in failed) > 0
    assert files.tables("daily_pack")["failed_payments_reasons"] == failed
    asked = sum(row["requests"] for row in files.tables("failed_payments")["tills"])
    assert sum(row["requests"] for row in rows) == asked
    assert len(files.tables("daily_pack")["targets"]) == 2


def weekly_pack(files: Files) -> None:
    for column in ("receipts", "received", "taken_back", "kept"):
        rows = files.tables("collections")["by_day"]
        mine = files.tables("weekly_pack")["tills"]
        assert sum(to_cents(str(row[column])) for row in mine) == sum(
            to_cents(str(row[column])) for row in rows
        ), column
    assert files.sum("weekly_pack", "tills", "paid_out") == files.sum("payouts", "payouts", "paid")
    failed = Payout.objects.filter(business=files.pk, state="FAILED").aggregate(sum=Sum("amount"))["sum"] or 0
    assert files.sum("weekly_pack", "tills", "not_paid_out") == failed
    assert files.sum("weekly_pack", "failed_payouts", "amount") == failed
    for table in ("reasons", "by_till"):
        name = f"failed_payments_{table}"
        assert files.tables("weekly_pack")[name] == files.tables("failed_payments")[table]
    assert (
        len(files.tables("weekly_pack")["discrepancies"]) == files.year.house.business.discrepancies.count()
    )


def monthly_pack(files: Files) -> None:
    """Vouchers, what was undone and what reconciliation corrected, whole; and the audit trail as it is."""
    kinds = ("MANUAL", "OPENING", "REVERSAL", "CORRECTION")
    lines = Line.objects.filter(entry__business=files.pk, entry__kind__in=kinds)
    posted = lines.aggregate(sum=Sum("debit"))["sum"]
    assert files.sum("monthly_pack", "unusual", "amount") == posted > 0
    assert files.sum("monthly_pack", "reasons", "as_kind") == posted
    by_hand = lines.filter(entry__kind__in=("MANUAL", "OPENING")).aggregate(sum=Sum("debit"))["sum"]
    assert files.sum("monthly_pack", "reasons", "amount", reason="By hand") == by_hand
    trail = files.tables("audit_trail")["audit_trail"]
    assert files.tables("monthly_pack")["audit_trail_audit_trail"] == trail


def _lines(files: Files, code: str, kind: str) -> int:
    """Debits less credits of an account and those below it, of a kind of entry."""
    lines = Line.objects.filter(
        account__business=files.pk, account__code__regex=rf"^{code}(-|$)", entry__kind=kind
    ).aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (lines["debit"] or 0) - (lines["credit"] or 0)


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        trial_balance,
        general_ledger,
        account_statement,
        income_statement,
        balance_sheet,
        receivables_ageing,
        collections,
        failed_payments,
        market_settlement,
        mpesa_cash_flow,
        mpesa_charges,
        payouts,
        player_cover,
        reconciliation,
        suspense,
        customer_statement,
        z_report,
        vat,
        itax_general_sales,
        itax_zero_rated_sales,
        itax_exempt_sales,
        tax_pack,
        journal_quickbooks,
        journal_xero,
        audit_trail,
        daily_pack,
        weekly_pack,
        monthly_pack,
    )
}
