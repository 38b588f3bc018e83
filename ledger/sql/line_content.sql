-- What a line gives to its entry's digest: what PostgreSQL's binary protocol sends for these columns.
CREATE FUNCTION ledger_line_content(line ledger_line, account ledger_account) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT record_send(ROW(line.id, account.code::text, account.kind::text, line.debit, line.credit,
                           account.parent_id, account.has_floor))
$$;

-- reverse
DROP FUNCTION ledger_line_content;
