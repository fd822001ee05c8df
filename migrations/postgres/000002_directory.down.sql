SET LOCAL ROLE faro_owner;

DROP TABLE access_lines;
DROP FUNCTION refuse_change();
DROP TABLE code_blocks;
DROP SEQUENCE code_block_numbers;
DROP TABLE certificates;
DROP TABLE enrolment_codes;
DROP TABLE installation_sightings;
DROP TABLE installation_offices;
DROP TABLE installations;
DROP TABLE operators;
DROP TABLE people;
DROP TABLE structures;
DROP TABLE institutions;
DROP TABLE offices;
DROP EXTENSION btree_gist;
