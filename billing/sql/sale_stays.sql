-- What was rung up stays; when its goods left the books is written once.
CREATE FUNCTION billing_sale_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.goods_at IS NOT NULL
       OR (OLD.invoice_id, OLD.shift_id, OLD.business_id, OLD.on_account, OLD.key, OLD.key_hash, OLD.by_id, OLD.at)
          IS DISTINCT FROM
          (NEW.invoice_id, NEW.shift_id, NEW.business_id, NEW.on_account, NEW.key, NEW.key_hash, NEW.by_id, NEW.at) THEN
        RAISE EXCEPTION 'SALE_FIXED: what was written of the sale of invoice % stays', OLD.invoice_id
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_sale', CONSTRAINT = 'sale_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sale_stays BEFORE UPDATE ON billing_sale FOR EACH ROW EXECUTE FUNCTION billing_sale_stays();
ALTER TABLE billing_sale ENABLE ALWAYS TRIGGER sale_stays;

-- reverse
DROP TRIGGER sale_stays ON billing_sale;
DROP FUNCTION billing_sale_stays;
