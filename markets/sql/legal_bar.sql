-- What the law keeps a player from staking for at a moment, by the rules that the business has for that day: the kind of
-- the rule, or NULL. Of age is whose papers were approved: they said 18 or more when they were handed in
-- (users/kyc/submissions.py). A second player is whose newest papers give the ID number of another who was approved.
CREATE FUNCTION markets_legal_bar(of_business bigint, of_player bigint, at timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT rule.kind::text FROM (
        SELECT DISTINCT ON (own.kind) own.kind, own.value FROM markets_legalrule AS own
        WHERE own.business_id = of_business AND own.from_day <= (at AT TIME ZONE 'Africa/Nairobi')::date
        ORDER BY own.kind, own.from_day DESC, own.id DESC) AS rule
    WHERE rule.value > 0 AND CASE rule.kind::text
        WHEN 'AGE' THEN NOT EXISTS (
            SELECT FROM users_kycsubmission AS own
            WHERE own.business_id = of_business AND own.player_id = of_player AND own.state = 'APPROVED')
        WHEN 'TIER' THEN rule.value > (
            SELECT tier.rank FROM users_kyctier AS tier
            LEFT JOIN users_kycstanding AS standing ON standing.tier_id = tier.id
                AND standing.business_id = of_business AND standing.player_id = of_player
            ORDER BY standing.id IS NULL, tier.rank LIMIT 1)
        WHEN 'ONE_PERSON' THEN EXISTS (
            SELECT FROM users_kycsubmission AS other
            WHERE other.business_id = of_business AND other.player_id <> of_player AND other.state = 'APPROVED'
              AND other.id_index = (
                  SELECT own.id_index FROM users_kycsubmission AS own
                  WHERE own.business_id = of_business AND own.player_id = of_player
                    AND own.state IN ('SUBMITTED', 'APPROVED', 'REFUSED')
                  ORDER BY own.id DESC LIMIT 1))
        ELSE false END
    ORDER BY rule.kind LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION markets_legal_bar(bigint, bigint, timestamptz) FROM PUBLIC;

-- reverse
DROP FUNCTION markets_legal_bar;
