SET LOCAL ROLE faro_owner;

DROP TABLE census.questions;
DROP FUNCTION census.refuse_another_question();
