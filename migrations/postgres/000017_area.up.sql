-- Where a place lies that is known by words: a region, or a municipality, by
-- ISTAT. A child of whom no more is known is counted there.
SET LOCAL ROLE faro_owner;

ALTER TABLE census.rows ADD COLUMN area text;
COMMENT ON COLUMN census.rows.area IS 'region (two digits) or municipality (six), only of a place known by words';

-- why: as it was, with the new column, so that no count reads the rows themselves
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX census.rows_of_month;
CREATE INDEX rows_of_month ON census.rows (month, known)
    INCLUDE (sign, from_on, until_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian);

DROP TRIGGER rows_only_added ON census.rows;
CREATE TRIGGER rows_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, from_on, until_on, state,
        facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian
    ON census.rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.rows ENABLE ALWAYS TRIGGER rows_only_added;

GRANT SELECT (area) ON census.rows TO faro_census;
