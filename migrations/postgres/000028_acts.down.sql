SET LOCAL ROLE faro_owner;

DROP TABLE census.acts;
DROP INDEX census.rows_of_month;
CREATE INDEX rows_of_month ON census.rows (month, known)
    INCLUDE (sign, from_on, until_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian, seen);
