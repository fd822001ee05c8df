SET LOCAL ROLE faro_owner;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION list_minors(text, text, uuid, date, uuid, integer);
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

REVOKE SELECT (minor, deciders, near) ON conflicts FROM faro_search;
DROP POLICY wards ON casefiles;
DROP INDEX casefiles_uncared;
DROP INDEX casefiles_by_state;
DROP INDEX casefiles_waiting;
DROP INDEX casefiles_of_guardian;
ALTER TABLE casefiles DROP COLUMN guardians;
