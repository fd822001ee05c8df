-- lookbook: what was looked at here, each the end of a chain over all before it;
-- kept for a while after it was told, for a registry that is restored.
CREATE TABLE looks (
    seq    INTEGER PRIMARY KEY CHECK (seq > 0),
    at     INTEGER NOT NULL,
    person TEXT,
    what   TEXT    NOT NULL,
    minors TEXT,
    chain  BLOB    NOT NULL CHECK (length(chain) = 32)
) STRICT;

-- lookbook: the end of the chain, of which installation it is, and up to where
-- the registry was told.
CREATE TABLE look_head (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    agent TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    chain BLOB    NOT NULL CHECK (length(chain) = 32),
    told  INTEGER NOT NULL CHECK (told <= seq)
) STRICT;
