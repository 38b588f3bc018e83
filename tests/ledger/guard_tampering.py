"""The tamper corpus of guards: what the owner of the tables or a superuser does to what PostgreSQL promises.

Each kind: (who does it, statements, what `verify_ledger` names it).
"""

# ruff: noqa: E501  (a statement reads best on one line)

from __future__ import annotations

OWNER, SUPERUSER = "hesabu_owner", "postgres"
CHANGED, MISSING, ADDED, MAY = "GUARD_CHANGED", "GUARD_MISSING", "GUARD_ADDED", "ROLE_MAY_CHANGE"
EVIL = "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
NO_OP = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS 'BEGIN RETURN NULL; END'"

GuardKind = tuple[str, list[str], set[str]]

GUARD_CORPUS: dict[str, GuardKind] = {
    # functions
    "body of a trigger's function replaced by nothing": (OWNER, [NO_OP.format("ledger_check_lines")], {CHANGED}),
    "function runs with the caller's rights": (OWNER, ["ALTER FUNCTION ledger_check_lines() SECURITY INVOKER"], {CHANGED}),
    "function loses its search path": (OWNER, ["ALTER FUNCTION ledger_note_entries() RESET search_path"], {CHANGED}),
    "function looks in another schema first": (OWNER, ["ALTER FUNCTION ledger_check_seals() SET search_path = pg_temp, public"], {CHANGED}),
    "function given to another owner": (SUPERUSER, ["ALTER FUNCTION ledger_period_guarded() OWNER TO hesabu_app"], {CHANGED, MAY}),
    "function of digests said to be immutable": (OWNER, ["ALTER FUNCTION ledger_line_content(ledger_line, ledger_account) IMMUTABLE"], {CHANGED}),
    "function of digests replaced": (
        OWNER,
        ["CREATE OR REPLACE FUNCTION ledger_line_content(line ledger_line, account ledger_account) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT ''::bytea $$"],
        {CHANGED},
    ),
    "function dropped": (OWNER, ["DROP FUNCTION ledger_post"], {MISSING}),
    "second function of the same name": (OWNER, ["CREATE FUNCTION ledger_micros(moment timestamp) RETURNS text LANGUAGE sql AS $$ SELECT '0' $$"], {ADDED}),
    "unknown function": (OWNER, [EVIL], {ADDED}),
    "unknown function among PostgreSQL's own": (SUPERUSER, ["SET LOCAL allow_system_table_mods = on", "CREATE FUNCTION pg_catalog.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'"], {ADDED}),
    "state machine's steps replaced": (OWNER, ["CREATE OR REPLACE FUNCTION users_approval_state_steps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"], {CHANGED}),
    "source written into the catalogue": (SUPERUSER, ["UPDATE pg_proc SET prosrc = 'BEGIN RETURN NULL; END' WHERE proname = 'ledger_check_seals'"], {CHANGED}),
    # triggers
    "trigger off": (OWNER, ["ALTER TABLE ledger_line DISABLE TRIGGER check_lines"], {CHANGED}),
    "trigger off for replicas": (OWNER, ["ALTER TABLE ledger_entry ENABLE TRIGGER note_entries"], {CHANGED}),
    "trigger on for replicas only": (OWNER, ["ALTER TABLE ledger_seal ENABLE REPLICA TRIGGER check_seals"], {CHANGED}),
    "every trigger of a table off": (SUPERUSER, ["ALTER TABLE ledger_entry DISABLE TRIGGER ALL"], {CHANGED}),
    "trigger off in the catalogue": (SUPERUSER, ["UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname = 'append_only'"], {CHANGED}),
    "trigger dropped": (OWNER, ["DROP TRIGGER append_only ON ledger_line"], {MISSING}),
    "trigger of the same name on another function": (
        OWNER,
        [EVIL, "DROP TRIGGER check_lines ON ledger_line", "CREATE TRIGGER check_lines AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evil()", "ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER check_lines"],
        {CHANGED, ADDED},
    ),
    "trigger with a condition that is never met": (
        OWNER,
        ["CREATE OR REPLACE TRIGGER account_fixed BEFORE UPDATE ON ledger_account FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger_account_fixed()", "ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_fixed"],
        {CHANGED},
    ),
    "trigger for fewer events": (
        OWNER,
        ["CREATE OR REPLACE TRIGGER append_only BEFORE TRUNCATE ON ledger_line FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change()", "ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER append_only"],
        {CHANGED},
    ),
    "trigger for one column": (
        OWNER,
        ["CREATE OR REPLACE TRIGGER voucher_stays BEFORE UPDATE OF id ON ledger_voucher FOR EACH ROW EXECUTE FUNCTION ledger_voucher_stays()", "ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_stays"],
        {CHANGED},
    ),
    "trigger renamed": (OWNER, ["ALTER TRIGGER voucher_stays ON ledger_voucher RENAME TO stays"], {MISSING, ADDED}),
    "one more trigger before the others": (OWNER, [EVIL, "CREATE TRIGGER aaa BEFORE INSERT ON ledger_line FOR EACH ROW EXECUTE FUNCTION evil()"], {ADDED}),
    "one more trigger with a function of ours": (OWNER, ["CREATE TRIGGER frozen BEFORE INSERT ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change()"], {ADDED}),
    "trigger on wallets off": (OWNER, ["ALTER TABLE ledger_wallet DISABLE TRIGGER append_only"], {CHANGED}),
    "trigger on standing vouchers off": (OWNER, ["ALTER TABLE ledger_recurringvoucher DISABLE TRIGGER recurring_stays"], {CHANGED}),
    "trigger on receipts off": (OWNER, ["ALTER TABLE mpesa_receipt DISABLE TRIGGER append_only"], {CHANGED}),
    "trigger on approvals dropped": (OWNER, ["DROP TRIGGER has_its_trail ON users_approval"], {MISSING}),
    "checks of a foreign key off": (SUPERUSER, ["ALTER TABLE ledger_wallet DISABLE TRIGGER ALL", "ALTER TABLE ledger_wallet ENABLE ALWAYS TRIGGER append_only"], {CHANGED}),
    "trigger on every command": (SUPERUSER, ["CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'", "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.watch()"], {ADDED}),
    # constraints and indexes
    "constraint dropped": (OWNER, ["ALTER TABLE ledger_line DROP CONSTRAINT line_has_one_side"], {MISSING}),
    "constraint that allows everything": (OWNER, ["ALTER TABLE ledger_line DROP CONSTRAINT line_has_one_side", "ALTER TABLE ledger_line ADD CONSTRAINT line_has_one_side CHECK (true)"], {CHANGED}),
    "constraint moved to a decoy": (OWNER, ["ALTER TABLE ledger_floor DROP CONSTRAINT floor_not_negative", "CREATE TABLE decoy (balance bigint CONSTRAINT floor_not_negative CHECK (balance >= 0))"], {MISSING}),
    "constraint not proven": (OWNER, ["ALTER TABLE ledger_floor DROP CONSTRAINT floor_not_negative", "ALTER TABLE ledger_floor ADD CONSTRAINT floor_not_negative CHECK (balance >= 0) NOT VALID"], {CHANGED}),
    "constraint that is not inherited": (OWNER, ["ALTER TABLE ledger_floor DROP CONSTRAINT floor_not_negative", "ALTER TABLE ledger_floor ADD CONSTRAINT floor_not_negative CHECK (balance >= 0) NO INHERIT"], {CHANGED}),
    "one more constraint": (OWNER, ["ALTER TABLE ledger_wallet ADD CONSTRAINT closed CHECK (id < 100)"], {ADDED}),
    "constraint of another app dropped": (OWNER, ["ALTER TABLE users_invite DROP CONSTRAINT invite_to_a_staff_role"], {MISSING}),
    "uniqueness dropped": (OWNER, ["ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_once"], {MISSING}),
    "uniqueness of other columns": (OWNER, ["ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_once", "ALTER TABLE ledger_wallet ADD CONSTRAINT wallet_once UNIQUE (business_id, player_id, id)"], {CHANGED}),
    "uniqueness deferred": (OWNER, ["ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_once", "ALTER TABLE ledger_wallet ADD CONSTRAINT wallet_once UNIQUE (business_id, player_id) DEFERRABLE INITIALLY DEFERRED"], {CHANGED}),
    "index of uniqueness dropped": (OWNER, ["DROP INDEX seal_number_once"], {MISSING}),
    "index of the same name without uniqueness": (OWNER, ["DROP INDEX one_open_alert", "CREATE INDEX one_open_alert ON core_alert (code, business_id)"], {CHANGED}),
    "index of uniqueness over no row": (OWNER, ["DROP INDEX seal_number_once", "CREATE UNIQUE INDEX seal_number_once ON ledger_seal (business_id, number) WHERE false"], {CHANGED}),
    "index marked as not valid": (SUPERUSER, ["UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'seal_number_once'::regclass"], {CHANGED}),
    "one more index": (OWNER, ["CREATE UNIQUE INDEX one_line ON ledger_line (entry_id, account_id)"], {ADDED}),
    "foreign key dropped": (OWNER, ["ALTER TABLE ledger_account DROP CONSTRAINT {foreign_key}"], {MISSING}),
    "foreign key that cascades": (OWNER, ["ALTER TABLE ledger_account DROP CONSTRAINT {foreign_key}", "ALTER TABLE ledger_account ADD CONSTRAINT {foreign_key} FOREIGN KEY (business_id) REFERENCES users_business(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"], {CHANGED}),
    # tables, columns, sequences, views
    "column may be empty": (OWNER, ["ALTER TABLE ledger_line ALTER COLUMN account_id DROP NOT NULL"], {CHANGED}),
    "column of another type": (OWNER, ["ALTER TABLE ledger_voucher ALTER COLUMN description TYPE text"], {CHANGED}),
    "column with a default": (OWNER, ["ALTER TABLE ledger_line ALTER COLUMN credit SET DEFAULT 1"], {CHANGED}),
    "one more column": (OWNER, ["ALTER TABLE ledger_line ADD COLUMN shadow bigint"], {CHANGED}),
    "column without its numbers": (OWNER, ["ALTER TABLE ledger_entry ALTER COLUMN id DROP IDENTITY"], {CHANGED, MISSING}),
    "sequence that turns round": (OWNER, ["ALTER SEQUENCE ledger_entry_id_seq CYCLE"], {CHANGED}),
    "table dropped": (OWNER, ["DROP TABLE ledger_voucherattachment"], {MISSING}),
    "table replaced by a view of it": (OWNER, ["ALTER TABLE ledger_vatrate RENAME TO hidden", "CREATE VIEW ledger_vatrate AS SELECT * FROM hidden"], {MISSING}),
    "table that a crash empties": (OWNER, ["ALTER TABLE ledger_unsealed SET UNLOGGED"], {CHANGED}),
    "child table whose rows are read along": (OWNER, ["CREATE TABLE evil () INHERITS (ledger_line)"], {CHANGED}),
    "parent table that writes through": (OWNER, ["CREATE TABLE evil (debit bigint NOT NULL)", "ALTER TABLE ledger_line INHERIT evil"], {CHANGED}),
    "table given to another owner": (SUPERUSER, ["ALTER TABLE ledger_line OWNER TO postgres"], {CHANGED, MAY, "NOT_VERIFIED"}),
    "rows hidden by row security": (OWNER, ["ALTER TABLE ledger_line ENABLE ROW LEVEL SECURITY"], {CHANGED}),
    "rows hidden by a policy": (OWNER, ["ALTER TABLE ledger_seal ENABLE ROW LEVEL SECURITY", "CREATE POLICY first ON ledger_seal USING (number < 3)"], {CHANGED, ADDED}),
    "rule instead of an insert": (OWNER, ["CREATE RULE lost AS ON INSERT TO ledger_unsealed DO INSTEAD NOTHING"], {ADDED}),
    "rule beside an insert": (OWNER, ["CREATE RULE twice AS ON INSERT TO ledger_line DO ALSO NOTIFY lines"], {ADDED}),
    "view replaced": (OWNER, ["CREATE OR REPLACE VIEW ledger_digest AS SELECT entry.id AS entry_id, entry.business_id, sha256('') AS digest FROM ledger_entry AS entry"], {CHANGED}),
    "view dropped": (OWNER, ["DROP VIEW ledger_digest"], {MISSING}),
    # rights
    "UPDATE given": (OWNER, ["GRANT UPDATE ON ledger_line TO hesabu_app"], {MAY}),
    "UPDATE of one column given": (OWNER, ["GRANT UPDATE (debit) ON ledger_line TO hesabu_app"], {MAY}),
    "TRUNCATE given": (OWNER, ["GRANT TRUNCATE ON ledger_entry TO hesabu_app"], {MAY}),
    "DELETE given to anybody": (OWNER, ["GRANT DELETE ON mpesa_receipt TO PUBLIC"], {MAY}),
    "INSERT of floors given": (OWNER, ["GRANT INSERT ON ledger_floor TO hesabu_app"], {MAY}),
    "INSERT given to another role": (SUPERUSER, ["CREATE ROLE evil", "GRANT INSERT ON ledger_line TO evil"], {MAY}),
    "a right given with the right to give it on": (OWNER, ["GRANT INSERT ON ledger_entry TO hesabu_app WITH GRANT OPTION"], {MAY}),
    "EXECUTE given": (OWNER, ["GRANT EXECUTE ON FUNCTION ledger_check_lines() TO hesabu_app"], {MAY}),
    "EXECUTE given to anybody": (OWNER, ["GRANT EXECUTE ON FUNCTION ledger_account_opened() TO PUBLIC"], {MAY}),
    "objects may be made in the schema": (OWNER, ["GRANT CREATE ON SCHEMA public TO hesabu_app"], {MAY}),
    "a right taken away": (OWNER, ["REVOKE INSERT ON ledger_line FROM hesabu_app"], {CHANGED}),
    "application is a member of the owner": (SUPERUSER, ["GRANT hesabu_owner TO hesabu_app"], {MAY}),
    "application may write everywhere": (SUPERUSER, ["GRANT pg_write_all_data TO hesabu_app"], {MAY}),
    "application is a superuser": (SUPERUSER, ["ALTER ROLE hesabu_app SUPERUSER"], {MAY}),
    "application passes by row security": (SUPERUSER, ["ALTER ROLE hesabu_app BYPASSRLS"], {MAY}),
    "application may set what superusers set": (SUPERUSER, ["GRANT SET ON PARAMETER session_replication_role TO hesabu_app"], {MAY}),
    "anybody may set what superusers set": (SUPERUSER, ["GRANT SET ON PARAMETER session_replication_role TO PUBLIC"], {MAY}),
    "a role of the application may set what superusers set": (SUPERUSER, ["CREATE ROLE evil", "GRANT evil TO hesabu_app", "GRANT SET ON PARAMETER session_replication_role TO evil"], {MAY}),
    "application may make schemas": (SUPERUSER, ["GRANT CREATE ON DATABASE {database} TO hesabu_app"], {MAY}),
    "application owns the database": (SUPERUSER, ["ALTER DATABASE {database} OWNER TO hesabu_app"], {MAY}),
    # what the session sees
    "schema that shadows ours": (SUPERUSER, ["CREATE SCHEMA hesabu_app", "GRANT USAGE ON SCHEMA hesabu_app TO hesabu_app", "CREATE VIEW hesabu_app.ledger_vatrate AS SELECT * FROM public.ledger_vatrate"], {ADDED}),
    "role that looks elsewhere first": (SUPERUSER, ["ALTER ROLE hesabu_app SET search_path = evil, public"], {ADDED}),
    "sessions that count as replicas": (SUPERUSER, ["ALTER DATABASE {database} SET session_replication_role = replica"], {ADDED}),
    "operator that shadows PostgreSQL's": (
        SUPERUSER,
        ["CREATE FUNCTION public.same(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.same)"],
        {ADDED},
    ),
    "cast that lies": (SUPERUSER, ["CREATE FUNCTION public.lie(boolean) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'", "CREATE CAST (boolean AS bigint) WITH FUNCTION public.lie(boolean) AS IMPLICIT"], {ADDED}),
}  # fmt: skip

#: What was there a moment ago and is as it was again: nothing differs, and it shows.
PUT_BACK: dict[str, tuple[str, list[str], str]] = {
    "a function": (
        OWNER,
        ["CREATE TEMP TABLE kept AS SELECT pg_get_functiondef('ledger_check_lines'::regproc) AS it", NO_OP.format("ledger_check_lines"),
         "DO $$ BEGIN EXECUTE (SELECT it FROM kept); END $$", "DROP TABLE kept"],
        "function ledger_check_lines()",
    ),
    "a setting of a function": (OWNER, ["ALTER FUNCTION ledger_check_lines() SECURITY INVOKER", "ALTER FUNCTION ledger_check_lines() SECURITY DEFINER"], "function ledger_check_lines()"),
    "a right to a function": (OWNER, ["GRANT EXECUTE ON FUNCTION ledger_check_lines() TO hesabu_app", "REVOKE EXECUTE ON FUNCTION ledger_check_lines() FROM hesabu_app"], "function ledger_check_lines()"),
    "a trigger": (OWNER, ["ALTER TABLE ledger_line DISABLE TRIGGER check_lines", "ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER check_lines"], "trigger check_lines on ledger_line"),
    "a trigger, in the catalogue": (SUPERUSER, ["UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname = 'check_lines'", "UPDATE pg_trigger SET tgenabled = 'A' WHERE tgname = 'check_lines'"], "trigger check_lines on ledger_line"),
    "a constraint": (OWNER, ["ALTER TABLE ledger_line DROP CONSTRAINT line_has_one_side", "ALTER TABLE ledger_line ADD CONSTRAINT line_has_one_side CHECK ((credit >= 0 AND debit >= 0 AND (credit > 0 AND debit = 0 OR credit = 0 AND debit > 0)))"], "constraint line_has_one_side on ledger_line"),
    "a uniqueness": (OWNER, ["ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_once", "ALTER TABLE ledger_wallet ADD CONSTRAINT wallet_once UNIQUE (business_id, player_id)"], "constraint wallet_once on ledger_wallet"),
    "an index": (OWNER, ["DROP INDEX seal_number_once", "CREATE UNIQUE INDEX seal_number_once ON ledger_seal (business_id, number)"], "index seal_number_once on ledger_seal"),
    "checks of a foreign key": (SUPERUSER, ["ALTER TABLE ledger_floor DISABLE TRIGGER ALL", "ALTER TABLE ledger_floor ENABLE TRIGGER ALL", "ALTER TABLE ledger_floor ENABLE ALWAYS TRIGGER floor_guarded"], "constraint ledger_floor_account_id_"),
    "row security": (OWNER, ["ALTER TABLE ledger_line ENABLE ROW LEVEL SECURITY", "ALTER TABLE ledger_line DISABLE ROW LEVEL SECURITY"], "table ledger_line"),
    "a right to a table": (OWNER, ["GRANT UPDATE ON ledger_line TO hesabu_app", "REVOKE UPDATE ON ledger_line FROM hesabu_app"], "table ledger_line"),
    "a right to a column": (OWNER, ["GRANT UPDATE (debit) ON ledger_line TO hesabu_app", "REVOKE UPDATE (debit) ON ledger_line FROM hesabu_app"], "table ledger_line"),
    "a right to the schema": (OWNER, ["GRANT CREATE ON SCHEMA public TO hesabu_app", "REVOKE CREATE ON SCHEMA public FROM hesabu_app"], "schema public"),
    "a child table": (OWNER, ["CREATE TABLE evil () INHERITS (ledger_line)", "DROP TABLE evil"], "table ledger_line"),
    "a column that may be empty": (OWNER, ["ALTER TABLE ledger_line ALTER COLUMN account_id DROP NOT NULL", "ALTER TABLE ledger_line ALTER COLUMN account_id SET NOT NULL"], "table ledger_line"),
    "a rule": (OWNER, ["CREATE RULE lost AS ON INSERT TO ledger_unsealed DO INSTEAD NOTHING", "DROP RULE lost ON ledger_unsealed"], "table ledger_unsealed"),
    "an operator of PostgreSQL": (SUPERUSER, ["UPDATE pg_operator SET oprcode = 'int8ne'::regproc WHERE oid = '=(bigint,bigint)'::regoperator", "UPDATE pg_operator SET oprcode = 'int8eq'::regproc WHERE oid = '=(bigint,bigint)'::regoperator"], "functions of PostgreSQL itself"),
    "a cast of PostgreSQL": (SUPERUSER, ["UPDATE pg_cast SET castcontext = 'e' WHERE castsource = 'int4'::regtype AND casttarget = 'int8'::regtype", "UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'int4'::regtype AND casttarget = 'int8'::regtype"], "functions of PostgreSQL itself"),
    "an aggregate of PostgreSQL": (SUPERUSER, ["UPDATE pg_aggregate SET agginitval = '0' WHERE aggfnoid = 'max(bigint)'::regprocedure", "UPDATE pg_aggregate SET agginitval = NULL WHERE aggfnoid = 'max(bigint)'::regprocedure"], "functions of PostgreSQL itself"),
    "an order of PostgreSQL's indexes": (SUPERUSER, ["UPDATE pg_amproc SET amproc = 'btint4cmp'::regproc WHERE amproc = 'btint8cmp'::regproc", "UPDATE pg_amproc SET amproc = 'btint8cmp'::regproc WHERE amproc = 'btint4cmp'::regproc AND amproclefttype = 'int8'::regtype AND amprocrighttype = 'int8'::regtype"], "functions of PostgreSQL itself"),
    "a type of PostgreSQL": (SUPERUSER, ["UPDATE pg_type SET typsend = 'int4send'::regproc WHERE oid = 'int8'::regtype", "UPDATE pg_type SET typsend = 'int8send'::regproc WHERE oid = 'int8'::regtype"], "functions of PostgreSQL itself"),
    "a language": (SUPERUSER, ["UPDATE pg_language SET lanpltrusted = false WHERE lanname = 'plpgsql'", "UPDATE pg_language SET lanpltrusted = true WHERE lanname = 'plpgsql'"], "functions of PostgreSQL itself"),
    "a function of PostgreSQL": (
        SUPERUSER,
        ["CREATE OR REPLACE FUNCTION pg_catalog.pg_trigger_depth() RETURNS integer LANGUAGE internal PARALLEL RESTRICTED STRICT AS 'pg_trigger_depth'"],
        "functions of PostgreSQL itself",
    ),
}  # fmt: skip

#: What is done to the record of the guards itself, by who may switch its trigger off.
RECORD = {
    "record of the guards deleted": "DELETE FROM core_guardrecord",
    "record with another reason": "UPDATE core_guardrecord SET reason = 'all is well'",
    "record with another time": "UPDATE core_guardrecord SET made_at = made_at + interval '1 day'",
    "record without one of the guards": "UPDATE core_guardrecord SET traces = traces - 'trigger check_lines on ledger_line'",
    "record with another number": "UPDATE core_guardrecord SET number = 5",
}
#: What changes the content of entries that wait for their seal and leaves the books sound: the traces alone show it.
UNSEALED_EDITS = {
    "description of an unsealed entry edited": "UPDATE ledger_entry SET description = 'x' WHERE reference = 'unsealed'",
    "amounts of an unsealed entry edited": "UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_id = (SELECT id FROM ledger_entry WHERE reference = 'unsealed')",
}
