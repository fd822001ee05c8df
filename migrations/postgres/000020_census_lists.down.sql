SET LOCAL ROLE faro_owner;

RESET ROLE;
GRANT CREATE ON SCHEMA public TO faro_search;
SET LOCAL ROLE faro_search;
DROP FUNCTION counted_changes(date, bigint, bigint, date);
DROP FUNCTION counted_minors(date, bigint, date);
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM faro_search;
SET LOCAL ROLE faro_owner;

REVOKE SELECT ON ledger, crossings FROM faro_search;
REVOKE SELECT (minor, position, kind) ON records FROM faro_search;
REVOKE SELECT (month, known, sign, from_on, until_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection,
    guardian, seen, minor) ON census.rows FROM faro_search;
REVOKE USAGE ON SCHEMA census FROM faro_search;
