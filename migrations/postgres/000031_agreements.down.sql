SET LOCAL ROLE faro_owner;

DROP TABLE agreements;
ALTER TABLE institutions DROP COLUMN parent;
