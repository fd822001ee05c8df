DROP TABLE sender_columns;
DROP TABLE forms;
DROP TABLE passphrase_used;
DROP TABLE passphrase_codes;
DROP TABLE passphrases;
