SET LOCAL ROLE faro_owner;

DROP INDEX matters_restricted;
DROP INDEX matters_rights;
DELETE FROM matters WHERE what LIKE 'right-%';
ALTER TABLE matters DROP CONSTRAINT matters_what, ADD CONSTRAINT matters_what
    CHECK (what IN ('guardian', 'guardianship', 'permit', 'protection', 'return', 'opinion', 'extension', 'measure', 'tracing'));
COMMENT ON COLUMN matters.detail IS NULL;
