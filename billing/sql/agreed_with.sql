-- By the end of the transaction a subscription has terms, and a plan a price: what is billed was agreed.
CREATE FUNCTION billing_agreed_with() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'billing_subscription' AND NOT EXISTS (
           SELECT FROM billing_subscriptionterms WHERE subscription_id = NEW.id)
       OR TG_TABLE_NAME = 'billing_plan' AND NOT EXISTS (SELECT FROM billing_planprice WHERE plan_id = NEW.id) THEN
        RAISE EXCEPTION 'NOTHING_AGREED: % % says not what is billed', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'agreed_with';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agreed_with AFTER INSERT ON billing_subscription
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_agreed_with();
ALTER TABLE billing_subscription ENABLE ALWAYS TRIGGER agreed_with;
CREATE CONSTRAINT TRIGGER agreed_with AFTER INSERT ON billing_plan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_agreed_with();
ALTER TABLE billing_plan ENABLE ALWAYS TRIGGER agreed_with;

-- reverse
DROP TRIGGER agreed_with ON billing_plan;
DROP TRIGGER agreed_with ON billing_subscription;
DROP FUNCTION billing_agreed_with;
