-- People's sign-in: who somebody at a provider is, sign-ins under way, and
-- sessions; and what the machines of other administrations may ask.
SET LOCAL ROLE faro_owner;

-- Who in the directory is known to a provider by which value of its claim. The
-- value, an Italian tax code for one, is kept as a keyed hash whose key lies
-- outside PostgreSQL. A binding is ended, never changed.
CREATE TABLE signin_bindings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL,
    claim_sum bytea NOT NULL,
    person uuid NOT NULL,
    bound_at timestamptz NOT NULL,
    bound_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    CONSTRAINT signin_bindings_claim_sum CHECK (length(claim_sum) = 32)
);
-- why: one value of a claim is one person, and found at every sign-in
CREATE UNIQUE INDEX signin_bindings_one_person ON signin_bindings (provider, claim_sum) WHERE ended_at IS NULL;
-- why: one person has one value at a provider
CREATE UNIQUE INDEX signin_bindings_one_value ON signin_bindings (person, provider) WHERE ended_at IS NULL;

-- Sign-ins under way. Only hashes: nothing here lets anybody finish one. again
-- is the session whose person proves once more to be there.
CREATE TABLE signin_attempts (
    state_sum bytea PRIMARY KEY,
    browser_sum bytea NOT NULL,
    provider text NOT NULL,
    again uuid,
    began_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT signin_attempts_sums CHECK (length(state_sum) = 32 AND length(browser_sum) = 32)
);
-- why: those that were never finished are thrown away
CREATE INDEX signin_attempts_by_expiry ON signin_attempts (expires_at);

-- Sessions. The token is with the browser, its hash here; browser_sum is what
-- the browser and its network look like. authenticated_at is when the provider
-- last saw the person.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    token_sum bytea NOT NULL CONSTRAINT sessions_one_token UNIQUE,
    browser_sum bytea NOT NULL,
    person uuid NOT NULL,
    provider text NOT NULL,
    level text NOT NULL,
    began_at timestamptz NOT NULL,
    authenticated_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text,
    CONSTRAINT sessions_sums CHECK (length(token_sum) = 32 AND length(browser_sum) = 32),
    CONSTRAINT sessions_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
-- why: sign-out everywhere, and what is open of one person
CREATE INDEX sessions_open ON sessions (person) WHERE ended_at IS NULL;

-- What the machine of another administration may ask.
CREATE TABLE installation_scopes (
    installation uuid NOT NULL CONSTRAINT installation_scopes_installation REFERENCES installations (id),
    scope text NOT NULL CONSTRAINT installation_scopes_scope CHECK (scope IN ('custody', 'census', 'events')),
    CONSTRAINT installation_scopes_pkey PRIMARY KEY (installation, scope)
);
ALTER TABLE enrolment_codes ADD COLUMN scopes text[] NOT NULL DEFAULT '{}';

GRANT SELECT, INSERT, DELETE ON installation_scopes TO faro_directory;

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_signin') THEN
        BEGIN
            CREATE ROLE faro_signin LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

-- Sign-in sees who there is and where they belong, but no name, and nothing of
-- any minor.
GRANT USAGE ON SCHEMA public TO faro_signin;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by) ON signin_bindings TO faro_signin;
GRANT SELECT, INSERT, DELETE ON signin_attempts TO faro_signin;
GRANT SELECT, INSERT, UPDATE (token_sum, browser_sum, level, authenticated_at, seen_at, ended_at, ended_why) ON sessions TO faro_signin;
GRANT SELECT (id, office, role, valid_from, valid_until, known_until) ON people TO faro_signin;
GRANT SELECT ON offices TO faro_signin;
GRANT SELECT (id, kind, valid_from, valid_until, known_until) ON institutions TO faro_signin;
