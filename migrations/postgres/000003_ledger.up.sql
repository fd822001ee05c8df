-- The ledger with its records, what each casefile shows of them, who gets what
-- by the feed, and the census.
SET LOCAL ROLE faro_owner;

-- The ledger proper: what was taken, in which order, for good. A position is a
-- record, or one of the registry's own marks (a change of the directory, a
-- rebuild). There is no gap.
CREATE TABLE ledger (
    position bigint PRIMARY KEY,
    leaf bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT ledger_position CHECK (position > 0),
    CONSTRAINT ledger_leaf CHECK (length(leaf) = 32)
);

-- One row, the last lock of every transaction that adds to the ledger or the
-- feed: so positions follow commits, and who sees one sees all below it.
-- rescoped is the position at which scopes were last changed by anything but
-- records about their minors: what is held of them in memory is as old as that.
CREATE TABLE ledger_head (
    one boolean PRIMARY KEY DEFAULT true,
    position bigint NOT NULL DEFAULT 0,
    feed bigint NOT NULL DEFAULT 0,
    rescoped bigint NOT NULL DEFAULT 0,
    at timestamptz NOT NULL DEFAULT '1900-01-01',
    epoch integer NOT NULL DEFAULT 1,
    safe bigint NOT NULL DEFAULT 0,
    format integer NOT NULL DEFAULT 1,
    CONSTRAINT ledger_head_one CHECK (one)
);
INSERT INTO ledger_head DEFAULT VALUES;

-- The lives of the ledger; a restored registry begins a new one at the position restored.
CREATE TABLE epochs (
    number integer PRIMARY KEY,
    restored bigint NOT NULL,
    CONSTRAINT epochs_number CHECK (number > 0)
);
INSERT INTO epochs (number, restored) VALUES (1, 0);

-- The records as they were signed; salt and body sealed under the minor's key,
-- NULL once struck out. knows and entitled are the standing that intake judged.
CREATE TABLE records (
    position bigint PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT records_id_once UNIQUE,
    minor uuid NOT NULL,
    agent uuid NOT NULL,
    seq bigint NOT NULL,
    section text NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    header bytea NOT NULL,
    sig bytea NOT NULL,
    body bytea,
    entitled boolean NOT NULL,
    knows bigint NOT NULL
);
-- why: all records of a minor, in the order of a fold
CREATE INDEX records_by_minor ON records (minor, position);

-- The key of each minor, wrapped by the key-encryption key that wrapped_by names.
CREATE TABLE minor_keys (
    minor uuid PRIMARY KEY,
    wrapped bytea NOT NULL,
    wrapped_by text NOT NULL
);

-- The one final answer to each number of each installation.
CREATE TABLE receipts (
    agent uuid NOT NULL,
    seq bigint NOT NULL,
    verdict text NOT NULL,
    fingerprint bytea NOT NULL,
    position bigint,
    reason text,
    field text,
    detail text,
    remedy text,
    CONSTRAINT receipts_pkey PRIMARY KEY (agent, seq),
    CONSTRAINT receipts_verdict CHECK (verdict IN ('taken', 'known', 'refused')),
    CONSTRAINT receipts_fingerprint CHECK (length(fingerprint) = 32),
    CONSTRAINT receipts_position CHECK ((verdict = 'refused') = (position IS NULL)),
    CONSTRAINT receipts_reason CHECK ((verdict = 'refused') = (reason IS NOT NULL))
);

-- Frames that could not be read or verified, sealed as they came.
CREATE TABLE refused_frames (
    agent uuid NOT NULL,
    seq bigint NOT NULL,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT refused_frames_pkey PRIMARY KEY (agent, seq)
);

-- What a casefile shows, as far as reads and policies need it. position is that
-- of its last record, projected that of the last one its rows stand for: they
-- differ while the casefile is stuck. carried is the last month up to which its
-- open census row goes.
CREATE TABLE casefiles (
    minor uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    rules integer NOT NULL DEFAULT 0,
    position bigint NOT NULL DEFAULT 0,
    projected bigint NOT NULL DEFAULT 0,
    stuck boolean NOT NULL GENERATED ALWAYS AS (projected < position) STORED,
    carried date,
    registered boolean NOT NULL DEFAULT false,
    sex text,
    birth_on date,
    citizenship text,
    mode text,
    state text,
    facility uuid,
    since_on date,
    exit_reason text,
    exit_on date,
    offices uuid[] NOT NULL DEFAULT '{}',
    custodians uuid[] NOT NULL DEFAULT '{}',
    CONSTRAINT casefiles_projected CHECK (projected <= position)
) WITH (fillfactor = 70); -- rows are rewritten in place as a child's history grows

-- Where each minor was and is. A minor is counted at one place at a time.
CREATE TABLE placements (
    minor uuid NOT NULL,
    began uuid NOT NULL,
    ended uuid,
    state text NOT NULL,
    facility uuid,
    words text,
    sent_from uuid,
    sent_from_words text,
    from_on date NOT NULL,
    until_on date,
    counted boolean NOT NULL,
    granted boolean NOT NULL,
    confirmed boolean NOT NULL,
    CONSTRAINT placements_pkey PRIMARY KEY (minor, from_on, began),
    CONSTRAINT placements_state CHECK (state IN ('present', 'in-transit', 'missing', 'unplaced')),
    CONSTRAINT placements_days CHECK (until_on >= from_on),
    CONSTRAINT placements_counted_once EXCLUDE USING gist (minor WITH =, daterange(from_on, until_on) WITH &&)
        WHERE (counted)
);

-- Who answers for each minor. In conflict two may; one leads.
CREATE TABLE custodies (
    minor uuid NOT NULL,
    institution uuid NOT NULL,
    began uuid NOT NULL,
    ended uuid,
    from_on date NOT NULL,
    until_on date,
    lead boolean NOT NULL,
    released boolean NOT NULL,
    CONSTRAINT custodies_pkey PRIMARY KEY (minor, from_on, institution, began),
    CONSTRAINT custodies_days CHECK (until_on >= from_on),
    CONSTRAINT custodies_one_leads EXCLUDE USING gist (minor WITH =, daterange(from_on, until_on) WITH &&)
        WHERE (lead)
);

-- Open conflicts: what contends in which slot, since when.
CREATE TABLE conflicts (
    minor uuid NOT NULL,
    slot text NOT NULL,
    section text NOT NULL,
    records uuid[] NOT NULL,
    since bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT conflicts_pkey PRIMARY KEY (minor, slot)
);

-- National codes, by serial number: the first minor in the ledger keeps one.
CREATE TABLE codes (
    serial integer PRIMARY KEY,
    minor uuid NOT NULL,
    CONSTRAINT codes_serial CHECK (serial BETWEEN 0 AND 99999999)
);

-- Which minors are in which installation's scope, and were. Positions are the
-- ledger's: the installation was told with them.
CREATE TABLE scopes (
    agent uuid NOT NULL,
    minor uuid NOT NULL,
    entered bigint NOT NULL,
    "left" bigint,
    sections text[] NOT NULL,
    CONSTRAINT scopes_pkey PRIMARY KEY (minor, agent, entered),
    CONSTRAINT scopes_left CHECK ("left" >= entered)
);
-- why: whom an installation sees; and that nobody is in a scope twice
CREATE UNIQUE INDEX scopes_open ON scopes (agent, minor) WHERE "left" IS NULL;

-- The feed: who gets what was decided when it was committed. n is given under
-- the head's lock, position is the ledger's.
CREATE TABLE feed (
    agent uuid NOT NULL,
    n bigint NOT NULL,
    position bigint NOT NULL,
    what text NOT NULL,
    minor uuid,
    CONSTRAINT feed_pkey PRIMARY KEY (agent, n),
    CONSTRAINT feed_what CHECK (what IN ('record', 'enter', 'leave', 'directory')),
    CONSTRAINT feed_minor CHECK ((what = 'directory') = (minor IS NULL))
);

-- How far each installation is: what it has acknowledged by asking after it,
-- what was sent to it, and up to where its feed was pruned.
CREATE TABLE feed_cursors (
    agent uuid PRIMARY KEY,
    acknowledged bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    sent_position bigint NOT NULL DEFAULT 0,
    pruned bigint NOT NULL DEFAULT 0,
    at timestamptz NOT NULL
);

-- The census stands apart from operations, under a role of its own.
CREATE SCHEMA census;

-- Signed rows: +1 for a stay in one state, cut at month ends; a correction adds
-- the same row with -1 and the new one. known is the ledger position from which
-- the registry said so. Rows are only added; erasing a minor cuts the link.
CREATE TABLE census.rows (
    month date NOT NULL,
    known bigint NOT NULL,
    sign smallint NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    state text NOT NULL,
    facility uuid,
    reception text,
    citizenship text,
    sex text,
    birth_on date,
    mode text,
    protection text,
    guardian text,
    minor uuid,
    record uuid,
    CONSTRAINT rows_sign CHECK (sign IN (1, -1)),
    CONSTRAINT rows_month CHECK (month <= from_on AND from_on < until_on AND until_on <= (month + interval '1 month'))
);
-- why: one month as known at a position, without touching the rows
CREATE INDEX rows_of_month ON census.rows (month, known)
    INCLUDE (sign, from_on, until_on, state, facility, reception, citizenship, sex, birth_on, mode, protection, guardian);
-- why: what is counted of one minor, for corrections after new rules and for check
CREATE INDEX rows_of_minor ON census.rows (minor, month) WHERE minor IS NOT NULL;

-- Only added: for everybody, the owner included.
CREATE TRIGGER ledger_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_only_added;
CREATE TRIGGER rows_only_added BEFORE DELETE OR TRUNCATE OR UPDATE OF month, known, sign, from_on, until_on, state,
        facility, reception, citizenship, sex, birth_on, mode, protection, guardian
    ON census.rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE census.rows ENABLE ALWAYS TRIGGER rows_only_added;

-- Privileges, the least that each part needs.
GRANT USAGE ON SCHEMA census TO faro_intake, faro_census, faro_erasure;

GRANT SELECT, INSERT ON ledger TO faro_intake;
GRANT SELECT, UPDATE (position, feed, rescoped, at) ON ledger_head TO faro_intake;
GRANT SELECT ON epochs, feed_cursors TO faro_intake;
GRANT SELECT, INSERT ON records, minor_keys, receipts, codes, feed TO faro_intake;
GRANT INSERT ON refused_frames TO faro_intake;
GRANT SELECT, INSERT, UPDATE, DELETE ON casefiles TO faro_intake;
GRANT SELECT, INSERT, DELETE ON placements, custodies TO faro_intake;
GRANT UPDATE (ended, state, facility, words, sent_from, sent_from_words, until_on, granted, confirmed) ON placements TO faro_intake;
GRANT SELECT, INSERT, DELETE, UPDATE (section, records) ON conflicts TO faro_intake;
GRANT SELECT, INSERT, UPDATE ("left") ON scopes TO faro_intake;
GRANT SELECT, INSERT ON census.rows TO faro_intake;

-- What directory changes tell and rescope, in the directory's own transaction.
GRANT INSERT ON ledger, feed TO faro_directory;
GRANT SELECT, UPDATE (position, feed, rescoped, at) ON ledger_head TO faro_directory;
GRANT SELECT (minor, position, offices) ON casefiles TO faro_directory;
GRANT SELECT, INSERT, UPDATE ("left") ON scopes TO faro_directory;

GRANT SELECT ON ledger, ledger_head, epochs, records, minor_keys, scopes TO faro_feed;
GRANT SELECT, DELETE ON feed TO faro_feed;
GRANT SELECT, INSERT, UPDATE ON feed_cursors TO faro_feed;

GRANT SELECT ON ledger_head, epochs, records, minor_keys, casefiles, placements, custodies, conflicts, codes TO faro_reader;

GRANT SELECT ON ledger, ledger_head, epochs TO faro_census;
GRANT SELECT (month, known, sign, from_on, until_on, state, facility, reception, citizenship, sex, birth_on, mode,
    protection, guardian) ON census.rows TO faro_census;

GRANT SELECT, DELETE ON records, minor_keys TO faro_erasure;
GRANT SELECT (minor, record), UPDATE (minor, record) ON census.rows TO faro_erasure;

-- The second wall: a table that names a minor shows no row unless a policy does.
-- What runs for the whole nation sees all; a reader sees the minors of the
-- nation, territory or offices that its transaction was given. Settings are
-- read in sub-selects, once for each query.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'casefiles', 'placements', 'custodies', 'conflicts', 'codes',
        'scopes', 'feed', 'census.rows']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY whole_nation ON %s TO faro_intake, faro_feed, faro_search, faro_erasure
            USING (true) WITH CHECK (true)', t);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['records', 'minor_keys', 'placements', 'custodies', 'conflicts', 'codes']
    LOOP
        EXECUTE format('CREATE POLICY own_minors ON %1$s FOR SELECT TO faro_reader
            USING (EXISTS (SELECT FROM casefiles c WHERE c.minor = %1$s.minor))', t);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['casefiles', 'scopes', 'feed']
    LOOP
        EXECUTE format('CREATE POLICY told ON %s TO faro_directory USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;

CREATE POLICY own_minors ON casefiles FOR SELECT TO faro_reader USING (
    (SELECT current_setting('faro.nation', true)) = 'yes'
    OR offices && (SELECT string_to_array(current_setting('faro.office', true), ',')::uuid[])
    OR facility IN (
        SELECT s.id FROM structures s
        WHERE s.known_until IS NULL
            AND s.municipality = ANY (string_to_array((SELECT current_setting('faro.territory', true)), ','))
    )
);

-- The census has no link to a minor for who counts.
CREATE POLICY counted ON census.rows FOR SELECT TO faro_census USING (true);
