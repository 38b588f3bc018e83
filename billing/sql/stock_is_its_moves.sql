-- By the end of the transaction a product has on hand what its last move says.
CREATE FUNCTION billing_stock_is_its_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM billing_product AS product
        LEFT JOIN LATERAL (SELECT move.on_hand, move.stock_cents FROM billing_stockmove AS move
                           WHERE move.product_id = product.id ORDER BY move.id DESC LIMIT 1) AS newest ON true
        WHERE product.id = NEW.id AND (product.on_hand, product.stock_cents)
              IS DISTINCT FROM (COALESCE(newest.on_hand, 0), COALESCE(newest.stock_cents, 0))) THEN
        RAISE EXCEPTION 'STOCK_WITHOUT_MOVES: product % has on hand what no move brought', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_product', CONSTRAINT = 'stock_is_its_moves';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stock_is_its_moves AFTER INSERT OR UPDATE ON billing_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_stock_is_its_moves();
ALTER TABLE billing_product ENABLE ALWAYS TRIGGER stock_is_its_moves;

-- reverse
DROP TRIGGER stock_is_its_moves ON billing_product;
DROP FUNCTION billing_stock_is_its_moves;
