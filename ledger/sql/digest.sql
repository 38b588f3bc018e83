-- The digest of every entry with its lines, as seals hold it.
CREATE VIEW ledger_digest AS
SELECT entry.id AS entry_id, entry.business_id, sha256(
    ledger_entry_content(entry) || COALESCE((
        SELECT string_agg(ledger_line_content(line, account), ''::bytea ORDER BY line.id)
        FROM ledger_line AS line JOIN ledger_account AS account ON account.id = line.account_id
        WHERE line.entry_id = entry.id), ''::bytea)
) AS digest
FROM ledger_entry AS entry;

-- reverse
DROP VIEW ledger_digest;
