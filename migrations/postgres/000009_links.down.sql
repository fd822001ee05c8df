SET LOCAL ROLE faro_owner;

DROP POLICY own_minors ON casefiles;
CREATE POLICY own_minors ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR offices && ARRAY(
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
    )
    OR minor = ANY (ARRAY(
        SELECT g.minor FROM glasses g
        WHERE g.person = (SELECT nullif(current_setting('faro.person', true), '')::uuid) AND g.until_at > now()
    ))
);
RESET ROLE;
SET LOCAL ROLE faro_search;
DROP FUNCTION joined_with(uuid[]);
RESET ROLE;
SET LOCAL ROLE faro_owner;

DROP POLICY crossed ON minor_keys;
DROP POLICY crossed ON records;
DROP TABLE crossings;
ALTER TABLE casefiles DROP COLUMN joined;
