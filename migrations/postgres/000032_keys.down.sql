SET LOCAL ROLE faro_owner;
DROP POLICY wrapped_anew ON minor_keys;
REVOKE ALL ON minor_keys FROM faro_keys;
ALTER TABLE minor_keys DROP CONSTRAINT minor_keys_wrapped_by;
DROP TABLE data_keys;
DROP TABLE retired_keys;
DROP TABLE wrapping_keys;
REVOKE USAGE ON SCHEMA public FROM faro_keys;
