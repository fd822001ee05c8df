-- The directory (who and where), the installations with their certificates and
-- codes, and the lines that say who looked at what.
SET LOCAL ROLE faro_owner;

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- An office is a structure or an institution, never both: what a record speaks
-- for. Its code is what people type.
CREATE TABLE offices (
    id uuid PRIMARY KEY,
    what text NOT NULL CONSTRAINT offices_what CHECK (what IN ('structure', 'institution')),
    code text NOT NULL CONSTRAINT offices_code_once UNIQUE,
    CONSTRAINT offices_id_what UNIQUE (id, what),
    CONSTRAINT offices_code_short CHECK (length(code) BETWEEN 1 AND 40)
);

-- The four tables below are kept by version. valid_* are the days on which
-- something is so; known_* the ledger's positions between which the registry
-- said it. What the registry says now has no known_until; a correction closes
-- the old row and adds a new one, so what was known at any position can be
-- asked for good.
CREATE TABLE institutions (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    what text NOT NULL GENERATED ALWAYS AS ('institution') STORED,
    name text NOT NULL,
    kind text NOT NULL,
    territory text[] NOT NULL DEFAULT '{}',
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT institutions_office FOREIGN KEY (id, what) REFERENCES offices (id, what),
    CONSTRAINT institutions_kind CHECK (kind IN ('ministry', 'municipality', 'region', 'prefecture', 'interior',
        'police', 'prosecutor', 'court', 'family-department', 'tracing-partner')),
    CONSTRAINT institutions_one_version EXCLUDE USING gist (id WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);

CREATE TABLE structures (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    what text NOT NULL GENERATED ALWAYS AS ('structure') STORED,
    name text NOT NULL,
    type text NOT NULL,
    municipality text NOT NULL,
    body text NOT NULL DEFAULT '',
    beds integer NOT NULL DEFAULT 0,
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT structures_office FOREIGN KEY (id, what) REFERENCES offices (id, what),
    CONSTRAINT structures_type CHECK (type IN ('first', 'second', 'temporary', 'family', 'other')),
    CONSTRAINT structures_municipality CHECK (municipality ~ '^[0-9]{6}$'),
    CONSTRAINT structures_beds CHECK (beds >= 0),
    CONSTRAINT structures_one_version EXCLUDE USING gist (id WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);

-- People who write records or look at casefiles. The office is where they
-- belong; the role is that of package access.
CREATE TABLE people (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    name text NOT NULL,
    office uuid NOT NULL CONSTRAINT people_office REFERENCES offices (id),
    role text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT people_role CHECK (role IN ('ministry', 'municipality', 'region', 'prefecture', 'interior', 'police',
        'prosecutor', 'court', 'family-department', 'tracing-partner', 'guardian', 'centre', 'auditor')),
    CONSTRAINT people_one_version EXCLUDE USING gist (id WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);

-- Who may write for which office at the installations that speak for it.
-- code_sum is the hash of the one-time code for choosing a passphrase.
CREATE TABLE operators (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    office uuid NOT NULL CONSTRAINT operators_office REFERENCES offices (id),
    code_sum bytea,
    valid_from date NOT NULL,
    valid_until date,
    known_from bigint NOT NULL,
    known_until bigint,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    CONSTRAINT operators_one_version
        EXCLUDE USING gist (person WITH =, office WITH =, daterange(valid_from, valid_until) WITH &&)
        WHERE (known_until IS NULL)
);

-- why: the operators of an installation's offices, each time its directory is told
CREATE INDEX operators_by_office ON operators (office) WHERE known_until IS NULL;
-- why: the people of an office
CREATE INDEX people_by_office ON people (office) WHERE known_until IS NULL;
-- why: who answers for a municipality
CREATE INDEX institutions_by_territory ON institutions USING gin (territory) WHERE known_until IS NULL;
-- why: the structures of a municipality
CREATE INDEX structures_by_municipality ON structures (municipality) WHERE known_until IS NULL;

-- One row per installation: an agent, another administration's machine, or the
-- registry itself. The push columns are written by intake under the row's lock,
-- all others by pki.
CREATE TABLE installations (
    id uuid PRIMARY KEY,
    role text NOT NULL,
    label text NOT NULL,
    record_key bytea NOT NULL,
    tls_key_sum bytea,
    replaces uuid CONSTRAINT installations_replaces REFERENCES installations (id),
    enrolled_at timestamptz NOT NULL,
    locked_at timestamptz,
    revoked_at timestamptz,
    revoked_why text,
    next_seq bigint NOT NULL DEFAULT 1,
    highest_fingerprint bytea,
    last_push_at timestamptz,
    CONSTRAINT installations_role CHECK (role IN ('centre', 'municipality', 'ministry', 'region', 'prefecture',
        'interior', 'family-department', 'system')),
    CONSTRAINT installations_record_key CHECK (length(record_key) = 32),
    CONSTRAINT installations_tls_key_sum CHECK (length(tls_key_sum) = 32),
    CONSTRAINT installations_fingerprint CHECK (length(highest_fingerprint) = 32),
    CONSTRAINT installations_revoked CHECK ((revoked_at IS NULL) = (revoked_why IS NULL)),
    CONSTRAINT installations_next_seq CHECK (next_seq >= 1),
    CONSTRAINT installations_one_tls_key UNIQUE (tls_key_sum),
    CONSTRAINT installations_one_record_key UNIQUE (record_key)
);

CREATE TABLE installation_offices (
    installation uuid NOT NULL CONSTRAINT installation_offices_installation REFERENCES installations (id),
    office uuid NOT NULL CONSTRAINT installation_offices_office REFERENCES offices (id),
    CONSTRAINT installation_offices_pkey PRIMARY KEY (installation, office)
);

-- why: the installations that speak for an office, when a record is routed
CREATE INDEX installation_offices_by_office ON installation_offices (office);

-- When each was last heard of; apart from installations, whose rows intake locks.
CREATE TABLE installation_sightings (
    installation uuid PRIMARY KEY CONSTRAINT installation_sightings_installation REFERENCES installations (id),
    seen_at timestamptz NOT NULL
);

-- One-time codes, by their SHA-256.
CREATE TABLE enrolment_codes (
    sum bytea PRIMARY KEY,
    role text NOT NULL,
    label text NOT NULL,
    offices uuid[] NOT NULL,
    replaces uuid CONSTRAINT enrolment_codes_replaces REFERENCES installations (id),
    made_at timestamptz NOT NULL,
    made_by uuid,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    installation uuid CONSTRAINT enrolment_codes_installation REFERENCES installations (id),
    CONSTRAINT enrolment_codes_sum CHECK (length(sum) = 32),
    CONSTRAINT enrolment_codes_used CHECK ((used_at IS NULL) = (installation IS NULL))
);

CREATE TABLE certificates (
    serial text PRIMARY KEY,
    installation uuid NOT NULL CONSTRAINT certificates_installation REFERENCES installations (id),
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    issued_at timestamptz NOT NULL
);

-- why: the certificates of an installation, newest first
CREATE INDEX certificates_by_installation ON certificates (installation, issued_at);

-- Blocks of serial numbers of national codes, each given to one installation
-- for good. The sequence counts blocks, so a block that was taken and not given
-- leaves a gap and no two overlap.
CREATE TABLE code_blocks (
    first bigint PRIMARY KEY,
    count integer NOT NULL,
    installation uuid NOT NULL CONSTRAINT code_blocks_installation REFERENCES installations (id),
    given_at timestamptz NOT NULL,
    CONSTRAINT code_blocks_bounds CHECK (first >= 0 AND count > 0 AND first + count <= 100000000),
    CONSTRAINT code_blocks_no_overlap EXCLUDE USING gist (int8range(first, first + count) WITH &&)
);

CREATE SEQUENCE code_block_numbers MINVALUE 0 START 0 NO CYCLE;

-- why: the blocks of an installation, newest last
CREATE INDEX code_blocks_by_installation ON code_blocks (installation, first);

-- Who looked at what, and why. A line is committed before what it speaks of is
-- shown, and is never changed or removed.
CREATE TABLE access_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    role text NOT NULL,
    person uuid,
    agent uuid,
    certificate text NOT NULL DEFAULT '',
    action text NOT NULL,
    allowed boolean NOT NULL,
    subjects uuid[] NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT ''
);

-- why: who looked at one child
CREATE INDEX access_lines_by_subject ON access_lines USING gin (subjects);
-- why: what one person looked at, newest last
CREATE INDEX access_lines_by_person ON access_lines (person, id);

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER access_lines_only_added BEFORE UPDATE OR DELETE ON access_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_lines_not_emptied BEFORE TRUNCATE ON access_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Directory and installations: written by faro_directory, never deleted.
GRANT SELECT, INSERT ON offices TO faro_directory;
GRANT SELECT, INSERT, UPDATE (known_until) ON institutions, structures, people, operators TO faro_directory;
GRANT SELECT, INSERT, UPDATE (role, label, record_key, tls_key_sum, replaces, locked_at, revoked_at, revoked_why)
    ON installations TO faro_directory;
GRANT SELECT, INSERT, DELETE ON installation_offices TO faro_directory;
GRANT SELECT, INSERT, UPDATE (seen_at) ON installation_sightings TO faro_directory;
GRANT SELECT, INSERT, UPDATE (used_at, installation) ON enrolment_codes TO faro_directory;
GRANT SELECT, INSERT ON certificates TO faro_directory;
GRANT SELECT, INSERT ON code_blocks TO faro_directory;
GRANT USAGE, SELECT, UPDATE ON SEQUENCE code_block_numbers TO faro_directory;

-- Intake: reads who may write, locks and moves the push columns, revokes a
-- copied installation, gives codes.
GRANT SELECT ON offices, institutions, structures, people, operators, installations, installation_offices
    TO faro_intake;
GRANT UPDATE (next_seq, highest_fingerprint, last_push_at, revoked_at, revoked_why) ON installations TO faro_intake;
GRANT SELECT, INSERT ON code_blocks TO faro_intake;
GRANT USAGE ON SEQUENCE code_block_numbers TO faro_intake;

GRANT SELECT ON offices, institutions, structures, people, operators, installations, installation_offices, code_blocks
    TO faro_feed;
GRANT SELECT ON offices, institutions, structures, people, installations, installation_offices, installation_sightings
    TO faro_reader;
GRANT SELECT ON offices, institutions, structures TO faro_census;

GRANT SELECT, INSERT ON access_lines TO faro_audit;
