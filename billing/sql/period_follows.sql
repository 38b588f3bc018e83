-- Periods of a subscription are numbered without a gap: each but the first has one before it.
CREATE FUNCTION billing_period_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT made.subscription_id INTO bad FROM made
    WHERE made.number < 1 OR made.number > 1 AND NOT EXISTS (
        SELECT FROM billing_subscriptionperiod AS before
        WHERE before.subscription_id = made.subscription_id AND before.number = made.number - 1)
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'PERIOD_MISSING: subscription % has no period before it', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_subscriptionperiod',
                  CONSTRAINT = 'subscription_period_follows';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER period_follows AFTER INSERT ON billing_subscriptionperiod
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION billing_period_follows();
ALTER TABLE billing_subscriptionperiod ENABLE ALWAYS TRIGGER period_follows;

-- reverse
DROP TRIGGER period_follows ON billing_subscriptionperiod;
DROP FUNCTION billing_period_follows;
