SET LOCAL ROLE faro_owner;

DROP TABLE contacts;
