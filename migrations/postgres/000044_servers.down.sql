SET LOCAL ROLE faro_owner;

DROP TABLE tables_need;
DROP TABLE servers;
