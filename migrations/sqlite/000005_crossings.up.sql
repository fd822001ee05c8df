-- replica: records of other minors that the feed brought for one: by which it
-- was joined or parted, and those that were assigned to it.
CREATE TABLE crossings (
    file     TEXT    NOT NULL, -- for whom
    agent    TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    minor    TEXT    NOT NULL, -- about whom
    section  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    standing TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (file, agent, seq)
) STRICT, WITHOUT ROWID;
