-- Each move begins where the one before it ended, so that the last one is the sum of all.
CREATE FUNCTION billing_stock_move_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    before record;
BEGIN
    SELECT move.on_hand, move.stock_cents INTO before FROM billing_stockmove AS move
    WHERE move.product_id = NEW.product_id ORDER BY move.id DESC LIMIT 1;
    IF (NEW.on_hand, NEW.stock_cents) IS DISTINCT FROM
       (COALESCE(before.on_hand, 0) + NEW.quantity, COALESCE(before.stock_cents, 0) + NEW.cents) THEN
        RAISE EXCEPTION 'STOCK_NOT_FOLLOWING: a move of product % begins elsewhere than the last one ended', NEW.product_id
            USING ERRCODE = 'check_violation', TABLE = 'billing_stockmove', CONSTRAINT = 'stock_move_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stock_move_follows BEFORE INSERT ON billing_stockmove
    FOR EACH ROW EXECUTE FUNCTION billing_stock_move_follows();
ALTER TABLE billing_stockmove ENABLE ALWAYS TRIGGER stock_move_follows;

-- reverse
DROP TRIGGER stock_move_follows ON billing_stockmove;
DROP FUNCTION billing_stock_move_follows;
