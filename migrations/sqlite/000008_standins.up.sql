-- standin: who stands in for an operator while there is no line, for how long.
CREATE TABLE standins (
    id       TEXT    PRIMARY KEY, -- theirs alone: for their passphrase and their forms
    person   TEXT    NOT NULL,    -- the operator who let them in, and answers for it
    office   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    began_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
