-- What people who know a child remark on it perhaps being another: for the
-- Ministry, who decides. The words are sealed under the key of a child whom who
-- wrote them may see, and go with the candidate. Only added.
SET LOCAL ROLE faro_owner;

CREATE TABLE candidate_remarks (
    id uuid NOT NULL,
    candidate uuid NOT NULL,
    minor uuid NOT NULL,
    person uuid NOT NULL,
    office uuid NOT NULL,
    words bytea NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT candidate_remarks_pkey PRIMARY KEY (id),
    CONSTRAINT candidate_remarks_candidate FOREIGN KEY (candidate) REFERENCES candidates (id) ON DELETE CASCADE
);
COMMENT ON COLUMN candidate_remarks.minor IS 'under whose key the words are sealed';
-- why: the remarks on one candidate, in order
CREATE INDEX candidate_remarks_of ON candidate_remarks (candidate, written_at);

GRANT SELECT, INSERT ON candidate_remarks TO faro_match;
GRANT SELECT, DELETE ON candidate_remarks TO faro_erasure;

ALTER TABLE candidate_remarks ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidate_remarks FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON candidate_remarks TO faro_match, faro_erasure USING (true) WITH CHECK (true);
