-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_stockmove
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_stockmove ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_drawermove
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_drawermove ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON billing_drawermove;
DROP TRIGGER append_only ON billing_stockmove;
