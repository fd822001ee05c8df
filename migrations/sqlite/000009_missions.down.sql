ALTER TABLE offices DROP COLUMN agreements;
ALTER TABLE offices DROP COLUMN kind;
