-- The children behind a number of the census, and what made it another one.
SET LOCAL ROLE faro_owner;

GRANT USAGE ON SCHEMA census TO faro_search;
GRANT SELECT (month, known, sign, from_on, until_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection,
    guardian, seen, minor) ON census.rows TO faro_search;
GRANT SELECT (minor, position, kind) ON records TO faro_search;
GRANT SELECT ON ledger, crossings TO faro_search;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;

-- counted_minors gives the minors whom the census counts on a day as known at a
-- position, present or missing, with all by which it cuts: of the nation, or of
-- those who are now in the scope of the offices and the territory that the
-- transaction was given. The readers see no row of the census.
CREATE FUNCTION counted_minors(on_day date, known_at bigint, born_after date)
    RETURNS TABLE (found uuid, all_of uuid[], confirmed_on date, state text, facility uuid, reception text, area text, citizenship text,
        sex text, birth_on date, mode text, protection text, guardian text, seen text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    nation boolean := coalesce(current_setting('faro.nation', true) = 'yes', false);
    mine uuid[] := coalesce(string_to_array(nullif(current_setting('faro.office', true), ''), ',')::uuid[], '{}') || ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array(current_setting('faro.territory', true), ',')));
BEGIN
    RETURN QUERY
        SELECT r.minor, c.joined, c.confirmed_on, r.state, r.facility, coalesce(r.reception, ''), coalesce(r.area, ''),
            coalesce(r.citizenship, ''), coalesce(r.sex, ''), r.birth_on, coalesce(r.mode, ''), coalesce(r.protection, ''),
            coalesce(r.guardian, ''), coalesce(r.seen, '')
        FROM census.rows r JOIN casefiles c ON c.minor = r.minor AND (nation OR c.offices && mine)
        WHERE r.month = date_trunc('month', on_day)::date AND r.known <= known_at AND r.from_on <= on_day AND r.until_on > on_day
            AND (r.birth_on IS NULL OR r.birth_on > born_after)
        GROUP BY r.minor, c.joined, c.confirmed_on, r.state, r.facility, r.reception, r.area, r.citizenship, r.sex, r.birth_on, r.mode,
            r.protection, r.guardian, r.seen
        HAVING sum(r.sign) > 0;
END
$$;
REVOKE ALL ON FUNCTION counted_minors(date, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION counted_minors(date, bigint, date) TO faro_reader;

-- counted_changes gives what was added to the census of a day between two
-- positions, child by child, with the kinds and positions of the records about
-- that child that were taken with it. Which child it is, it does not tell.
CREATE FUNCTION counted_changes(on_day date, after_known bigint, until_known bigint, born_after date)
    RETURNS TABLE (child bigint, known bigint, known_at timestamptz, change integer, state text, facility uuid, reception text, area text,
        citizenship text, sex text, birth_on date, mode text, protection text, guardian text, seen text, kinds text[], positions bigint[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    WITH changed AS (
        SELECT dense_rank() OVER (ORDER BY r.minor) AS child, r.minor, r.known, sum(r.sign)::integer AS change, r.state, r.facility,
            r.reception, r.area, r.citizenship, r.sex, r.birth_on, r.mode, r.protection, r.guardian, r.seen
        FROM census.rows r
        WHERE r.month = date_trunc('month', on_day)::date AND r.known > after_known AND r.known <= until_known
            AND r.from_on <= on_day AND r.until_on > on_day AND (r.birth_on IS NULL OR r.birth_on > born_after)
        GROUP BY r.minor, r.known, r.state, r.facility, r.reception, r.area, r.citizenship, r.sex, r.birth_on, r.mode, r.protection,
            r.guardian, r.seen
        HAVING sum(r.sign) <> 0
    )
    SELECT c.child, c.known, l.at, c.change, c.state, c.facility, coalesce(c.reception, ''), coalesce(c.area, ''),
        coalesce(c.citizenship, ''), coalesce(c.sex, ''), c.birth_on, coalesce(c.mode, ''), coalesce(c.protection, ''),
        coalesce(c.guardian, ''), coalesce(c.seen, ''), coalesce(w.kinds, '{}'), coalesce(w.positions, '{}')
    FROM changed c JOIN ledger l ON l.position = c.known, LATERAL (
        SELECT array_agg(p.kind ORDER BY p.position) AS kinds, array_agg(p.position ORDER BY p.position) AS positions
        FROM records p JOIN ledger t ON t.position = p.position AND t.at = l.at
        WHERE p.position <= c.known AND p.position > c.known - 1000 AND (p.minor = c.minor
            OR p.position IN (SELECT x.position FROM crossings x WHERE x.minor = c.minor AND x.position <= c.known AND x.position > c.known - 1000))
    ) w
$$;
REVOKE ALL ON FUNCTION counted_changes(date, bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION counted_changes(date, bigint, bigint, date) TO faro_census;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;
