-- Money leaves Suspense once two people have agreed where it goes: by an approval of its own, granted for this very
-- receipt, by somebody else than who asked unless nobody else could. Each route begins DUE. Who had the money stays
-- written when M-Pesa has taken it back, which a reversal of the whole receipt says. Our own top-up of the till needs
-- nobody: an order of ours is paid under the number of the receipt. Nor does a payment without a reference of the last
-- hour, of which Safaricom itself told, that was taken at the counter for a bill; who took it stands beside it.
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
    IF TG_OP = 'UPDATE' AND OLD.state = 'SUSPENSE' AND NEW.state = 'ROUTED' AND NOT EXISTS (
            SELECT FROM mpesa_receipt AS receipt JOIN mpesa_till AS till ON till.id = receipt.till_id
            JOIN mpesa_till AS sender ON sender.business_id = receipt.business_id
            JOIN mpesa_payoutattempt AS attempt
                ON attempt.till_id = sender.id AND attempt.receipt = receipt.number AND attempt.receipt <> ''
            JOIN mpesa_payout AS payout ON payout.id = attempt.payout_id
            JOIN mpesa_payer AS payee ON payee.id = payout.payee_id
            WHERE receipt.id = NEW.receipt_id AND attempt.state = 'PAID' AND attempt.amount = receipt.amount
              AND payout.kind = 'BULK' AND payee.shortcode = till.shortcode)
       AND NOT EXISTS (
            SELECT FROM mpesa_counterplacing AS counter JOIN mpesa_receipt AS receipt ON receipt.id = counter.receipt_id
            WHERE counter.receipt_id = NEW.receipt_id AND NEW.owner = 'invoice ' || counter.reference
              AND receipt.account_reference = '' AND NEW.reference = '' AND receipt.first_channel <> 'STATEMENT'
              AND receipt.occurred_at >= counter.at - interval '1 hour'
              AND receipt.recorded_at >= counter.at - interval '1 hour') THEN
        RAISE EXCEPTION 'ROUTED_OUT_OF_SUSPENSE: receipt % is no top-up of ours', NEW.receipt_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'routed_out_of_suspense';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state = 'REVERSED'
       OR NEW.state = 'REVERSED' AND OLD.state <> 'REVERSED' AND NOT EXISTS (
            SELECT FROM mpesa_reversal AS reversal JOIN mpesa_receipt AS receipt ON receipt.id = reversal.receipt_id
            WHERE receipt.id = NEW.receipt_id AND reversal.taken_back = receipt.amount AND reversal.held = 0) THEN
        RAISE EXCEPTION 'REVERSED_WITHOUT_REVERSAL: M-Pesa has not taken back receipt %', NEW.receipt_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'route_reversed_by_reversal';
    END IF;
    IF TG_OP = 'UPDATE' AND (
            OLD.state IN ('ROUTED', 'PLACED', 'REVERSED') AND NEW IS DISTINCT FROM OLD
            AND (NEW.state <> 'REVERSED' OR OLD.state = 'REVERSED')
            OR NEW.state = 'REVERSED' AND (NEW.owner, NEW.note, NEW.approval_id, COALESCE(OLD.routed_at, NEW.routed_at))
                                          IS DISTINCT FROM (OLD.owner, OLD.note, OLD.approval_id, NEW.routed_at)
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
