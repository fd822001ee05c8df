SET LOCAL ROLE faro_owner;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION candidates_beyond();
DROP FUNCTION find_minors(text[], date, text, text, uuid, integer);

-- search_minors gives the minors who, as far as is known, were born on a day,
-- and are of a sex and of a citizenship where those are given: of the nation,
-- or in the scope of the offices and of the territory that the transaction was
-- given, at most as many as asked for. A minor whose casefile is open behind
-- broken glass alone is not searched for.
CREATE FUNCTION search_minors(born date, of_sex text, of_citizenship text, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    SELECT c.minor FROM casefiles c
    WHERE c.birth_on = born
        AND (of_sex IS NULL OR c.sex = of_sex)
        AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
        AND (
            (SELECT current_setting('faro.nation', true)) = 'yes'
            OR c.offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
            OR c.offices && ARRAY(
                SELECT s.id FROM structures s
                WHERE s.known_until IS NULL
                    AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
            )
        )
    ORDER BY c.minor
    LIMIT most
$$;
REVOKE ALL ON FUNCTION search_minors(date, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_minors(date, text, text, integer) TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

DROP POLICY matched ON feed;
DROP POLICY matched ON scopes;
DROP POLICY matched ON casefiles;
DROP POLICY matched ON minor_keys;
DROP POLICY matched ON records;
REVOKE SELECT ON minor_keys, records, scopes, ledger_head, epochs FROM faro_match;
REVOKE SELECT (minor, state) ON casefiles FROM faro_match;
REVOKE INSERT ON ledger, feed FROM faro_match;
REVOKE UPDATE (position, feed, at) ON ledger_head FROM faro_match;
REVOKE USAGE ON SCHEMA public FROM faro_match;

ALTER TABLE feed NO FORCE ROW LEVEL SECURITY;
DELETE FROM feed WHERE what = 'candidates';
ALTER TABLE feed FORCE ROW LEVEL SECURITY;
ALTER TABLE feed DROP CONSTRAINT feed_what, ADD CONSTRAINT feed_what
    CHECK (what IN ('record', 'enter', 'leave', 'directory'));

DROP INDEX casefiles_by_office, casefiles_missing;
DROP TABLE sweeps, match_progress, match_models, candidates, match_keys;
