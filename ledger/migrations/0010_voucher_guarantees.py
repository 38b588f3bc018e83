"""Vouchers say for ever what they said; lines, papers and rates of VAT are only added. The rates of today."""

from django.db import migrations

from core.sql import append_only, grant, revoke

#: VAT Act 2013 s.5(2)(b); the order of 2020 under s.6; Tax Procedures Act 2015 s.42A as amended in 2019.
RATES = """
INSERT INTO ledger_vatrate ("of", valid_from, basis_points) VALUES
    ('STANDARD', '2013-09-02', 1600),
    ('STANDARD', '2020-04-01', 1400),
    ('STANDARD', '2021-01-01', 1600),
    ('WITHHOLDING', '2019-11-07', 200);
"""

VOUCHER_STAYS = """
CREATE FUNCTION ledger_voucher_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.kind, OLD.effective_on, OLD.description, OLD.amount, OLD.reverses_id,
        OLD.recurring_id, OLD.key, OLD.key_hash, OLD.maker_id, OLD.created_at)
       IS DISTINCT FROM
       (NEW.id, NEW.business_id, NEW.kind, NEW.effective_on, NEW.description, NEW.amount, NEW.reverses_id,
        NEW.recurring_id, NEW.key, NEW.key_hash, NEW.maker_id, NEW.created_at)
       OR (OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id)
       OR (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id) THEN
        RAISE EXCEPTION 'VOUCHER_FIXED: voucher % stays as it was written', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_voucher', CONSTRAINT = 'voucher_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voucher_stays BEFORE UPDATE ON ledger_voucher
    FOR EACH ROW EXECUTE FUNCTION ledger_voucher_stays();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_stays;
CREATE TRIGGER voucher_kept BEFORE DELETE OR TRUNCATE ON ledger_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_kept;

CREATE FUNCTION ledger_voucher_line_in_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN ledger_voucher AS voucher ON voucher.id = added.voucher_id
               WHERE voucher.entry_id IS NOT NULL
                  OR voucher.approval_id IS NOT NULL AND voucher.recurring_id IS NULL) THEN
        RAISE EXCEPTION 'VOUCHER_FIXED: a line comes before anybody is asked about its voucher'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_voucherline', CONSTRAINT = 'voucher_fixed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_in_time AFTER INSERT ON ledger_voucherline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_voucher_line_in_time();
ALTER TABLE ledger_voucherline ENABLE ALWAYS TRIGGER line_in_time;

CREATE FUNCTION ledger_recurring_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.name, OLD.description, OLD.lines, OLD.amount, OLD.frequency, OLD.first_on,
        OLD.last_on, OLD.key, OLD.key_hash, OLD.maker_id)
       IS DISTINCT FROM
       (NEW.id, NEW.business_id, NEW.name, NEW.description, NEW.lines, NEW.amount, NEW.frequency, NEW.first_on,
        NEW.last_on, NEW.key, NEW.key_hash, NEW.maker_id)
       OR NEW.next_index < OLD.next_index
       OR (OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'RECURRING_FIXED: standing voucher % stays as it was approved', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_recurringvoucher',
                CONSTRAINT = 'recurring_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recurring_stays BEFORE UPDATE ON ledger_recurringvoucher
    FOR EACH ROW EXECUTE FUNCTION ledger_recurring_stays();
ALTER TABLE ledger_recurringvoucher ENABLE ALWAYS TRIGGER recurring_stays;
"""
REVERSE = """
DROP TRIGGER recurring_stays ON ledger_recurringvoucher; DROP FUNCTION ledger_recurring_stays();
DROP TRIGGER line_in_time ON ledger_voucherline; DROP FUNCTION ledger_voucher_line_in_time();
DROP TRIGGER voucher_kept ON ledger_voucher;
DROP TRIGGER voucher_stays ON ledger_voucher; DROP FUNCTION ledger_voucher_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_vouchers"), ("core", "0002_guarantees")]

    operations = [
        migrations.RunSQL(RATES, "DELETE FROM ledger_vatrate;"),
        append_only("ledger_vatrate"),
        append_only("ledger_voucherline"),
        append_only("ledger_voucherattachment"),
        migrations.RunSQL(VOUCHER_STAYS, REVERSE),
        migrations.RunSQL(
            revoke("DELETE, TRUNCATE ON ledger_voucher, ledger_recurringvoucher"),
            grant("DELETE ON ledger_voucher, ledger_recurringvoucher"),
        ),
    ]
