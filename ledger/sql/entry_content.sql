-- What a header gives to its entry's digest: what PostgreSQL's binary protocol sends for these columns.
CREATE FUNCTION ledger_entry_content(entry ledger_entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT record_send(ROW(
        entry.business_id, entry.id, entry.effective_on, entry.occurred_at, entry.posted_at, entry.kind::text,
        entry.description::text, entry.reference::text, entry.content_hash, entry.reverses_id, entry.actor_id))
$$;

-- reverse
DROP FUNCTION ledger_entry_content;
