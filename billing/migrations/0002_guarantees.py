"""Append-only allocations, the legal steps of an invoice, and issued invoices that keep their content."""

from django.db import migrations

from core.sql import append_only, state_machine

STEPS: dict[str, tuple[str, ...]] = {
    "DRAFT": ("UNPAID",),
    "UNPAID": ("PARTIALLY_PAID", "PAID"),
    "PARTIALLY_PAID": ("PAID",),
    "PAID": (),
}

PAID_FOLLOWS_ALLOCATIONS = """
CREATE FUNCTION billing_paid_is_allocated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT invoice.id INTO bad FROM billing_invoice AS invoice
    WHERE invoice.id = NEW.id AND invoice.paid <> COALESCE(
        (SELECT sum(cents) FROM billing_allocation WHERE invoice_id = invoice.id), 0);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'PAID_WITHOUT_MONEY: invoice % says paid what no receipt paid', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_paid_is_allocated';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER paid_is_allocated AFTER INSERT OR UPDATE ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_paid_is_allocated();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER paid_is_allocated;

CREATE FUNCTION billing_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.number, OLD.total, OLD.business_id, OLD.customer_id)
       IS DISTINCT FROM (NEW.number, NEW.total, NEW.business_id, NEW.customer_id) THEN
        RAISE EXCEPTION 'INVOICE_FIXED: what invoice % bills cannot change', OLD.number
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_stays BEFORE UPDATE ON billing_invoice FOR EACH ROW EXECUTE FUNCTION billing_issued_stays();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER issued_stays;
"""
REVERSE = """
DROP TRIGGER paid_is_allocated ON billing_invoice; DROP FUNCTION billing_paid_is_allocated();
DROP TRIGGER issued_stays ON billing_invoice; DROP FUNCTION billing_issued_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("core", "0002_guarantees")]

    operations = [
        append_only("billing_allocation"),
        append_only("billing_invoiceline"),
        state_machine("billing_invoice", STEPS),
        migrations.RunSQL(PAID_FOLLOWS_ALLOCATIONS, REVERSE),
    ]
