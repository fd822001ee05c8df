-- What is asked by right stands among the matters of a child, each right under a
-- word of its own: its queues, and what is restricted, are read from it.
SET LOCAL ROLE faro_owner;

-- squawk-ignore constraint-missing-not-valid
ALTER TABLE matters DROP CONSTRAINT matters_what, ADD CONSTRAINT matters_what
    CHECK (what IN ('guardian', 'guardianship', 'permit', 'protection', 'return', 'opinion', 'extension', 'measure', 'tracing',
        'right-access', 'right-rectification', 'right-erasure', 'right-restriction', 'right-objection', 'right-withdrawal'));
COMMENT ON COLUMN matters.detail IS 'a word of a closed list; of a restriction in force, the section, or whole';

-- why: the cases that wait for an answer, the first due first; and the few children of whom something is restricted
CREATE INDEX matters_rights ON matters (until_on, minor, slot) WHERE what LIKE 'right-%' AND stage = 'waits';
CREATE INDEX matters_restricted ON matters (minor) WHERE what = 'right-restriction' AND stage = 'stands';
