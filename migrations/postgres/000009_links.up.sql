-- The same child: which minors a casefile is of, and which records count for a
-- minor other than their own.
SET LOCAL ROLE faro_owner;

-- The minors of a joined child, in order: the first stands for it, and has its
-- rows in the read tables; the others have of it who is in whose scope, so that
-- they are found by the same people. Empty for a child of one minor.
-- All rows satisfy the check by the default; it reads them once, when a migration is run by hand.
ALTER TABLE casefiles ADD COLUMN joined uuid[] NOT NULL DEFAULT '{}',
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT casefiles_joined CHECK (joined = '{}' OR cardinality(joined) > 1 AND minor = ANY (joined));

-- Records of other minors that are read for the casefile of a minor: those by
-- which it was joined or parted, and those written on a joined page that were
-- assigned to it. Only added, with the record that says so.
CREATE TABLE crossings (
    minor uuid NOT NULL,
    position bigint NOT NULL,
    of uuid NOT NULL,
    CONSTRAINT crossings_pkey PRIMARY KEY (minor, position),
    CONSTRAINT crossings_other CHECK (minor <> of)
);
-- why: whether a record, or the key of its minor, is read for another
CREATE INDEX crossings_by_position ON crossings (position);
CREATE INDEX crossings_by_minor_read ON crossings (of);

GRANT SELECT, INSERT ON crossings TO faro_intake;
GRANT SELECT ON crossings TO faro_feed, faro_reader, faro_match;
GRANT SELECT, DELETE ON crossings TO faro_erasure;
GRANT SELECT (joined) ON casefiles TO faro_match;

ALTER TABLE crossings ENABLE ROW LEVEL SECURITY;
ALTER TABLE crossings FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON crossings TO faro_intake, faro_feed, faro_search, faro_erasure, faro_match
    USING (true) WITH CHECK (true);
CREATE POLICY own_minors ON crossings FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor = crossings.minor));
CREATE POLICY crossed ON records FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor IN (SELECT x.minor FROM crossings x WHERE x.position = records.position)));
CREATE POLICY crossed ON minor_keys FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor IN (SELECT x.minor FROM crossings x WHERE x.of = minor_keys.minor)));

-- joined_with gives minors and all that are joined with them. The policy of
-- casefiles cannot read casefiles itself.
RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
CREATE FUNCTION joined_with(minors uuid[]) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    SELECT coalesce(array_agg(m), '{}') FROM (
        SELECT unnest(minors) AS m
        UNION SELECT unnest(c.joined) FROM casefiles c WHERE c.minor = ANY (minors)
    ) AS n
$$;
REVOKE ALL ON FUNCTION joined_with(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION joined_with(uuid[]) TO faro_reader;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

-- A glass broken before one minor opens the casefile of the child that it is.
DROP POLICY own_minors ON casefiles;
CREATE POLICY own_minors ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR offices && ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
    )
    OR minor = ANY ((SELECT joined_with(ARRAY(
        SELECT g.minor FROM glasses g
        WHERE g.person = (SELECT nullif(current_setting('faro.person', true), '')::uuid) AND g.until_at > now()
    )))::uuid[])
);
