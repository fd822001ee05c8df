-- The roles stay: other databases of the same server may use them.
REVOKE USAGE, CREATE ON SCHEMA public FROM faro_owner;

DO $$
BEGIN
    EXECUTE format('REVOKE CREATE ON DATABASE %I FROM faro_owner', current_database());
END
$$;
