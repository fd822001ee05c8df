-- filestore: the scans and photographs that records name, chosen here or fetched.
CREATE TABLE files (
    minor   TEXT    NOT NULL, -- whose casefile names it
    digest  TEXT    NOT NULL,
    type    TEXT    NOT NULL,
    size    INTEGER NOT NULL,
    state   TEXT    NOT NULL, -- chosen, brought, wanted, fetched, refused
    held    INTEGER NOT NULL, -- bytes that are here
    due_at  INTEGER NOT NULL, -- not brought or fetched before
    why     TEXT    NOT NULL DEFAULT '', -- it was refused, and what to do
    remedy  TEXT    NOT NULL DEFAULT '',
    used_at INTEGER NOT NULL, -- chosen or shown last
    PRIMARY KEY (minor, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_pieces (
    minor   TEXT    NOT NULL,
    digest  TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    content BLOB    NOT NULL,
    PRIMARY KEY (minor, digest, number)
) STRICT;

CREATE TRIGGER files_gone AFTER DELETE ON files BEGIN
    DELETE FROM file_pieces WHERE minor = old.minor AND digest = old.digest;
END;
