-- The store of one installation. Each table is written by one package, named
-- above it. Identifiers are their text, instants are seconds since 1970 UTC,
-- days are 2006-01-02, lists are JSON, and NULL if empty.

-- identity: who this installation is. One row once it is enrolled.
CREATE TABLE installation (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    agent       TEXT    NOT NULL,
    registry    TEXT    NOT NULL, -- base URL
    roots       BLOB    NOT NULL, -- PEM, what it trusts
    certificate BLOB    NOT NULL, -- PEM, leaf first
    tls_key     BLOB    NOT NULL, -- PKCS #8
    record_key  BLOB    NOT NULL, -- seed of Ed25519
    enrolled_at INTEGER NOT NULL
) STRICT;

-- identity: keys made for an enrolment whose answer has not come, so that the
-- same code asked with again asks with the same keys.
CREATE TABLE enrolment (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    code_sum   BLOB    NOT NULL, -- SHA-256 of the one-time code
    tls_key    BLOB    NOT NULL,
    record_key BLOB    NOT NULL
) STRICT;

-- outbox: the next number of each installation that this store has been.
CREATE TABLE numbers (
    agent TEXT    PRIMARY KEY,
    next  INTEGER NOT NULL CHECK (next > 0),
    gone  INTEGER NOT NULL DEFAULT 0 -- rows of the outbox that need not be kept any more
) STRICT, WITHOUT ROWID;

-- outbox: every record written here, until the registry cannot lose it any more.
CREATE TABLE outbox (
    agent       TEXT    NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq > 0),
    id          TEXT    NOT NULL CONSTRAINT outbox_id UNIQUE,
    minor       TEXT    NOT NULL,
    section     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    data        BLOB,             -- NULL once it need not be kept, or is sealed
    sealed      BLOB,             -- the same for the registry alone, as it travels
    fingerprint BLOB    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('unsent', 'taken', 'known', 'refused')),
    due         INTEGER NOT NULL CHECK (due IN (0, 1)), -- to be pushed
    again       INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)), -- given back after a restore
    position    INTEGER NOT NULL DEFAULT 0, -- in the ledger; 0 while it is not
    was         INTEGER NOT NULL DEFAULT 0, -- in a ledger since restored, while this is to be given back
    standing    TEXT,
    conflicts   TEXT,
    reason      TEXT,
    field       TEXT,
    detail      TEXT,
    remedy      TEXT,
    cured       INTEGER NOT NULL DEFAULT 0 CHECK (cured IN (0, 1)), -- refused, and dealt with since
    written_at  INTEGER NOT NULL,
    settled_at  INTEGER,
    PRIMARY KEY (agent, seq),
    CHECK (state <> 'unsent' OR (due = 1 AND coalesce(data, sealed) IS NOT NULL))
) STRICT;
CREATE INDEX outbox_due ON outbox (agent, seq) WHERE due = 1;
CREATE INDEX outbox_lost ON outbox (was, agent, seq) WHERE due = 1 AND was > 0;
CREATE INDEX outbox_minor ON outbox (minor);
CREATE INDEX outbox_refused ON outbox (seq) WHERE state = 'refused' AND cured = 0;

-- outbox: blocks of national codes, and how much of each is used.
CREATE TABLE code_blocks (
    agent TEXT    NOT NULL,
    first INTEGER NOT NULL CHECK (first >= 0),
    count INTEGER NOT NULL CHECK (count > 0),
    used  INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND count),
    PRIMARY KEY (agent, first)
) STRICT, WITHOUT ROWID;

-- outbox: what the registry last said of itself and of this installation.
CREATE TABLE standpoint (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    epoch    INTEGER NOT NULL,
    epochs   TEXT,
    safe     INTEGER NOT NULL,
    format   INTEGER NOT NULL,
    rules    INTEGER NOT NULL,
    recover  TEXT    NOT NULL,
    heard_at INTEGER NOT NULL, -- the registry's clock
    skew     INTEGER NOT NULL, -- this device's clock less the registry's, seconds
    stopped  TEXT    NOT NULL DEFAULT '', -- why nothing may be written any more
    remedy   TEXT    NOT NULL DEFAULT ''
) STRICT;

-- courier: the line to the registry, as last tried.
CREATE TABLE line (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    ok_at  INTEGER,           -- last answer; NULL if there was none yet
    cut_at INTEGER,           -- since when there is none; NULL while there is one
    kind   TEXT NOT NULL DEFAULT '', -- of the error
    why    TEXT NOT NULL DEFAULT '',
    remedy TEXT NOT NULL DEFAULT ''
) STRICT;

-- replica: how far the feed has been applied.
CREATE TABLE feed (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    cursor   INTEGER NOT NULL,
    position INTEGER NOT NULL, -- of the ledger, with the last item applied
    epoch    INTEGER NOT NULL
) STRICT;

-- replica: cursors with their positions, to go back to after a restore.
CREATE TABLE feed_marks (
    n        INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT;

-- replica: minors in scope, and those that left it and are not deleted yet.
CREATE TABLE minors (
    minor    TEXT    PRIMARY KEY,
    sections TEXT    NOT NULL,
    entered  INTEGER NOT NULL, -- number of the feed's item
    left_at  INTEGER,          -- hidden since then; NULL while in scope
    shown    BLOB              -- what the registry shows, when its rules are newer
) STRICT, WITHOUT ROWID;

-- replica: records that the feed brought, with their place in the ledger.
CREATE TABLE records (
    agent    TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    minor    TEXT    NOT NULL,
    section  TEXT    NOT NULL,
    position INTEGER NOT NULL, -- 0: lost by a restore, not brought again yet
    was      INTEGER NOT NULL DEFAULT 0, -- the position that it had then
    standing TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    due      INTEGER NOT NULL DEFAULT 0 CHECK (due IN (0, 1)), -- to be given back
    PRIMARY KEY (agent, seq)
) STRICT;
CREATE INDEX records_minor ON records (minor);
CREATE INDEX records_lost ON records (was, agent, seq) WHERE due = 1;

-- replica: what stays of a minor who left, for the structure's accounts.
CREATE TABLE kept_days (
    minor      TEXT NOT NULL,
    code       TEXT NOT NULL,
    structure  TEXT NOT NULL,
    from_on    TEXT NOT NULL,
    until_on   TEXT NOT NULL, -- the day after the last; '' if it was open
    PRIMARY KEY (minor, structure, from_on)
) STRICT, WITHOUT ROWID;

-- replica: the directory, as far as this installation needs it.
CREATE TABLE operators (
    person   TEXT    NOT NULL,
    office   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    until_at INTEGER,          -- NULL: without an end
    code_sum BLOB,
    PRIMARY KEY (person, office)
) STRICT, WITHOUT ROWID;
CREATE TABLE offices (
    id   TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE structures (
    id           TEXT    PRIMARY KEY,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    municipality TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    beds         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- arrival: landings named here, so that the same words mean the same landing.
CREATE TABLE landings (
    id         TEXT PRIMARY KEY,
    on_day     TEXT NOT NULL,
    place      TEXT NOT NULL,
    vessel     TEXT NOT NULL,
    place_key  TEXT NOT NULL,
    vessel_key TEXT NOT NULL,
    CONSTRAINT landings_same UNIQUE (on_day, place_key, vessel_key)
) STRICT, WITHOUT ROWID;

-- arrival: rows of sheets that were taken, so that a sheet read twice adds nothing.
CREATE TABLE imported (
    key   BLOB PRIMARY KEY, -- SHA-256 of the group and the row's content
    grp   TEXT NOT NULL,    -- the landing, or the day and structure
    tag   TEXT NOT NULL,
    minor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_tag ON imported (grp, tag) WHERE tag <> '';

-- arrival: whole files read before, and what for.
CREATE TABLE imported_files (
    digest BLOB PRIMARY KEY,
    grp    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
