SET LOCAL ROLE faro_owner;

REVOKE SELECT (month, known, sign, from_on, until_on, state, facility, citizenship, birth_on) ON census.rows FROM faro_presence;
REVOKE SELECT (minor, facility, sent_from, state, from_on, until_on) ON placements FROM faro_presence;
REVOKE SELECT (minor, joined) ON casefiles FROM faro_presence;
REVOKE SELECT ON ledger_head, records, minor_keys, crossings, structures, structure_joins, offices FROM faro_presence;
REVOKE USAGE ON SCHEMA public, census FROM faro_presence;

DROP POLICY accounted ON census.rows;
DROP POLICY accounted ON crossings;
DROP POLICY accounted ON placements;
DROP POLICY accounted ON casefiles;
DROP POLICY accounted ON minor_keys;
DROP POLICY accounted ON records;
DROP TABLE presence_lines;
DROP FUNCTION refuse_restating();
DROP TABLE presence_statements;
