-- One look for a waiting wake-up, inside whatever statement writes the row that it is for.
CREATE FUNCTION core_wake_up_waits(of_queue text, due timestamptz, since timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM core_wakeup
    WHERE queue = of_queue AND due_at = due AND greatest(enqueued_at, due_at) > since
    ORDER BY id LIMIT 1 FOR KEY SHARE SKIP LOCKED;
    RETURN FOUND;
END $$;

-- reverse
DROP FUNCTION core_wake_up_waits;
