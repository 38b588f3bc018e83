-- A period has at most 366 days, and none of them is a year ahead: no business is closed for good by one row.
ALTER TABLE ledger_period ADD CONSTRAINT period_bounded CHECK (
    last_day - first_day < 366 AND last_day < (now() AT TIME ZONE 'Africa/Nairobi')::date + 366);

-- reverse
ALTER TABLE ledger_period DROP CONSTRAINT period_bounded;
