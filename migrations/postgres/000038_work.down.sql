SET LOCAL ROLE faro_owner;

DROP TABLE jobs;
REVOKE USAGE ON SCHEMA public FROM faro_work;
