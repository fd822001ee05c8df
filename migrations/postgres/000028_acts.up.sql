-- The census of what is asked for children, decided, begun and ended; and fewer
-- rows looked at by every count.
SET LOCAL ROLE faro_owner;

-- Signed rows as those of census.rows: one for each day on which a guardian was
-- asked for or appointed, or protection, a permit, a return, an opinion, care beyond
-- majority or a measure was asked for, decided, begun or ended. Rows are only added;
-- erasing a minor cuts the link.
CREATE TABLE census.acts (
    month date NOT NULL,
    known bigint NOT NULL,
    sign smallint NOT NULL,
    acted_on date NOT NULL,
    what text NOT NULL,
    detail text,
    outcome text,
    citizenship text,
    sex text,
    birth_on date,
    minor uuid,
    record uuid,
    CONSTRAINT acts_sign CHECK (sign IN (1, -1)),
    CONSTRAINT acts_month CHECK (month <= acted_on AND acted_on < (month + interval '1 month'))
);
-- why: what was done in some months as known at a position
CREATE INDEX acts_of_month ON census.acts (month, known);
-- why: the acts of one minor, for corrections after new rules and for check
CREATE INDEX acts_of_minor ON census.acts (minor) WHERE minor IS NOT NULL;

CREATE TRIGGER acts_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, acted_on, what, detail, outcome, citizenship, sex, birth_on
    ON census.acts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.acts ENABLE ALWAYS TRIGGER acts_only_added;

GRANT SELECT, INSERT ON census.acts TO faro_intake;
GRANT SELECT (month, known, sign, acted_on, what, detail, outcome, citizenship, sex, birth_on) ON census.acts TO faro_census;
GRANT SELECT (minor, record), UPDATE (minor, record) ON census.acts TO faro_erasure;
ALTER TABLE census.acts ENABLE ROW LEVEL SECURITY;
ALTER TABLE census.acts FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON census.acts TO faro_intake, faro_feed, faro_search, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY counted ON census.acts FOR SELECT TO faro_census USING (true);

-- why: as it was, but days are keys: rows of other days of the month are passed
-- over within the index, before anything is made of them
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX census.rows_of_month;
CREATE INDEX rows_of_month ON census.rows (month, known, from_on, until_on)
    INCLUDE (sign, state, facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian, seen);
