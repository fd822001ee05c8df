SET LOCAL ROLE faro_owner;

DROP INDEX sessions_of_person;
