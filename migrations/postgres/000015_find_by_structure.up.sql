-- A child may be searched for by the structure where it is alone.
SET LOCAL ROLE faro_owner;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
-- find_minors gives the minors who have all keys of one of the lists wanted,
-- those of the first lists first, or if there is no list who were born on a day,
-- or if there is no day either who are at a structure;
-- and are of a sex, of a citizenship and counted at a structure where those are
-- given: of the nation, or in the scope of the offices and of the territory that
-- the transaction was given, at most as many for each list as asked for, and
-- none of further lists once there are as many. Of a
-- list that very many share only some are looked at. A minor whose casefile is
-- open behind broken glass alone is not searched for.
CREATE OR REPLACE FUNCTION find_minors(wanted text[], born date, of_sex text, of_citizenship text, at_facility uuid, most integer)
    RETURNS TABLE (found uuid, list integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off -- a list that many share is looked up all the same, and cut off
    AS $$
DECLARE
    nation boolean := coalesce(current_setting('faro.nation', true) = 'yes', false);
    mine uuid[] := coalesce(string_to_array(current_setting('faro.office', true), ',')::uuid[], '{}') || ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array(current_setting('faro.territory', true), ',')));
    own uuid[];
    all_of bigint[];
    these integer;
    so_far integer := 0;
BEGIN
    IF cardinality(wanted) = 0 AND born IS NULL THEN
        RETURN QUERY SELECT c.minor, 0 FROM casefiles c
            WHERE c.offices @> ARRAY[at_facility] AND c.facility = at_facility AND (nation OR c.offices && mine)
                AND (of_sex IS NULL OR c.sex = of_sex)
                AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
            ORDER BY c.minor LIMIT most;
        RETURN;
    END IF;
    IF cardinality(wanted) = 0 THEN
        RETURN QUERY SELECT c.minor, 0 FROM casefiles c
            WHERE c.birth_on = born AND (nation OR c.offices && mine)
                AND (of_sex IS NULL OR c.sex = of_sex)
                AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                AND (at_facility IS NULL OR c.facility = at_facility)
            ORDER BY c.minor LIMIT most;
        RETURN;
    END IF;
    IF NOT nation THEN -- those in anybody's scope are few: each is compared with every list
        own := ARRAY(SELECT c.minor FROM casefiles c
            WHERE c.offices && mine
                AND (of_sex IS NULL OR c.sex = of_sex)
                AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                AND (at_facility IS NULL OR c.facility = at_facility));
        RETURN QUERY WITH k AS MATERIALIZED (SELECT m.minor, m.keys FROM match_keys m WHERE m.minor = ANY (own))
            SELECT k.minor, min(w.i)::integer FROM k JOIN unnest(wanted) WITH ORDINALITY AS w (list, i) ON k.keys @> w.list::bigint[]
            GROUP BY k.minor ORDER BY 2, 1 LIMIT most;
        RETURN;
    END IF;
    FOR i IN 1 .. cardinality(wanted) LOOP
        all_of := wanted[i]::bigint[];
        RETURN QUERY SELECT k.minor, i FROM (SELECT m.minor FROM match_keys m WHERE m.keys @> all_of LIMIT 20000) k
            WHERE (of_sex IS NULL AND of_citizenship IS NULL AND at_facility IS NULL)
                OR (SELECT (of_sex IS NULL OR c.sex = of_sex)
                    AND (of_citizenship IS NULL OR c.citizenship = of_citizenship)
                    AND (at_facility IS NULL OR c.facility = at_facility)
                FROM casefiles c WHERE c.minor = k.minor)
            LIMIT most;
        GET DIAGNOSTICS these = ROW_COUNT;
        so_far := so_far + these;
        EXIT WHEN so_far >= most;
    END LOOP;
END
$$;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
