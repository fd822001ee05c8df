SET LOCAL ROLE faro_owner;

DROP TABLE census.rows;
DROP SCHEMA census;
DROP TABLE feed_cursors;
DROP TABLE feed;
DROP TABLE scopes;
DROP TABLE codes;
DROP TABLE conflicts;
DROP TABLE custodies;
DROP TABLE placements;
DROP TABLE minor_keys;
DROP TABLE records;
DROP TABLE casefiles;
DROP TABLE refused_frames;
DROP TABLE receipts;
DROP TABLE epochs;
DROP TABLE ledger_head;
DROP TABLE ledger;
