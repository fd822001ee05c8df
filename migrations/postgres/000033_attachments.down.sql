SET LOCAL ROLE faro_owner;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'crossings']
    LOOP
        EXECUTE format('DROP POLICY enclosing ON %s', t);
    END LOOP;
END
$$;
DROP TABLE attachment_refusals;
DROP TABLE attachment_pieces;
DROP TABLE attachments;
REVOKE ALL ON records, minor_keys, crossings FROM faro_files;
REVOKE USAGE ON SCHEMA public FROM faro_files;
