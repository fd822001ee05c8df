SET LOCAL ROLE faro_owner;

DROP POLICY watched ON records;
DROP POLICY watched ON minor_keys;
DROP POLICY watched ON crossings;
DROP POLICY watched ON placements;
DROP POLICY watched ON casefiles;
REVOKE ALL ON records, minor_keys, crossings, placements, ledger_head, structures, institutions FROM faro_alert;
REVOKE SELECT (minor, joined) ON casefiles FROM faro_alert;
DROP INDEX records_of_wards;
DROP INDEX records_reserved;
DROP INDEX placements_half;
DROP TABLE telling_progress;
DROP TABLE tellings;
DROP TABLE alerts;
REVOKE ALL ON SCHEMA public FROM faro_alert;
