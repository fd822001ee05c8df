-- Whom children seek, and of whom they have told: compared with each other, for the
-- Ministry alone. No reader's role reads these tables; package sought does, as
-- faro_match, and leaves a line first.
SET LOCAL ROLE faro_owner;

CREATE TABLE sought_persons (
    id uuid PRIMARY KEY,
    minor uuid NOT NULL,
    card bytea NOT NULL,
    keys bigint[] NOT NULL
);
COMMENT ON TABLE sought_persons IS 'a person whom one child seeks or has told of; the card is sealed under the key of that child, keys are by the key file';
-- why: those of a child whose file changed
CREATE INDEX sought_persons_by_minor ON sought_persons (minor);
-- why: whoever shares a list of keys
CREATE INDEX sought_persons_by_key ON sought_persons USING gin (keys);

CREATE TABLE sought_pairs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    low uuid NOT NULL,
    high uuid NOT NULL,
    probability double precision NOT NULL,
    likely boolean NOT NULL,
    reasons jsonb NOT NULL,
    found_at timestamptz NOT NULL,
    gone boolean NOT NULL DEFAULT false,
    CONSTRAINT sought_pairs_pkey PRIMARY KEY (low, high),
    CONSTRAINT sought_pairs_id UNIQUE (id),
    CONSTRAINT sought_pairs_two CHECK (low < high),
    CONSTRAINT sought_pairs_probability CHECK (probability BETWEEN 0 AND 1),
    CONSTRAINT sought_pairs_low FOREIGN KEY (low) REFERENCES sought_persons (id) ON DELETE CASCADE,
    CONSTRAINT sought_pairs_high FOREIGN KEY (high) REFERENCES sought_persons (id) ON DELETE CASCADE
);
COMMENT ON TABLE sought_pairs IS 'two persons sought by two children who may be one; how far each field agrees, never what stands in it';
-- why: the pairs of a person, whichever stands first
CREATE INDEX sought_pairs_by_high ON sought_pairs (high);
-- why: the list of pairs, likeliest first
CREATE INDEX sought_pairs_listed ON sought_pairs (probability DESC, id DESC) WHERE NOT gone;

CREATE TABLE sought_decisions (
    id uuid PRIMARY KEY,
    number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    low uuid NOT NULL,
    high uuid NOT NULL,
    verdict text NOT NULL,
    minor uuid NOT NULL,
    why bytea NOT NULL,
    decided_at timestamptz NOT NULL,
    person uuid NOT NULL,
    office uuid NOT NULL,
    CONSTRAINT sought_decisions_verdict CHECK (verdict IN ('same', 'distinct', 'undecided')),
    CONSTRAINT sought_decisions_two CHECK (low < high)
);
COMMENT ON TABLE sought_decisions IS 'what somebody at the Ministry decided about two persons, only added: the last one holds';
COMMENT ON COLUMN sought_decisions.minor IS 'under whose key the reason is sealed';
-- why: the decisions on a pair, in order
CREATE INDEX sought_decisions_of ON sought_decisions (low, high, number);

CREATE TABLE sought_progress (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT sought_progress_one CHECK (one),
    looked bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE sought_progress IS 'up to which position of the ledger persons were looked for';

GRANT SELECT, INSERT, UPDATE (card, keys), DELETE ON sought_persons TO faro_match;
GRANT SELECT, INSERT, UPDATE, DELETE ON sought_pairs TO faro_match;
GRANT SELECT, INSERT ON sought_decisions TO faro_match;
GRANT SELECT, INSERT, UPDATE (looked) ON sought_progress TO faro_match;
GRANT SELECT ON crossings TO faro_match;
GRANT SELECT, DELETE ON sought_persons, sought_pairs, sought_decisions TO faro_erasure;

ALTER TABLE sought_persons ENABLE ROW LEVEL SECURITY;
ALTER TABLE sought_persons FORCE ROW LEVEL SECURITY;
ALTER TABLE sought_pairs ENABLE ROW LEVEL SECURITY;
ALTER TABLE sought_pairs FORCE ROW LEVEL SECURITY;
ALTER TABLE sought_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sought_decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON sought_persons TO faro_match, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY whole_nation ON sought_pairs TO faro_match, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY whole_nation ON sought_decisions TO faro_match, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY matched ON crossings FOR SELECT TO faro_match USING (true);
