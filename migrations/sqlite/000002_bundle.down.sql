DROP INDEX records_carried;
ALTER TABLE records DROP COLUMN carried;
ALTER TABLE offices DROP COLUMN key;
