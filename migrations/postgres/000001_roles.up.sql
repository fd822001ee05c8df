-- The roles. faro_owner owns every table and cannot connect; the others
-- connect, each for one part of the registry, and own nothing. faro_search
-- cannot connect either, and owns nothing but the functions that search by
-- name, which run as it.
--
-- Roles belong to the server: they may be there already, made by the migration
-- of another database or by the administrator, and somebody else may be making
-- them at this moment. Passwords are the administrator's matter.
DO $$
DECLARE
    role record;
BEGIN
    FOR role IN
        SELECT * FROM (VALUES
            ('faro_owner', 'NOLOGIN'),
            ('faro_search', 'NOLOGIN'),
            ('faro_intake', 'LOGIN'),
            ('faro_feed', 'LOGIN'),
            ('faro_reader', 'LOGIN'),
            ('faro_census', 'LOGIN'),
            ('faro_audit', 'LOGIN'),
            ('faro_directory', 'LOGIN'),
            ('faro_erasure', 'LOGIN')
        ) AS wanted (name, login)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role.name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
                    role.name, role.login);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;

    -- Whoever migrates must be able to act as the owner; a superuser always can.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT faro_owner TO %I', current_user);
    END IF;

    EXECUTE format('GRANT CREATE ON DATABASE %I TO faro_owner', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO faro_owner;
