SET LOCAL ROLE faro_owner;

REVOKE SELECT (id, office, role, valid_from, valid_until, known_until) ON people FROM faro_signin;
REVOKE SELECT ON offices FROM faro_signin;
REVOKE SELECT (id, kind, valid_from, valid_until, known_until) ON institutions FROM faro_signin;
REVOKE USAGE ON SCHEMA public FROM faro_signin;
DROP TABLE installation_scopes, sessions, signin_attempts, signin_bindings;
ALTER TABLE enrolment_codes DROP COLUMN scopes;
