SET LOCAL ROLE faro_owner;

DROP TABLE census.restatements;
DROP TABLE census.publication_files;
DROP TABLE census.publications;
DROP FUNCTION census.refuse_thawing();
REVOKE ALL ON ledger_head, ledger, epochs FROM faro_publication;
REVOKE USAGE ON SCHEMA public, census FROM faro_publication;
