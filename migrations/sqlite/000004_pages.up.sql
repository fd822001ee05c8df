-- passphrase: what opens the pages for an operator; the passphrase itself is nowhere.
CREATE TABLE passphrases (
    person     TEXT    PRIMARY KEY,
    salt       BLOB    NOT NULL CHECK (length(salt) = 16),
    sum        BLOB    NOT NULL CHECK (length(sum) = 32), -- Argon2id
    time       INTEGER NOT NULL,
    memory     INTEGER NOT NULL, -- KiB
    chosen_at  INTEGER NOT NULL,
    failed     INTEGER NOT NULL DEFAULT 0, -- tries in a row
    wait_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- passphrase: codes with which an operator may choose another; each goes once it is used.
CREATE TABLE passphrase_codes (
    person TEXT NOT NULL,
    sum    BLOB NOT NULL CHECK (length(sum) = 32),
    origin TEXT NOT NULL CHECK (origin IN ('recovery', 'machine')),
    until  INTEGER, -- NULL: without an end
    PRIMARY KEY (person, sum)
) STRICT, WITHOUT ROWID;

-- passphrase: codes of the directory that were used, so that none is twice.
CREATE TABLE passphrase_used (
    person TEXT NOT NULL,
    sum    BLOB NOT NULL,
    PRIMARY KEY (person, sum)
) STRICT, WITHOUT ROWID;

-- draft: forms that were opened, each half filled or sent. Nobody but who
-- opened one sees it.
CREATE TABLE forms (
    id        TEXT    PRIMARY KEY,
    person    TEXT    NOT NULL,
    page      TEXT    NOT NULL,
    about     TEXT, -- a minor
    fields    TEXT,
    file      BLOB,
    seen      TEXT, -- what was on the page when it was opened, by section
    opened_at INTEGER NOT NULL,
    kept_at   INTEGER, -- NULL while nothing was filled in
    sent_at   INTEGER,
    records   TEXT -- that came of it
) STRICT, WITHOUT ROWID;
CREATE INDEX forms_person ON forms (person, page);

-- arrival: what the columns of a sender's sheets mean, as matched by hand once.
CREATE TABLE sender_columns (
    sender  TEXT NOT NULL,
    heading TEXT NOT NULL,
    name    TEXT NOT NULL, -- of the column; '' for one that is not read
    PRIMARY KEY (sender, heading)
) STRICT, WITHOUT ROWID;
