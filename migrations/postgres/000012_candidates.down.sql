SET LOCAL ROLE faro_owner;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION candidates_beyond();
-- candidates_beyond gives the open candidates of which the offices that the
-- transaction was given answer for one child and may not see the other: which
-- child of theirs, how likely, and who answers for the other.
CREATE FUNCTION candidates_beyond() RETURNS TABLE (minor uuid, probability double precision, missing boolean, answers uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    WITH mine AS MATERIALIZED (
        SELECT coalesce(string_to_array(current_setting('faro.office', true), ',')::uuid[], '{}') AS offices
    )
    SELECT a.minor, p.probability, p.missing, b.custodians
    FROM (
        SELECT c.low AS own, c.high AS other, c.probability, c.missing FROM candidates c WHERE c.state = 'open'
        UNION ALL SELECT c.high, c.low, c.probability, c.missing FROM candidates c WHERE c.state = 'open'
    ) p
    JOIN casefiles a ON a.minor = p.own
    JOIN casefiles b ON b.minor = p.other
    JOIN mine ON a.custodians && mine.offices AND NOT b.offices && mine.offices
    ORDER BY p.missing DESC, p.probability DESC, a.minor
    LIMIT 500
$$;
REVOKE ALL ON FUNCTION candidates_beyond() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION candidates_beyond() TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

REVOKE SELECT ON institutions FROM faro_search;
REVOKE SELECT ON match_models FROM faro_reader;
ALTER TABLE sweeps DROP COLUMN position;
DROP INDEX candidates_open, candidates_by_id;
ALTER TABLE candidates DROP COLUMN judged, DROP COLUMN likely, DROP COLUMN id;
CREATE INDEX candidates_open ON candidates (missing DESC, probability DESC, low, high) WHERE state = 'open';
