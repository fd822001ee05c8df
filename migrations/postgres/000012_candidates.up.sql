-- Candidates by how likely they are: those that are worth a person's time, as it
-- was learnt, and the rest, which is kept. A pair is named by an identifier of
-- its own to who may see one of the two children only.
SET LOCAL ROLE faro_owner;

-- likely: at least as likely as what was learnt says is worth looking at, or one
-- stated the other's code. judged: as of which position of the ledger the two
-- were compared last.
ALTER TABLE candidates
    -- the table is small: candidates wait for a person
    -- squawk-ignore adding-field-with-default
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN likely boolean NOT NULL DEFAULT true,
    ADD COLUMN judged bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX candidates_by_id ON candidates (id);
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX candidates_open;
-- why: those that wait for a person, the likely first, and of them the missing
CREATE INDEX candidates_open ON candidates (likely DESC, missing DESC, probability DESC, low, high) WHERE state = 'open';

-- As of which position of the ledger a look at the whole nation began.
ALTER TABLE sweeps ADD COLUMN position bigint NOT NULL DEFAULT 0;

GRANT SELECT (id, likely, judged) ON candidates TO faro_feed;
GRANT SELECT ON match_models TO faro_reader;
GRANT SELECT ON institutions TO faro_search;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION candidates_beyond();
-- candidates_beyond gives the open candidates that are likely of which the
-- offices that the transaction was given answer for one child and may not see
-- the other: which child of theirs, how likely, since when, and who answers for
-- the other. Who has custody answers for a child; while nobody has, the
-- municipality of the structure where it is.
CREATE FUNCTION candidates_beyond()
    RETURNS TABLE (id uuid, minor uuid, probability double precision, missing boolean, found_at timestamptz, answers uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    WITH mine AS MATERIALIZED (
        SELECT coalesce(string_to_array(current_setting('faro.office', true), ',')::uuid[], '{}') AS offices,
            ARRAY(SELECT s.id FROM structures s
                WHERE s.known_until IS NULL
                    AND s.municipality = ANY (string_to_array(current_setting('faro.territory', true), ','))) AS structures
    )
    SELECT p.id, a.minor, p.probability, p.missing, p.found_at, coalesce(nullif(b.custodians, '{}'), ARRAY(
        SELECT i.id FROM institutions i JOIN structures s ON s.municipality = ANY (i.territory)
        WHERE i.kind = 'municipality' AND i.known_until IS NULL AND s.known_until IS NULL AND s.id = b.facility ORDER BY i.id))
    FROM mine
    JOIN casefiles a ON a.offices && (mine.offices || mine.structures)
        AND (a.custodians && mine.offices OR a.custodians = '{}' AND a.facility = ANY (mine.structures))
    JOIN LATERAL (
        SELECT c.id, c.high AS other, c.probability, c.missing, c.found_at FROM candidates c
        WHERE c.low = a.minor AND c.state = 'open' AND c.likely
        UNION ALL SELECT c.id, c.low, c.probability, c.missing, c.found_at FROM candidates c
        WHERE c.high = a.minor AND c.state = 'open' AND c.likely
    ) p ON true
    JOIN casefiles b ON b.minor = p.other AND NOT b.offices && (mine.offices || mine.structures)
    ORDER BY p.missing DESC, p.probability DESC, a.minor, p.id
    LIMIT 500
$$;
REVOKE ALL ON FUNCTION candidates_beyond() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION candidates_beyond() TO faro_reader;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
