-- Long work that somebody asked for: exports, sweeps, reports, verifications. What
-- was asked and what came of it is sealed; the row is gone some days after.
SET LOCAL ROLE faro_owner;

-- The role is made by whoever migrates: the owner makes none.
RESET ROLE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'faro_work') THEN
        BEGIN
            CREATE ROLE faro_work LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
END
$$;
SET LOCAL ROLE faro_owner;

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    person uuid NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    label text NOT NULL,
    ask bytea NOT NULL,
    ask_by text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'waiting',
    attempt integer NOT NULL DEFAULT 0,
    lease_until timestamptz,
    began_at timestamptz,
    ended_at timestamptz,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    stopped boolean NOT NULL DEFAULT false,
    problem text NOT NULL DEFAULT '',
    remedy text NOT NULL DEFAULT '',
    outcome bytea,
    outcome_by text,
    body bytea,
    body_by text,
    CONSTRAINT jobs_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    CONSTRAINT jobs_lease CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CONSTRAINT jobs_ended CHECK ((state IN ('done', 'failed', 'stopped')) = (ended_at IS NOT NULL)),
    CONSTRAINT jobs_progress CHECK (done >= 0 AND total >= 0),
    CONSTRAINT jobs_body CHECK ((body IS NULL) = (body_by IS NULL) AND (outcome IS NULL) = (outcome_by IS NULL))
);
COMMENT ON TABLE jobs IS 'long work that a person asked for, with its progress and what came of it; removed some days after it ended';
COMMENT ON COLUMN jobs.label IS 'which of its kind, in a word: never who a child is';
COMMENT ON COLUMN jobs.ask IS 'what was asked, sealed: it may name children';
COMMENT ON COLUMN jobs.attempt IS 'how often it was begun: whoever began it an earlier time writes nothing any more';
COMMENT ON COLUMN jobs.lease_until IS 'until when whoever works on it must have said so again; another takes it after';
COMMENT ON COLUMN jobs.outcome IS 'what came of it, and which children it names, sealed';
COMMENT ON COLUMN jobs.body IS 'the file that it made, sealed';
-- why: what is to be taken up next
CREATE INDEX jobs_open ON jobs (asked_at, id) WHERE state IN ('waiting', 'running');
-- why: what one person asked for, newest first
CREATE INDEX jobs_by_person ON jobs (person, asked_at DESC, id);
-- why: what is to be removed
CREATE INDEX jobs_ended_at ON jobs (ended_at) WHERE ended_at IS NOT NULL;
-- Sealed bytes do not shrink: PostgreSQL is not to try.
ALTER TABLE jobs ALTER COLUMN body SET STORAGE EXTERNAL;

-- A transaction sees what the person asked for whom it was given; whoever takes work
-- up sees all.
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON jobs TO faro_work USING (
    person = (SELECT nullif(current_setting('faro.person', true), '')::uuid)
    OR (SELECT current_setting('faro.nation', true)) = 'yes'
) WITH CHECK (true);

GRANT USAGE ON SCHEMA public TO faro_work;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO faro_work;
