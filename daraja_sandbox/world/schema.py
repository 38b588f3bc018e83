"""The tables of the sandbox's one file; money in cents, moments in milliseconds since 1970 UTC."""

VERSION = 2

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS apps (consumer_key TEXT PRIMARY KEY, consumer_secret TEXT NOT NULL,
    products TEXT);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, consumer_key TEXT NOT NULL REFERENCES apps, expires_at INTEGER NOT NULL,
    products TEXT);
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires_at);
CREATE TABLE IF NOT EXISTS organisations (
    shortcode TEXT PRIMARY KEY, name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('paybill', 'till')), store_number TEXT,
    passkey TEXT NOT NULL, consumer_key TEXT NOT NULL REFERENCES apps,
    tariff TEXT NOT NULL CHECK (tariff IN ('customer', 'business')),
    validation INTEGER NOT NULL, suspended INTEGER NOT NULL DEFAULT 0,
    response_type TEXT, confirmation_url TEXT, validation_url TEXT, pull_number TEXT, pull_url TEXT);
CREATE INDEX IF NOT EXISTS organisations_by_store ON organisations (store_number);
CREATE TABLE IF NOT EXISTS initiators (
    shortcode TEXT NOT NULL REFERENCES organisations, name TEXT NOT NULL, password TEXT NOT NULL,
    roles TEXT NOT NULL, failures INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (shortcode, name));
CREATE TABLE IF NOT EXISTS accounts (
    shortcode TEXT NOT NULL REFERENCES organisations, account TEXT NOT NULL,
    opening_cents INTEGER NOT NULL, balance_cents INTEGER NOT NULL,
    PRIMARY KEY (shortcode, account),
    CHECK (balance_cents >= 0 OR account = 'Charges Paid Account'));
CREATE TABLE IF NOT EXISTS movements (
    id INTEGER PRIMARY KEY, shortcode TEXT NOT NULL, account TEXT NOT NULL, receipt TEXT NOT NULL,
    initiated_at INTEGER NOT NULL, completed_at INTEGER NOT NULL, details TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0), balance_cents INTEGER NOT NULL,
    reason_type TEXT NOT NULL, other_party TEXT NOT NULL, linked TEXT NOT NULL,
    account_no TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'Completed',
    FOREIGN KEY (shortcode, account) REFERENCES accounts);
CREATE INDEX IF NOT EXISTS movements_by_account ON movements (shortcode, account, completed_at, id);
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL, holder TEXT NOT NULL, account TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0));
CREATE INDEX IF NOT EXISTS journal_by_phone ON journal (holder, id) WHERE account = 'M-PESA Account';
CREATE TABLE IF NOT EXISTS customers (
    msisdn TEXT PRIMARY KEY, name TEXT NOT NULL,
    balance_cents INTEGER NOT NULL CHECK (balance_cents >= 0),
    answer TEXT CHECK (answer IN ('approve', 'cancel')), pin TEXT NOT NULL,
    pin_failures INTEGER NOT NULL DEFAULT 0, registered INTEGER NOT NULL DEFAULT 1,
    suspended INTEGER NOT NULL DEFAULT 0, daily_limit_cents INTEGER NOT NULL,
    wallet_limit_cents INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS payments (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    shortcode TEXT NOT NULL REFERENCES organisations, msisdn TEXT NOT NULL REFERENCES customers,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0), payer_fee_cents INTEGER NOT NULL,
    business_fee_cents INTEGER NOT NULL, account_no TEXT NOT NULL, at INTEGER NOT NULL,
    initiated_at INTEGER NOT NULL, reversed_by TEXT);
CREATE TABLE IF NOT EXISTS prompts (
    id INTEGER PRIMARY KEY, checkout_request_id TEXT NOT NULL UNIQUE,
    merchant_request_id TEXT NOT NULL, msisdn TEXT NOT NULL, payer TEXT NOT NULL,
    shortcode TEXT NOT NULL REFERENCES organisations, amount_cents INTEGER NOT NULL,
    account_reference TEXT NOT NULL, callback_url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'failed', 'cancelled', 'expired')),
    result_code TEXT, receipt TEXT, opened_at INTEGER NOT NULL, expires_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS payments_by_customer ON payments (msisdn, at);
CREATE INDEX IF NOT EXISTS payments_by_organisation ON payments (shortcode, at);
CREATE INDEX IF NOT EXISTS movements_by_receipt ON movements (receipt);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_prompt_per_phone ON prompts (msisdn) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS prompts_unpaid_by_phone ON prompts (msisdn, id)
    WHERE state IN ('failed', 'cancelled', 'expired');
CREATE INDEX IF NOT EXISTS prompts_by_expiry ON prompts (expires_at) WHERE state = 'open';
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, shortcode TEXT NOT NULL REFERENCES organisations,
    msisdn TEXT NOT NULL, amount_cents INTEGER NOT NULL, account_no TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'rejected')), outcome TEXT,
    initiated_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_rejected ON attempts (msisdn, id) WHERE state = 'rejected';
CREATE INDEX IF NOT EXISTS attempts_open ON attempts (id) WHERE state = 'open';
CREATE TABLE IF NOT EXISTS operations (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, consumer_key TEXT NOT NULL,
    shortcode TEXT NOT NULL REFERENCES organisations, originator_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL UNIQUE, request TEXT NOT NULL, result_url TEXT NOT NULL,
    timeout_url TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'dropped')),
    timed_out INTEGER NOT NULL DEFAULT 0, accepted_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
    result_code TEXT, receipt TEXT, finished_at INTEGER, UNIQUE (consumer_key, originator_id));
CREATE INDEX IF NOT EXISTS operations_queued ON operations (due_at) WHERE state = 'queued';
CREATE TABLE IF NOT EXISTS transfers (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    operation INTEGER REFERENCES operations, shortcode TEXT NOT NULL REFERENCES organisations,
    counterparty TEXT NOT NULL, amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    fee_cents INTEGER NOT NULL, account TEXT NOT NULL, debit_party TEXT NOT NULL,
    credit_party TEXT NOT NULL, reason_type TEXT NOT NULL, linked TEXT NOT NULL,
    initiated_at INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS transfers_by_operation ON transfers (operation);
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'lost')),
    due_at INTEGER NOT NULL, after_id INTEGER, finished_at INTEGER, http_status INTEGER, answer TEXT);
CREATE INDEX IF NOT EXISTS callbacks_pending ON callbacks (due_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS callbacks_behind ON callbacks (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS callbacks_by_state ON callbacks (state);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY, fault TEXT NOT NULL, call TEXT NOT NULL, times_left INTEGER,
    rate_per_million INTEGER NOT NULL, seed TEXT NOT NULL, draws INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL, how TEXT NOT NULL);
"""
