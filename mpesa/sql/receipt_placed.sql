-- Money leaves Suspense once two people have agreed where it goes: by an approval of its own, granted for this very
-- receipt, by somebody else than who asked unless nobody else could. Each route begins DUE.
CREATE FUNCTION mpesa_receipt_placed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'PLACED'
       OR NEW.state = 'PLACED' AND OLD.state <> 'PLACED' AND NOT EXISTS (
            SELECT FROM users_approval AS approval JOIN mpesa_receipt AS receipt ON receipt.id = NEW.receipt_id
            WHERE approval.id = NEW.approval_id AND approval.kind = 'receipt.place'
              AND approval.business_id = receipt.business_id AND approval.state = 'APPROVED'
              AND approval.payload -> 'receipt' = to_jsonb(NEW.receipt_id)
              AND (approval.checker_id <> approval.maker_id OR approval.alone = 'NOBODY_ELSE')) THEN
        RAISE EXCEPTION 'PLACED_WITHOUT_APPROVAL: receipt % leaves Suspense by an approval of its own', NEW.receipt_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'receipt_placed_by_approval';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.state IN ('ROUTED', 'PLACED') AND NEW IS DISTINCT FROM OLD
                             OR NEW.receipt_id <> OLD.receipt_id) THEN
        RAISE EXCEPTION 'ROUTE_FIXED: where the money of receipt % went stays written', OLD.receipt_id
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'route_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_placed BEFORE INSERT OR UPDATE ON mpesa_receiptroute
    FOR EACH ROW EXECUTE FUNCTION mpesa_receipt_placed();
ALTER TABLE mpesa_receiptroute ENABLE ALWAYS TRIGGER receipt_placed;

-- reverse
DROP TRIGGER receipt_placed ON mpesa_receiptroute;
DROP FUNCTION mpesa_receipt_placed;
