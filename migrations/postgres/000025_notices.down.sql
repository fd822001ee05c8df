SET LOCAL ROLE faro_owner;

DROP POLICY noticed ON casefiles;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION noticed_minors();
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;

SET LOCAL ROLE faro_owner;
DROP TABLE notices;
