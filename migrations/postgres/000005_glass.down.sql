SET LOCAL ROLE faro_owner;

RESET ROLE;
SET LOCAL ROLE faro_search;
DROP FUNCTION search_minors(date, text, text, integer);
RESET ROLE;
SET LOCAL ROLE faro_owner;
REVOKE SELECT ON casefiles, structures FROM faro_search;
DROP INDEX casefiles_by_birth;

DROP POLICY own_minors ON casefiles;
CREATE POLICY own_minors ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR facility IN (
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
    )
);

DROP TABLE glass_notices;
DROP TABLE glasses;
