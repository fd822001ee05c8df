SET LOCAL ROLE faro_owner;

DROP TRIGGER rows_only_added ON census.rows;
DROP INDEX census.rows_of_month;
ALTER TABLE census.rows DROP COLUMN area;
CREATE INDEX rows_of_month ON census.rows (month, known)
    INCLUDE (sign, from_on, until_on, state, facility, reception, citizenship, sex, birth_on, mode, protection, guardian);
CREATE TRIGGER rows_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, from_on, until_on, state,
        facility, reception, citizenship, sex, birth_on, mode, protection, guardian
    ON census.rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.rows ENABLE ALWAYS TRIGGER rows_only_added;
