-- Tracings stand among the matters of a child: whose turn it is, since when and
-- until when, and at which step. Every party's queue is read from it.
SET LOCAL ROLE faro_owner;

-- squawk-ignore constraint-missing-not-valid
ALTER TABLE matters DROP CONSTRAINT matters_what, ADD CONSTRAINT matters_what
    CHECK (what IN ('guardian', 'guardianship', 'permit', 'protection', 'return', 'opinion', 'extension', 'measure', 'tracing'));
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE matters DROP CONSTRAINT matters_stage, ADD CONSTRAINT matters_stage
    CHECK (stage IN ('waits', 'stands', 'declined', 'ended', 'asker', 'ministry', 'partner', 'interior'));
COMMENT ON COLUMN matters.stage IS 'how it stands; of a tracing, whose turn it is';

-- why: the tracings in which it is one party's turn, those that have waited longest first
CREATE INDEX matters_turns ON matters (stage, since_on, minor, slot) WHERE what = 'tracing';
