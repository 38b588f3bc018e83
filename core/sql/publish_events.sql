-- One batch of a business's events that have no number gets the next ones.
CREATE FUNCTION core_publish_events(of_business bigint, at_most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    published bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('core.events:' || of_business, 0));
    WITH batch AS (
        DELETE FROM core_unpublishedevent WHERE event_id IN (
            SELECT event_id FROM core_unpublishedevent WHERE business_id = of_business
            ORDER BY event_id LIMIT greatest(at_most, 1)
        ) RETURNING event_id
    ), head AS (
        SELECT COALESCE(max(number), 0) AS number FROM core_publishedevent WHERE business_id = of_business
    )
    INSERT INTO core_publishedevent (business_id, number, event_id)
    SELECT of_business, head.number + row_number() OVER (ORDER BY event_id), event_id FROM batch, head;
    GET DIAGNOSTICS published = ROW_COUNT;
    RETURN published;
END $$;
REVOKE EXECUTE ON FUNCTION core_publish_events(bigint, integer) FROM PUBLIC;

-- reverse
DROP FUNCTION core_publish_events;
