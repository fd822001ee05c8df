SET LOCAL ROLE faro_owner;

DROP TABLE candidate_remarks;
