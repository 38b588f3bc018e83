"""Append-only evidence, and the legal steps of a payment request."""

from django.db import migrations

from core.sql import append_only, state_machine

REQUEST_STEPS = {
    "INITIATED": ("PENDING", "CONFIRMED", "PAID", "FAILED", "CANCELLED", "UNKNOWN"),
    "PENDING": ("CONFIRMED", "PAID", "FAILED", "CANCELLED", "EXPIRED", "UNKNOWN"),
    "CONFIRMED": ("PAID",),
    "FAILED": ("CONFIRMED", "PAID"),
    "CANCELLED": ("CONFIRMED", "PAID"),
    "EXPIRED": ("CONFIRMED", "PAID", "FAILED", "CANCELLED"),
    "UNKNOWN": ("PENDING", "CONFIRMED", "PAID", "FAILED", "CANCELLED", "EXPIRED"),
    "PAID": (),
}
ROUTE_STEPS: dict[str, tuple[str, ...]] = {
    "DUE": ("ROUTED", "SUSPENSE"),
    "SUSPENSE": ("ROUTED",),
    "ROUTED": (),
}


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0001_initial"), ("core", "0002_guarantees")]

    operations = [
        append_only("mpesa_callback"),
        append_only("mpesa_receipt"),
        append_only("mpesa_evidence"),
        append_only("mpesa_statusanswer"),
        append_only("mpesa_discrepancy"),
        state_machine("mpesa_paymentrequest", REQUEST_STEPS),
        state_machine("mpesa_receiptroute", ROUTE_STEPS),
    ]
