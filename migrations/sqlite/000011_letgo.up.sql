-- replica: minors who were erased, and records whose body was struck out: nothing
-- is taken again of them, from a bundle either.
CREATE TABLE let_go (
    id       TEXT    PRIMARY KEY,
    what     TEXT    NOT NULL CHECK (what IN ('minor', 'record')),
    at       INTEGER NOT NULL,
    numbers  TEXT,             -- of records written here that were never taken
    scrubbed INTEGER NOT NULL DEFAULT 0 CHECK (scrubbed IN (0, 1)) -- gone from the disk too
) STRICT, WITHOUT ROWID;
