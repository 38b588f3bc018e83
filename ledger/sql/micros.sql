-- A moment as whole microseconds since 1970, as text.
CREATE FUNCTION ledger_micros(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint::text
$$;

-- reverse
DROP FUNCTION ledger_micros;
