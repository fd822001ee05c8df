SET LOCAL ROLE faro_owner;
REVOKE UPDATE (closed, closed_by) ON minor_keys FROM faro_keys;
DROP INDEX minor_keys_incomplete;
ALTER TABLE minor_keys DROP CONSTRAINT minor_keys_closed_by;
ALTER TABLE minor_keys DROP COLUMN closed_by;
ALTER TABLE minor_keys DROP COLUMN closed;
