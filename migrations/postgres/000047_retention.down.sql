SET LOCAL ROLE faro_owner;

DROP POLICY answering ON legal_holds;
REVOKE SELECT (minor, until_on, lifted_at) ON legal_holds FROM faro_intake;
REVOKE SELECT (section) ON records FROM faro_audit;
