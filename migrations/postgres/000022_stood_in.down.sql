SET LOCAL ROLE faro_owner;

DROP TABLE stood_in;
