SET LOCAL ROLE faro_owner;

DROP INDEX matters_turns;
DELETE FROM matters WHERE what = 'tracing';
ALTER TABLE matters DROP CONSTRAINT matters_stage, ADD CONSTRAINT matters_stage
    CHECK (stage IN ('waits', 'stands', 'declined', 'ended'));
ALTER TABLE matters DROP CONSTRAINT matters_what, ADD CONSTRAINT matters_what
    CHECK (what IN ('guardian', 'guardianship', 'permit', 'protection', 'return', 'opinion', 'extension', 'measure'));
COMMENT ON COLUMN matters.stage IS NULL;
