-- A request to erase is answered by whether an order holds the child.
SET LOCAL ROLE faro_owner;

GRANT SELECT (minor, until_on, lifted_at) ON legal_holds TO faro_intake;
CREATE POLICY answering ON legal_holds FOR SELECT TO faro_intake USING (true);
GRANT SELECT (section) ON records TO faro_audit; -- which installations wrote in a section
