-- The hierarchy of keys: key-encryption keys wrap data keys, data keys seal.
SET LOCAL ROLE faro_owner;

-- The key-encryption keys that may wrap, by name; the keys themselves are never
-- in the database. What is wrapped by one refers to it, so that none is retired
-- while something needs it, and none that was retired wraps again.
CREATE TABLE wrapping_keys (
    name text PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE wrapping_keys IS 'names of the key-encryption keys that may wrap; written by registry/seal alone';

CREATE TABLE retired_keys (
    name text PRIMARY KEY,
    retired_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE retired_keys IS 'names of key-encryption keys that wrap nothing any more, and never again; written by registry/seal alone';

-- The data keys that belong to no minor: frame seals what stands by itself,
-- root is what keys for other purposes are derived from.
CREATE TABLE data_keys (
    name text PRIMARY KEY,
    purpose text NOT NULL CONSTRAINT data_keys_purpose CHECK (purpose IN ('frame', 'root')),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    wrapped bytea NOT NULL,
    wrapped_by text NOT NULL CONSTRAINT data_keys_wrapped_by REFERENCES wrapping_keys (name)
);
-- why: there is one root
CREATE UNIQUE INDEX data_keys_one_root ON data_keys (purpose) WHERE purpose = 'root';
COMMENT ON TABLE data_keys IS 'data keys of no minor, wrapped by the key-encryption key that wrapped_by names; written by registry/seal alone';

-- Keys that sealed or wrapped before there was a hierarchy.
INSERT INTO wrapping_keys (name)
SELECT DISTINCT u.name
FROM (
    SELECT wrapped_by AS name FROM minor_keys
    UNION ALL SELECT sealed_by FROM webhooks
    UNION ALL SELECT sealed_by FROM mail_addresses
    UNION ALL SELECT sealed_by FROM match_models
    UNION ALL SELECT sealed_by FROM refused_frames
    UNION ALL SELECT asked_by FROM access_lines WHERE asked_by IS NOT NULL
) AS u;

-- squawk-ignore adding-foreign-key-constraint,constraint-missing-not-valid
ALTER TABLE minor_keys ADD CONSTRAINT minor_keys_wrapped_by FOREIGN KEY (wrapped_by) REFERENCES wrapping_keys (name);

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_keys') THEN
        BEGIN
            CREATE ROLE faro_keys LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

GRANT USAGE ON SCHEMA public TO faro_keys;
GRANT SELECT, UPDATE (wrapped, wrapped_by) ON minor_keys TO faro_keys;
GRANT SELECT, INSERT, UPDATE (wrapped, wrapped_by) ON data_keys TO faro_keys;
GRANT SELECT, INSERT, DELETE ON wrapping_keys TO faro_keys;
GRANT SELECT, INSERT ON retired_keys TO faro_keys;

-- Wrapped keys are all that this role reads: of a minor it sees an identifier.
CREATE POLICY wrapped_anew ON minor_keys TO faro_keys USING (true) WITH CHECK (true);
