SET LOCAL ROLE faro_owner;
DROP TABLE census.moves;
ALTER TABLE casefiles DROP COLUMN confirmed_on;
