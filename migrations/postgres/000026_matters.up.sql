-- What is asked for and decided about a child, and what waits: a guardian, permits,
-- protection, a return, the opinion, care beyond majority, measures. Lists of
-- those who wait are read from it; what is said stands in the records alone.
SET LOCAL ROLE faro_owner;

CREATE TABLE matters (
    minor uuid NOT NULL,
    slot text NOT NULL,
    what text NOT NULL CONSTRAINT matters_what CHECK (what IN ('guardian', 'guardianship', 'permit', 'protection', 'return',
        'opinion', 'extension', 'measure')),
    stage text NOT NULL CONSTRAINT matters_stage CHECK (stage IN ('waits', 'stands', 'declined', 'ended')),
    since_on date NOT NULL,
    until_on date,
    detail text,
    CONSTRAINT matters_pkey PRIMARY KEY (minor, slot)
);
COMMENT ON TABLE matters IS 'how each matter of a child stands: made from the casefile, and thrown away and made again';
COMMENT ON COLUMN matters.until_on IS 'the last day on which it is valid, or is asked for';
COMMENT ON COLUMN matters.detail IS 'a word of a closed list: a type, a programme, an outcome';

-- why: those who wait longest for something, of the nation
CREATE INDEX matters_waiting ON matters (what, since_on, minor) WHERE stage = 'waits';
-- why: what runs out next, of the nation
CREATE INDEX matters_by_end ON matters (what, until_on, minor) WHERE stage = 'stands' AND until_on IS NOT NULL;

GRANT SELECT, INSERT, DELETE ON matters TO faro_intake;
GRANT SELECT ON matters TO faro_reader;

ALTER TABLE matters ENABLE ROW LEVEL SECURITY;
ALTER TABLE matters FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON matters TO faro_intake, faro_feed, faro_search, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY own_minors ON matters FOR SELECT TO faro_reader
    USING (EXISTS (SELECT FROM casefiles c WHERE c.minor = matters.minor));
