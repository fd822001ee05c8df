DROP TRIGGER files_gone;
DROP TABLE file_pieces;
DROP TABLE files;
