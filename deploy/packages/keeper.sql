-- The role that copies the registry for a backup, and nothing else: row-level
-- security does not bind it, it reads every table, and of the ledger's head it
-- raises how far agents may let go. It needs a password of its own, in
-- /etc/faro/backup.pgpass: \password faro_keeper
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_keeper') THEN
        CREATE ROLE faro_keeper LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION BYPASSRLS;
    END IF;
END
$$;
-- For base backups: it reads the cluster's files too, and still changes nothing.
ALTER ROLE faro_keeper REPLICATION;
GRANT pg_read_all_data TO faro_keeper;
GRANT UPDATE (safe) ON ledger_head TO faro_keeper;

-- The doctor compares the version of the tables with its own.
GRANT SELECT ON schema_migrations TO faro_reader;
