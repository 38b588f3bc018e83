-- A stake out of a player's wallet and into the books, in one statement: under the player's lock first, then the pool's
-- (which the insert takes), the wallet's and the floors'. It judges by what it sees once it holds the lock: the right,
-- the key, the player's own limits and exclusions, the tier; the insert and the books are judged by their own guards.
-- What a player has set while the stake waited for the lock counts for it, though its moment is an earlier one.
-- What waits to be paid out of the wallet is not staked: who asks for it holds the wallet's lock too. A day's lines are
-- looked for from the newest on, since an entry counts for no day after the one on which it is posted.
-- What is refused is named by a constraint, and nothing is written. A key that is known gives its first stake. A call
-- that is a transaction of its own first looks for the sealer's waiting wake-up, and gives no stake where none waits.
CREATE FUNCTION markets_place_stake(
    alone boolean, queue text, due timestamptz, since timestamptz, on_market bigint, on_outcome bigint, by_player bigint,
    roles text[], amount bigint, under_key text, asked bytea, content bytea, at timestamptz,
    OUT id bigint, OUT sequence integer, OUT of_wallet bigint, OUT accepted_at timestamptz, OUT asked_first bytea, OUT fresh boolean,
    OUT awake boolean)
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '10s'
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wallet record;
    reached record;
    day date;
    -- What the wallet has given that day, by its newest lines: so many at once, until one is of a day before.
    spent numeric := 0;
    many bigint := 4;
    walked bigint := many;
    before bigint := 9223372036854775807;
    oldest timestamptz := 'infinity';
    entry bigint;
    wrong text;
BEGIN
    fresh := false;
    awake := core_wake_up_waits(queue, due, since);
    IF alone AND NOT awake THEN
        RETURN;
    END IF;
    SELECT market.business_id, mine.id, mine.account_id, account.code INTO wallet FROM markets_market AS market
    LEFT JOIN ledger_wallet AS mine ON mine.business_id = market.business_id AND mine.player_id = by_player
    LEFT JOIN ledger_account AS account ON account.id = mine.account_id
    WHERE market.id = on_market;
    of_wallet := wallet.id;
    PERFORM pg_advisory_xact_lock(hashtextextended('markets.player:' || wallet.business_id || ',' || by_player, 0));

    wrong := CASE
        WHEN NOT EXISTS (SELECT FROM users_membership AS member JOIN users_user AS person ON person.id = member.user_id
                         WHERE member.business_id = wallet.business_id AND member.user_id = by_player
                           AND member.role = ANY (roles) AND person.is_active) THEN 'stake_by_right'
        WHEN of_wallet IS NULL THEN 'stake_has_wallet'
        END;
    IF wrong IS NULL THEN
        SELECT stake.id, stake.sequence, stake.accepted_at, stake.key_hash
        INTO markets_place_stake.id, markets_place_stake.sequence, markets_place_stake.accepted_at, asked_first
        FROM markets_stake AS stake WHERE stake.wallet_id = of_wallet AND stake.key = under_key;
        IF FOUND THEN
            RETURN;
        END IF;
        wrong := CASE
            WHEN EXISTS (SELECT FROM markets_selfexclusion AS own
                         WHERE own.business_id = wallet.business_id AND own.player_id = by_player
                           AND (own.until_at IS NULL OR own.until_at > at))
                THEN 'stake_not_excluded'
            WHEN EXISTS (SELECT FROM (
                             SELECT DISTINCT ON (own.period) own.period, own.cents FROM markets_stakelimit AS own
                             WHERE own.business_id = wallet.business_id AND own.player_id = by_player
                               AND own.from_at <= GREATEST(at, own.set_at) ORDER BY own.period, own.id DESC) AS newest
                         WHERE newest.cents < amount + (
                             SELECT COALESCE(sum(stake.cents), 0) FROM markets_stake AS stake
                             WHERE stake.wallet_id = of_wallet
                               AND stake.accepted_at >= date_trunc(newest.period, at, 'Africa/Nairobi')))
                THEN 'stake_within_limit'
            END;
    END IF;

    IF wrong IS NULL THEN
        INSERT INTO markets_stake AS stake
            (market_id, sequence, outcome_id, wallet_id, cents, accepted_at, key, key_hash)
        VALUES (on_market, 0, on_outcome, of_wallet, amount, clock_timestamp(), under_key, asked)
        RETURNING stake.id, stake.sequence, stake.accepted_at, stake.key_hash
        INTO markets_place_stake.id, markets_place_stake.sequence, markets_place_stake.accepted_at, asked_first;
        PERFORM pg_advisory_xact_lock(hashtextextended('ledger.wallet:' || of_wallet, 0));
        day := (accepted_at AT TIME ZONE 'Africa/Nairobi')::date;
        SELECT 'stake_not_asked_out' INTO wrong FROM (
            SELECT sum(payout.amount + payout.tax) AS cents FROM mpesa_payout AS payout
            WHERE payout.source_id = wallet.account_id AND payout.state = 'PENDING_APPROVAL') AS waits
        JOIN ledger_floor AS floor ON floor.account_id = wallet.account_id
        WHERE waits.cents > 0 AND amount BETWEEN floor.balance - waits.cents + 1 AND floor.balance;
    END IF;
    IF wrong IS NULL THEN
        SELECT tier.transaction_limit, tier.daily_limit INTO reached FROM users_kyctier AS tier
        LEFT JOIN users_kycstanding AS standing ON standing.tier_id = tier.id
            AND standing.business_id = wallet.business_id AND standing.player_id = by_player
        ORDER BY standing.id IS NULL, tier.rank LIMIT 1;
        LOOP
            IF reached.transaction_limit < amount OR reached.daily_limit < spent + amount THEN
                wrong := 'stake_within_tier';
            END IF;
            EXIT WHEN wrong IS NOT NULL OR walked < many OR oldest < day::timestamp AT TIME ZONE 'Africa/Nairobi' - interval '1 hour';
            many := many * 4;
            SELECT spent + COALESCE(sum(part.debit) FILTER (WHERE part.counts), 0), count(*), min(part.id), min(part.posted_at)
            INTO spent, walked, before, oldest FROM (
                SELECT line.id, line.debit, entry.posted_at,
                       line.debit > 0 AND entry.effective_on = day AND entry.reverses_id IS NULL
                       AND NOT EXISTS (SELECT FROM ledger_entry AS undone WHERE undone.reverses_id = entry.id) AS counts
                FROM ledger_line AS line JOIN ledger_entry AS entry ON entry.id = line.entry_id
                WHERE line.account_id = wallet.account_id AND line.id < before ORDER BY line.id DESC LIMIT many) AS part;
        END LOOP;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'STAKE_REFUSED: a stake on market % breaks %', on_market, wrong
            USING ERRCODE = 'check_violation', TABLE = 'markets_stake', CONSTRAINT = wrong;
    END IF;

    SELECT posted.id, posted.awake INTO entry, awake FROM ledger_post(
        false, queue, due, since, wallet.business_id, day, accepted_at, 'STAKE', 'Stake on market ' || on_market,
        'wallet:' || of_wallet || ':market:' || on_market || ':stake:' || sequence, content, NULL, NULL,
        ARRAY[wallet.code, '2300-' || on_market], ARRAY[amount, 0], ARRAY[0, amount]) AS posted;
    IF entry IS NULL THEN
        RAISE EXCEPTION 'STAKE_REFUSED: the reference of stake % of market % is taken', sequence, on_market
            USING ERRCODE = 'unique_violation', TABLE = 'markets_stake', CONSTRAINT = 'stake_posted_once';
    END IF;
    INSERT INTO core_event (topic, business_id, ids, created_at)
    VALUES ('market.changed', wallet.business_id, jsonb_build_object('market', on_market, 'state', 'OPEN'), at),
           ('wallet.changed', wallet.business_id, jsonb_build_object('wallet', of_wallet), at);
    fresh := true;
END $$;

-- reverse
DROP FUNCTION markets_place_stake;
