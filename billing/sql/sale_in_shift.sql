-- Sales are rung up, and given back, in an open shift alone.
CREATE TRIGGER sale_in_shift BEFORE INSERT ON billing_sale
    FOR EACH ROW EXECUTE FUNCTION billing_drawer_in_shift();
ALTER TABLE billing_sale ENABLE ALWAYS TRIGGER sale_in_shift;

CREATE TRIGGER refund_in_shift BEFORE INSERT ON billing_salerefund
    FOR EACH ROW EXECUTE FUNCTION billing_drawer_in_shift();
ALTER TABLE billing_salerefund ENABLE ALWAYS TRIGGER refund_in_shift;

-- reverse
DROP TRIGGER refund_in_shift ON billing_salerefund;
DROP TRIGGER sale_in_shift ON billing_sale;
