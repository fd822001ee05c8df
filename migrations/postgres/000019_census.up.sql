-- The census by guardianship and by when presence was last confirmed, and who
-- came and went.
SET LOCAL ROLE faro_owner;

-- The last day on which presence at a structure was stated.
ALTER TABLE casefiles ADD COLUMN confirmed_on date;

-- How long ago presence at a structure had been stated last: 30, 90 or 180 days at
-- most, more, or never. Rows of before say nothing of it.
ALTER TABLE census.rows ADD COLUMN seen text;
GRANT SELECT (seen) ON census.rows TO faro_census;

-- why: as it was, with the new column, so that no count reads the rows themselves
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX census.rows_of_month;
CREATE INDEX rows_of_month ON census.rows (month, known)
    INCLUDE (sign, from_on, until_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian, seen);

DROP TRIGGER rows_only_added ON census.rows;
CREATE TRIGGER rows_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, from_on, until_on, state,
        facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian, seen
    ON census.rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.rows ENABLE ALWAYS TRIGGER rows_only_added;

-- Signed rows as those of census.rows: one for each day on which a minor came, went,
-- was counted at another place, went missing or came back. was and became are
-- NULL out of the register. Rows are only added; erasing a minor cuts the link.
CREATE TABLE census.moves (
    month date NOT NULL,
    known bigint NOT NULL,
    sign smallint NOT NULL,
    moved_on date NOT NULL,
    was text,
    became text,
    left_facility uuid,
    left_reception text,
    left_area text,
    facility uuid,
    reception text,
    area text,
    detail text,
    citizenship text,
    sex text,
    birth_on date,
    mode text,
    protection text,
    guardian text,
    seen text,
    minor uuid,
    record uuid,
    CONSTRAINT moves_sign CHECK (sign IN (1, -1)),
    CONSTRAINT moves_month CHECK (month <= moved_on AND moved_on < (month + interval '1 month')),
    CONSTRAINT moves_states CHECK (was IS NOT NULL OR became IS NOT NULL)
);
-- why: what happened in some months as known at a position
CREATE INDEX moves_of_month ON census.moves (month, known);
-- why: the moves of one minor, for corrections after new rules and for check
CREATE INDEX moves_of_minor ON census.moves (minor) WHERE minor IS NOT NULL;

CREATE TRIGGER moves_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, moved_on, was, became, left_facility,
        left_reception, left_area, facility, reception, area, detail, citizenship, sex, birth_on, mode, protection, guardian, seen
    ON census.moves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.moves ENABLE ALWAYS TRIGGER moves_only_added;

GRANT SELECT, INSERT ON census.moves TO faro_intake;
GRANT SELECT (month, known, sign, moved_on, was, became, left_facility, left_reception, left_area, facility, reception, area, detail, citizenship, sex,
    birth_on, mode, protection, guardian, seen) ON census.moves TO faro_census;
GRANT SELECT (minor, record), UPDATE (minor, record) ON census.moves TO faro_erasure;
ALTER TABLE census.moves ENABLE ROW LEVEL SECURITY;
ALTER TABLE census.moves FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_nation ON census.moves TO faro_intake, faro_feed, faro_search, faro_erasure USING (true) WITH CHECK (true);
CREATE POLICY counted ON census.moves FOR SELECT TO faro_census USING (true);
