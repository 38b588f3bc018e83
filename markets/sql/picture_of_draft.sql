-- A picture comes to a draft, and stays: what a second person saw is what players see.
CREATE FUNCTION markets_picture_of_draft() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM markets_market WHERE id = NEW.market_id AND state = 'DRAFT') THEN
        RAISE EXCEPTION 'MARKET_FIXED: market % is no draft any more', NEW.market_id
            USING ERRCODE = 'restrict_violation', TABLE = 'markets_marketpicture',
                  CONSTRAINT = 'picture_of_draft';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER picture_of_draft BEFORE INSERT ON markets_marketpicture
    FOR EACH ROW EXECUTE FUNCTION markets_picture_of_draft();
ALTER TABLE markets_marketpicture ENABLE ALWAYS TRIGGER picture_of_draft;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_marketpicture
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_marketpicture ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON markets_marketpicture;
DROP TRIGGER picture_of_draft ON markets_marketpicture;
DROP FUNCTION markets_picture_of_draft;
