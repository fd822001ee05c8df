SET LOCAL ROLE faro_owner;

DROP INDEX casefiles_by_confirmation;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;

DROP FUNCTION count_lists(text[], text, uuid, integer);

-- list_minors gives the minors who are on a list for a role, those who wait
-- longest first and those who are nowhere last, after a day and a minor, at most
-- as many as asked for: of the nation, of the offices and the territory, or of
-- the person that the transaction was given. Which lists there are, and what is
-- shown of who is on one, is package lookup's. A minor whose casefile is open
-- behind broken glass alone is on none. It is not behind the readers' policy,
-- by which no list could be read by an index.
CREATE OR REPLACE FUNCTION list_minors(which text, as_role text, at_facility uuid, after_on date, after_minor uuid, most integer)
    RETURNS TABLE (found uuid, found_state text, found_since date, key_on date, all_of uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    nation boolean := coalesce(current_setting('faro.nation', true) = 'yes', false);
    own uuid[] := coalesce(string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[], '{}');
    near_me uuid[] := ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array(current_setting('faro.territory', true), ',')));
    person uuid := nullif(current_setting('faro.person', true), '')::uuid;
    gives text := $q$SELECT c.minor, coalesce(c.state, ''), c.since_on, coalesce(c.since_on, '9999-12-31'), c.joined
        FROM casefiles c WHERE c.position > 0 AND (cardinality(c.joined) < 2 OR c.joined[1] = c.minor)
            AND ($1::uuid IS NULL OR c.facility = $1) AND $q$;
    after text := $q$ AND (coalesce(c.since_on, '9999-12-31'), c.minor) > (coalesce($2, '-infinity'), $3)
        ORDER BY coalesce(c.since_on, '9999-12-31'), c.minor LIMIT $4$q$;
    these integer := 0;
    cond text := CASE which
        WHEN 'custody' THEN 'c.custodians && $6'
        WHEN 'offered' THEN 'c.offices && $6 AND NOT c.custodians && $6 AND c.state IS NOT NULL'
        WHEN 'uncared' THEN $q$c.custodians = '{}' AND c.state IS NOT NULL$q$
        WHEN 'nowhere' THEN $q$c.custodians = '{}' AND c.facility IS NULL AND c.exit_on IS NULL$q$
        WHEN 'released' THEN $q$c.state IS NOT NULL AND c.minor = ANY (ARRAY(
            SELECT x.minor FROM custodies x WHERE x.released AND x.until_on IS NULL))$q$
        WHEN 'overlaps' THEN 'cardinality(c.custodians) > 1 AND c.exit_on IS NULL'
        WHEN 'elsewhere' THEN $q$c.state IS NOT NULL AND c.custodians <> '{}' AND EXISTS (
            SELECT FROM structures s JOIN institutions i ON i.territory @> ARRAY[s.municipality]
            WHERE s.id = c.facility AND s.known_until IS NULL AND s.valid_until IS NULL
                AND i.kind = 'municipality' AND i.known_until IS NULL AND i.valid_until IS NULL
            HAVING count(*) > 0 AND NOT bool_or(i.id = ANY (c.custodians)))$q$
        WHEN 'missing' THEN $q$c.state = 'missing'$q$
        WHEN 'in-transit' THEN $q$c.state = 'in-transit'$q$
        WHEN 'conflicts' THEN $q$EXISTS (SELECT FROM conflicts x WHERE x.minor = c.minor AND CASE $5
            WHEN 'municipality' THEN 'custody' = ANY (x.deciders) AND c.custodians && $6
            WHEN 'prefecture' THEN 'prefecture' = ANY (x.deciders) AND x.near = ANY ($7)
            WHEN 'court' THEN 'court' = ANY (x.deciders) AND x.near = ANY ($7)
            WHEN 'ministry' THEN 'ministry' = ANY (x.deciders)
            ELSE false END)$q$
        WHEN 'all' THEN 'true'
    END;
BEGIN
    IF cond IS NULL THEN
        RETURN;
    END IF;
    IF as_role <> 'guardian' AND nation AND which <> 'conflicts' THEN
        IF which = 'elsewhere' THEN
            -- of a nation, who is competent is worked out once for each structure
            gives := $q$WITH competent AS MATERIALIZED (
                SELECT s.id, array_agg(i.id) AS offices FROM structures s JOIN institutions i ON i.territory @> ARRAY[s.municipality]
                WHERE s.known_until IS NULL AND s.valid_until IS NULL
                    AND i.kind = 'municipality' AND i.known_until IS NULL AND i.valid_until IS NULL GROUP BY s.id) $q$ || gives;
            cond := $q$c.state IS NOT NULL AND c.custodians <> '{}' AND EXISTS (
                SELECT FROM competent k WHERE k.id = c.facility AND NOT k.offices && c.custodians)$q$;
        END IF;
        -- those who are somewhere in the order of an index, then those who are not
        RETURN QUERY EXECUTE gives || cond || $q$ AND c.state IS NOT NULL AND (c.since_on, c.minor) > (coalesce($2, '-infinity'), $3)
            ORDER BY c.since_on, c.minor LIMIT $4$q$ USING at_facility, after_on, after_minor, most, as_role, own;
        GET DIAGNOSTICS these = ROW_COUNT;
        IF which IN ('all', 'custody', 'nowhere', 'overlaps') AND these < most THEN
            RETURN QUERY EXECUTE gives || cond || $q$ AND c.state IS NULL AND ($2 IS DISTINCT FROM '9999-12-31' OR c.minor > $3)
                ORDER BY c.minor LIMIT $4$q$ USING at_facility, after_on, after_minor, most - these, as_role, own;
        END IF;
        RETURN;
    END IF;
    gives := gives || CASE
        WHEN as_role = 'guardian' THEN $q$c.guardians <> '{}' AND c.guardians @> ARRAY[$8] AND $q$
        WHEN nation THEN 'c.minor = ANY (ARRAY(SELECT x.minor FROM conflicts x)) AND '
        ELSE 'c.offices && ($6 || $7) AND '
    END;
    RETURN QUERY EXECUTE gives || cond || after USING at_facility, after_on, after_minor, most, as_role, own, near_me, person;
END
$$;

DROP FUNCTION list_condition(text);

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;
